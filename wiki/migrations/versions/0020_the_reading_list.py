"""the reading list: the place of a reading that is still to be read; and an index of causes

Revision: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


# SQLite adds and drops a column in place; a table rebuilt in batch mode would lose AUTOINCREMENT.
def upgrade() -> None:
    op.add_column("reading", sa.Column("queued", sa.Integer(), nullable=True))
    op.create_index(
        "ix_reading_queued", "reading", ["queued"], sqlite_where=sa.text("queued IS NOT NULL")
    )
    op.create_index(
        "ix_change_cause",
        "change",
        ["cause_kind", "cause_id"],
        sqlite_where=sa.text("cause_kind IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_change_cause", "change")
    op.drop_index("ix_reading_queued", "reading")
    op.drop_column("reading", "queued")
