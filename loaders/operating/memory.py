"""Memory that a server gives back, where the C library lets it be told how (glibc, which nearly every Linux has).

Every run of a page is a thread. Left alone, glibc opens eight heaps per core for them and puts arrays of up to 32 MB
there once it has seen some; each heap stays as large as it ever was, with holes, so that a server grows for hours.
"""

import ctypes
import sys

ARENA_MAX, MMAP_THRESHOLD = -8, -3  # as <malloc.h> numbers what can be told
HEAPS = 2
LARGE = 131_072  # bytes, as glibc begins: from here on arrays are asked of the system one by one and soon given back


def give_back() -> bool:
    """Keep few heaps and give large arrays back at once, from now on; whether that could be told."""
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(tell and tell(ARENA_MAX, HEAPS) and tell(MMAP_THRESHOLD, LARGE))
