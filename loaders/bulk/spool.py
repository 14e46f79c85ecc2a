"""Pieces on their way from one stage to the next, in one file per addressee: a build holds few of them in memory."""

import struct
from pathlib import Path

HEAD = struct.Struct("<II")  # the sender of a piece, its length in bytes


class Spool:
    """A folder of such files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def add(self, addressee: int, sender: int, piece: bytes) -> None:
        """Append a piece."""
        with self._path(addressee).open("ab") as file:
            file.write(HEAD.pack(sender, len(piece)) + piece)

    def pieces(self, addressee: int) -> dict[int, bytes]:
        """The pieces for an addressee by sender; none where nobody sent any."""
        found: dict[int, bytes] = {}
        if not self._path(addressee).exists():
            return found
        with self._path(addressee).open("rb") as file:
            while head := file.read(HEAD.size):
                sender, length = HEAD.unpack(head)
                found[sender] = file.read(length)
        return found

    def _path(self, addressee: int) -> Path:
        return self._folder / f"{addressee:05d}"
