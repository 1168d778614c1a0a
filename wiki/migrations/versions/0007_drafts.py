"""drafts of readings and essays

Revision: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


# SQLite adds and drops a column in place; a table rebuilt in batch mode would lose AUTOINCREMENT.
def upgrade() -> None:
    for table in ("reading", "essay"):
        op.add_column(
            table, sa.Column("state", sa.String(10), nullable=False, server_default="published")
        )
        op.create_index(f"ix_{table}_draft", table, ["id"], sqlite_where=sa.text("state = 'draft'"))


def downgrade() -> None:
    for table in ("reading", "essay"):
        op.drop_index(f"ix_{table}_draft", table)
        op.drop_column(table, "state")
