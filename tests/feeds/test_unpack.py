"""What bodies hold: all of it or nothing, and never beyond the cap."""

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.unpack import TooMuch, unpack
from tests.feeds.packers import brotli, zstd


def pack_raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKED = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("x-gzip", gzip.compress, id="x-gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", pack_raw, id="raw deflate"),
    pytest.param("br", brotli.compress, id="br"),
    pytest.param("zstd", zstd.compress, id="zstd"),
    pytest.param(" GZip ", gzip.compress, id="spelling"),
]
LONG = bytes(range(256)) * 400


@pytest.mark.parametrize(("encoding", "pack"), [*PACKED, pytest.param("", bytes, id="plain")])
@given(body=st.binary(max_size=2000))
def test_what_was_packed_is_unpacked(encoding, pack, body):
    assert unpack(pack(body), encoding, most=2000) == body


@pytest.mark.parametrize(("encoding", "pack"), [*PACKED, pytest.param("", bytes, id="plain")])
def test_exactly_the_cap_is_let_through_and_a_byte_more_is_not(encoding, pack):
    assert unpack(pack(LONG), encoding, most=len(LONG)) == LONG
    with pytest.raises(TooMuch):
        unpack(pack(LONG), encoding, most=len(LONG) - 1)


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_a_bomb_takes_no_memory(encoding, pack):
    bomb = pack(bytes(30_000_000))
    tracemalloc.start()
    with pytest.raises(TooMuch):
        unpack(bomb, encoding, most=100_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
@pytest.mark.parametrize("left", [0, 1, 5, 0.5, 0.999])
def test_a_body_that_is_cut_short_is_refused(encoding, pack, left):
    packed = pack(LONG)
    cut = packed[: left if isinstance(left, int) else int(left * len(packed))]
    with pytest.raises(ValueError, match=r"cut short|damaged"):
        unpack(cut, encoding, most=1_000_000)


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
@given(sent=st.binary(max_size=300))
def test_garbage_is_unpacked_within_the_cap_or_refused(encoding, pack, sent):
    try:
        assert len(unpack(sent, encoding, most=1000)) <= 1000
    except (ValueError, TooMuch):
        return


def test_parts_of_a_gzip_body_are_one_and_padding_is_nothing():
    parts = gzip.compress(b"one ") + gzip.compress(b"two")
    assert unpack(parts, "gzip", most=100) == b"one two"
    assert unpack(parts + bytes(8), "gzip", most=100) == b"one two"
    assert unpack(zstd.compress(b"one ") + zstd.compress(b"two"), "zstd", most=9) == b"one two"


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_thousands_of_parts_are_refused(encoding, pack):
    with pytest.raises(ValueError, match="too many parts"):
        unpack(pack(b"") * 20_000, encoding, most=100)


@pytest.mark.parametrize("encoding", ["compress", "gzip, gzip", "aws-chunked", "x" * 5000])
def test_other_ways_of_packing_are_named(encoding):
    with pytest.raises(ValueError, match="not asked for") as refused:
        unpack(b"x", encoding, most=100)
    assert len(str(refused.value)) < 120
