"""histories of numbers

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

POINT = ["kind", "item_id", "held_on", "held_at", "id"]
POINT += ["credence", "action", "change_id", "published"]


# SQLite adds and drops a column in place; a table rebuilt in batch mode would lose AUTOINCREMENT.
def upgrade() -> None:
    op.add_column("revision", sa.Column("reason", sa.Text(), nullable=True))
    op.create_index(
        "ix_revision_point", "revision", POINT, sqlite_where=sa.text("credence IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_revision_point", table_name="revision")
    op.drop_column("revision", "reason")
