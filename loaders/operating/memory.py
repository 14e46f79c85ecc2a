"""Memory that a server gives back, where the C library lets it be told how (glibc, which nearly every Linux has).

Every run of a page is a thread. Left alone, glibc opens eight heaps per core for them and puts arrays of up to 32 MB
there once it has seen some; each heap stays as large as it ever was, so that a server grows for hours. What is kept
at the end of a heap is used again by the next run: to be given fresh pages for every array took longer than what is
computed in them.
"""

import ctypes
import sys

ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1  # as <malloc.h> numbers what can be told
HEAPS = 2
LARGE = 8 << 20  # bytes: arrays from here on are asked of the system one by one, and given back at once
SPARE = 64 << 20  # bytes free at the end of a heap that are kept


def give_back() -> bool:
    """Keep few heaps and give large arrays back at once, from now on; whether that could be told."""
    if sys.platform != "linux":
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is None:
        return False
    return all(tell(*wish) for wish in ((ARENA_MAX, HEAPS), (MMAP_THRESHOLD, LARGE), (TRIM_THRESHOLD, SPARE)))
