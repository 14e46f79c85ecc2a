"""A server is told to give memory back."""

import subprocess
import sys

GROWN = """
import numpy, psutil
from loaders.operating import memory

assert memory.give_back()
own = psutil.Process()
for size in (8, 16, 24):  # MB; glibc learns from what is given back, up to 32 MB
    numpy.ones(size << 20, dtype=numpy.int8)
before, large, small = own.memory_info().rss, [], []
for _ in range(40):
    large.append(numpy.ones(6 << 20, dtype=numpy.int8))
    small.append(numpy.ones(100_000, dtype=numpy.int8))  # small things stand between large ones
large.clear()
print((own.memory_info().rss - before) >> 20)
"""


def test_large_arrays_are_given_back_at_once_when_told():
    """Without being told the C library may keep most of 240 MB."""
    command = [sys.executable, "-c", GROWN]
    assert int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) < 40
