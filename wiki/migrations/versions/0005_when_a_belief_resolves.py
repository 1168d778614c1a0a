"""when a belief resolves

Revision: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# SQLite adds and drops a column in place; a table rebuilt in batch mode would lose AUTOINCREMENT.
def upgrade() -> None:
    op.add_column(
        "belief", sa.Column("resolves_on", sa.String(10), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("belief", "resolves_on")
