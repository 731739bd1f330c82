"""Bodies as they were sent to what they hold: gzip, deflate, brotli, zstd, never beyond a cap."""

import sys
import zlib

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

ENCODINGS = "gzip, deflate, br, zstd"  # what may be asked for
_GZIP = b"\x1f\x8b"  # how each part begins
_MOST_PARTS = 100  # of one gzip body; bodies are of one, more are a waste of time
_WIDEST = 23  # log2 of the zstd window: what RFC 9659 allows on the web


class TooMuch(Exception):
    """There is more in it than the cap."""


def unpack(sent: bytes, encoding: str, *, most: int) -> bytes:
    """Return what a body holds. `encoding`: its Content-Encoding; `most`: bytes at most.

    Never makes more than a byte too many. Raises TooMuch, and ValueError when the body is
    damaged or cut short, or packed in another way.
    """
    match encoding.strip().lower():
        case "" | "identity":
            body = sent
        case "gzip" | "x-gzip":
            body = _unpack_gzip(sent, most + 1)
        case "deflate":
            body = _unpack_deflate(sent, most + 1)
        case "br":
            body = _unpack_brotli(sent, most + 1)
        case "zstd":
            body = _unpack_zstd(sent, most + 1)
        case other:
            raise ValueError(f"it is packed in a way that was not asked for: {other[:40]!r}")
    if len(body) > most:
        raise TooMuch
    return body


def _unpack_gzip(sent: bytes, most: int) -> bytes:
    body = b""
    for _ in range(_MOST_PARTS):
        part, sent = _inflate(sent, 16 + zlib.MAX_WBITS, most - len(body))
        body += part
        if len(body) >= most or not sent.startswith(_GZIP):
            return body  # padding behind the last part is nothing
    raise ValueError("it is packed in too many parts")


def _unpack_deflate(sent: bytes, most: int) -> bytes:
    """As the books say, with a zlib header, or as some servers do, without."""
    wrapped = sent[:1] and sent[0] & 0x0F == zlib.DEFLATED
    return _inflate(sent, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS, most)[0]


def _inflate(sent: bytes, window: int, most: int) -> tuple[bytes, bytes]:
    """What the first part of a body holds, and what is left of the body."""
    inflater = zlib.decompressobj(window)
    try:
        part = inflater.decompress(sent, most)
    except zlib.error as error:
        raise ValueError(f"it is damaged: {error}") from error
    return _checked(part, most, complete=inflater.eof), inflater.unused_data


def _unpack_brotli(sent: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    try:
        body: bytes = unpacker.process(sent, output_buffer_limit=most)
        while len(body) < most and (more := unpacker.process(b"", output_buffer_limit=most)):
            body += more
    except brotli.error as error:
        raise ValueError(f"it is damaged: {error}") from error
    return _checked(body, most, complete=unpacker.is_finished())


def _unpack_zstd(sent: bytes, most: int) -> bytes:
    body = b""
    for _ in range(_MOST_PARTS):
        unpacker = ZstdDecompressor(options={DecompressionParameter.window_log_max: _WIDEST})
        try:
            part = unpacker.decompress(sent, most - len(body))
        except ZstdError as error:
            raise ValueError(f"it is damaged: {error}") from error
        body += _checked(part, most - len(body), complete=unpacker.eof)
        sent = unpacker.unused_data
        if len(body) >= most or not sent:
            return body
    raise ValueError("it is packed in too many parts")


def _checked(part: bytes, most: int, *, complete: bool) -> bytes:
    """A part, unless it is cut short; where the cap cut it is another matter."""
    if not complete and len(part) < most:
        raise ValueError("it is cut short")
    return part
