"""Tables of the store. Their shape is made by the migrations; a test holds the two equal."""

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import JSON

REVISION = "0002"  # of the newest migration
metadata = MetaData()
# Every state a record has ever had, one row each: the history is the store itself, and nothing in it changes.
records = Table(
    "records",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("record_id", String(200), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("at", String(32), nullable=False),
    Column("who", String(200), nullable=False),
    Column("why", Text, nullable=False),
    UniqueConstraint("kind", "record_id", "revision", name="one_of_each_revision"),
    Index("records_of_kind", "kind", "record_id"),
    sqlite_autoincrement=True,
)
# Texts of plans by the SHA-256 of their UTF-8 bytes; the same text is kept once.
texts = Table(
    "texts",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)
# Plans that were read and are not saved yet, each of one owner: no history, they go when they are saved or dropped.
drafts = Table(
    "drafts",
    metadata,
    Column("draft_id", String(40), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("dropped", Boolean, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Index("drafts_of_owner", "owner"),
)
