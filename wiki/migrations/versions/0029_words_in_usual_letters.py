"""words in usual letters in the search

Revision: 0029
Revises: 0028
"""

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


# The tables stay as they are, but for the words in `search_text`, of which some had ligatures, soft
# hyphens or full-width letters: migrations/env.py rebuilds every projection after a migration.
def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
