"""DOCX and XLSX are archives of XML: opened only after what they claim and what they are has been looked at.

Nothing is unpacked to disk. Members are measured before and while they are read, document types (and so entities) are
refused, and nothing that a document points to outside itself is ever fetched.
"""

import io
import re
import zlib
from itertools import pairwise
from zipfile import BadZipFile, ZipFile, ZipInfo

from lxml import etree
from lxml.etree import _Element as Element

from loaders.intake.errors import IntakeError
from loaders.intake.limits import MEGABYTE, Limits

SMALL = MEGABYTE  # a member of this size may be packed as tightly as it likes
LOCAL_HEADER = 30
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
ENCRYPTED = 0x1
BROKEN_ARCHIVE = (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error)


def damaged(kind: str) -> IntakeError:
    """The error for a file that breaks off or contradicts itself."""
    return IntakeError(
        "damaged",
        f"This {kind.upper()} file is damaged. Open it in the program that made it, save it again and import that.",
    )


def _bomb() -> IntakeError:
    return IntakeError(
        "bomb",
        "This file unpacks to far more than a plan can hold and was not opened. Save the plan as a new file, without"
        " pictures if need be.",
    )


class Archive:
    """The members of a checked archive."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Open `content`.

        Raises
        ------
        IntakeError
            If it is no archive, is locked, or unpacks to more than `limits` allow.
        """
        try:
            self._zip = ZipFile(io.BytesIO(content))
        except BROKEN_ARCHIVE as error:
            raise damaged("office") from error
        self._limits = limits
        self._members = {member.filename: member for member in self._zip.infolist()}
        self._check(self._zip.infolist(), len(content))

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> tuple[str, ...]:
        """Names of all members."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """The bytes of a member, never more than the cap.

        Raises
        ------
        IntakeError
            If they are damaged or more than the cap.
        """
        try:
            with self._zip.open(self._members[name]) as member:
                content = member.read(self._limits.member_size + 1)
        except BROKEN_ARCHIVE as error:
            raise damaged("office") from error
        if len(content) > self._limits.member_size:
            raise _bomb()
        return content

    def xml(self, name: str) -> Element:
        """The root of an XML member.

        Raises
        ------
        IntakeError
            If it is damaged, or declares a document type or entities.
        """
        return parse_xml(self.read(name))

    def check_xml(self) -> None:
        """Refuse document types in any XML member, for readers that parse by themselves.

        Raises
        ------
        IntakeError
            If one has such a type or is in an encoding that hides it.
        """
        for name in self._members:
            if name.endswith((".xml", ".rels", ".vml")):
                check_plain_xml(self.read(name))

    def _check(self, members: list[ZipInfo], size: int) -> None:
        limits = self._limits
        if len(members) > limits.members or sum(one.file_size for one in members) > limits.total_size:
            raise _bomb()
        if any(one.flag_bits & ENCRYPTED for one in members):
            raise locked()
        for one in members:
            if one.file_size > limits.member_size:
                raise _bomb()
            if one.file_size > max(SMALL, limits.ratio * one.compress_size):
                raise _bomb()
        # Members that share bytes are a way to claim more than the file holds.
        spans = sorted((one.header_offset, one.header_offset + LOCAL_HEADER + one.compress_size) for one in members)
        if any(end > start for (_, end), (start, _) in pairwise(spans)) or (spans and spans[-1][1] > size):
            raise _bomb()


def locked() -> IntakeError:
    """The error for a file with a password."""
    return IntakeError(
        "locked", "This file is protected by a password. Open it, remove the password, save it and import it again."
    )


def check_plain_xml(content: bytes) -> None:
    """Refuse XML with a document type or entities.

    Raises
    ------
    IntakeError
        If it has some, or is in an encoding that could hide them.
    """
    if DOCTYPE.search(content) or content.startswith(WIDE_MARKS):
        raise IntakeError(
            "entities",
            "This file declares entities, as office programs never do, and was not read. Save the plan as a new file.",
        )


def parse_xml(content: bytes) -> Element:
    """The root of an XML text without a document type.

    Raises
    ------
    IntakeError
        If it is damaged or has one.
    """
    check_plain_xml(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged("office") from error
