"""since when visitors read what left a region that is private now

Revision: 0028
Revises: 0027
"""

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


# The tables stay as they are, but for the changes in `announcement`, which could be of a time in a
# region that is private now: migrations/env.py rebuilds every projection after a migration.
def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
