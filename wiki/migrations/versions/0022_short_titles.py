"""short titles: what the map calls a region, where its title is long

Revision: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = sa.inspect(op.get_bind()).get_columns("topic")
    if any(column["name"] == "short_title" for column in columns):
        return  # this migration once had another number, and was run under it
    op.add_column("topic", sa.Column("short_title", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("topic", "short_title")
