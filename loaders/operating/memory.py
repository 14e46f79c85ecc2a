"""Memory that a server gives back, where the C library lets it be told how (glibc, which nearly every Linux has).

Every run of a page is a thread. Left alone, glibc opens eight heaps per core for them and puts arrays of up to 32 MB
there once it has seen some; each heap stays as large as it ever was, so that a server grows for hours. Of a million
projects such heaps take 280 MB more and make a filter a tenth faster: memory is scarcer.
"""

import ctypes
import sys

ARENA_MAX, MMAP_THRESHOLD = -8, -3  # as <malloc.h> numbers what can be told
HEAPS = 2
LARGE = 1 << 20  # bytes: arrays from here on are asked of the system one by one, and given back at once


def give_back() -> bool:
    """Keep few heaps and give large arrays back at once, from now on; whether that could be told."""
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    return bool(tell and tell(ARENA_MAX, HEAPS) and tell(MMAP_THRESHOLD, LARGE))
