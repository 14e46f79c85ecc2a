"""Drafts: plans that were read and are not saved yet, which come and go."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; unlike the history it may be changed and emptied."""
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.String(40), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("dropped", sa.Boolean, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("drafts_of_owner", "drafts", ["owner"])


def downgrade() -> None:
    """Refused: it would lose what planners have not saved yet."""
    raise RuntimeError("an older shape would lose drafts; restore a backup instead")
