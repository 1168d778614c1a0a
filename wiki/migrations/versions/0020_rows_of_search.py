"""rows of the search have the ids of their items' last revisions

Revision: 0020
Revises: 0017
"""

from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None


# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.execute("DELETE FROM search_text")


def downgrade() -> None:
    op.execute("DELETE FROM search_text")
