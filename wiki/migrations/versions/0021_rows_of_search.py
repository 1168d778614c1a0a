"""rows of the search have the ids of their items' last revisions

Revision: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.execute("DELETE FROM search_text")


def downgrade() -> None:
    op.execute("DELETE FROM search_text")
