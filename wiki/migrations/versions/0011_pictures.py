"""which revisions name which pictures

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.create_table(
        "picture_use",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "revision_id", name=op.f("pk_picture_use")),
    )


def downgrade() -> None:
    op.drop_table("picture_use")
