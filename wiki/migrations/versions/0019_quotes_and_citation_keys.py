"""quotes and citation keys: what a bibliography brings along with a reading

Revision: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reading", sa.Column("citation_key", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("reading", sa.Column("quotes", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("reading", "quotes")
    op.drop_column("reading", "citation_key")
