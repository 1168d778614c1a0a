"""whose atlas it is: the demo, or its author's own in place of another

Revision: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


# An atlas made before this is its author's own: nothing tells whether it began as the demo.
def upgrade() -> None:
    no, none = sa.false(), sa.text("0")
    op.add_column("atlas", sa.Column("is_demo", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("atlas", sa.Column("replaced", sa.String(36), nullable=True))
    op.add_column(
        "atlas", sa.Column("begun_with", sa.Integer(), nullable=False, server_default=none)
    )


def downgrade() -> None:
    for name in ("begun_with", "replaced", "is_demo"):
        op.drop_column("atlas", name)
