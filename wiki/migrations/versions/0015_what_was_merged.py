"""regions and areas that were merged into others

Revision: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


# The column is no foreign key: SQLite would have to rebuild the table, which loses AUTOINCREMENT.
def upgrade() -> None:
    for table in ("topic", "area"):
        op.add_column(table, sa.Column("merged_into", sa.Integer(), nullable=True))
        op.create_index(f"ix_{table}_merged_into", table, ["merged_into"])


def downgrade() -> None:
    for table in ("area", "topic"):
        op.drop_index(f"ix_{table}_merged_into", table)
        op.drop_column(table, "merged_into")
