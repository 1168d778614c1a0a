"""when readings were announced

Revision: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.create_table(
        "reading_announced",
        sa.Column("reading_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reading_id", name=op.f("pk_reading_announced")),
    )
    op.create_index(op.f("ix_reading_announced_change_id"), "reading_announced", ["change_id"])
    op.create_index(
        "ix_revision_of_topic", "revision", ["kind", "id"], sqlite_where=sa.text("kind = 'topic'")
    )


def downgrade() -> None:
    op.drop_index("ix_revision_of_topic", "revision")
    op.drop_index(op.f("ix_reading_announced_change_id"), "reading_announced")
    op.drop_table("reading_announced")
