"""A server is told to give memory back."""

import subprocess
import sys

import pytest

GROWN = """
import sys
import numpy, psutil
from loaders.operating import memory

assert not sys.argv[1:] or memory.give_back()
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


@pytest.mark.parametrize(("told", "grown"), [(["told"], range(-40, 40)), ([], range(100, 400))])
def test_large_arrays_are_given_back_at_once_when_told(told, grown):
    """Without being told the C library keeps most of 240 MB: were it otherwise, nothing would need telling."""
    command = [sys.executable, "-c", GROWN, *told]
    assert int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) in grown
