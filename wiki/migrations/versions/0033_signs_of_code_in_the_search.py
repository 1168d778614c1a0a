"""signs of code in the search

Revision: 0033
Revises: 0032
"""

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


# The tables stay as they are, but for the words in `search_text`, which keep the signs of code,
# formulas and addresses: migrations/env.py rebuilds every projection after a migration.
def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
