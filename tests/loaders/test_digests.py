import hashlib
import os
import time

import pytest

from loaders import digests


@pytest.fixture
def opened(monkeypatch):
    """Files whose bytes were read."""
    found = []
    real = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda file, name: found.append(file.name) or real(file, name))
    return found


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A file that has not changed for long, as far as the program can tell."""
    monkeypatch.setattr(digests.time, "time", lambda real=time.time: real() + 60)
    path = tmp_path / "plan.txt"
    path.write_text("甲")
    return path


def test_a_file_is_read_once(old, opened):
    assert digests.sha256(old) == digests.sha256(old) == hashlib.sha256("甲".encode()).hexdigest()
    assert len(opened) == 1


def test_a_changed_file_is_read_again_though_size_and_time_are_the_same(old):
    before, about = digests.sha256(old), old.stat()
    time.sleep(0.02)  # longer than the clock of a file system ticks
    old.write_text("乙")
    os.utime(old, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert digests.sha256(old) == hashlib.sha256("乙".encode()).hexdigest() != before


def test_a_file_changed_just_now_is_read_each_time(tmp_path, opened):
    path = tmp_path / "plan.txt"
    path.write_text("甲")
    assert digests.sha256(path) == digests.sha256(path)
    assert len(opened) == 2
