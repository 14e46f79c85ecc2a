"""Records with all their revisions, texts of plans, and triggers that let nobody rewrite history."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("records", "texts")
CHANGES = ("UPDATE", "DELETE")
SAID = "the history of the store cannot be changed"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "records",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.UniqueConstraint("kind", "record_id", "revision", name="one_of_each_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("records_of_kind", "records", ["kind", "record_id"])
    op.create_table(
        "texts", sa.Column("sha256", sa.String(64), primary_key=True), sa.Column("text", sa.Text, nullable=False)
    )
    guard = _guard_sqlite if op.get_bind().dialect.name == "sqlite" else _guard_postgresql
    guard()


def _guard_sqlite() -> None:
    for table in TABLES:
        for change in CHANGES:
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )


def _guard_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_history()"
        )


def downgrade() -> None:
    """Refused: it would lose what planners wrote."""
    raise RuntimeError("an older shape would lose what planners wrote; restore a backup instead")
