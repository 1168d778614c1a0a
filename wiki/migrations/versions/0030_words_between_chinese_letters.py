"""words between Chinese letters in the search

Revision: 0030
Revises: 0029
"""

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


# The tables stay as they are, but for the words in `search_text`, which has those within a sentence
# of Chinese or Japanese apart, and for `unfilled`, to which an address in angle brackets is no slot
# any more: migrations/env.py rebuilds every projection after a migration.
def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
