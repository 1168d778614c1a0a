"""places on the map

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# SQLite adds and drops a column in place; a table rebuilt in batch mode would lose AUTOINCREMENT.
def upgrade() -> None:
    op.add_column("topic", sa.Column("x", sa.Integer(), nullable=True))
    op.add_column("topic", sa.Column("y", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("topic", "y")
    op.drop_column("topic", "x")
