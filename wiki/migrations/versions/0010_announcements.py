"""announcements of readings and essays

Revision: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.drop_table("reading_announced")
    op.create_table(
        "announcement",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "item_id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_newest", "announcement", ["kind", "change_id"])


def downgrade() -> None:
    op.drop_table("announcement")
    op.create_table(
        "reading_announced",
        sa.Column("reading_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_reading_announced")),
    )
    op.create_index(op.f("ix_reading_announced_change_id"), "reading_announced", ["change_id"])
