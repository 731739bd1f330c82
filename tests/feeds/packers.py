"""The libraries that pack bodies as servers do."""

import sys
from importlib import import_module

brotli = import_module("brotli")  # ships no types
zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
