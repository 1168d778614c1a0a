"""when visitors were told that triggers happened

Revision: 0027
Revises: 0026
"""

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


# The tables stay as they are, but for the moments in them, which were those of private changes,
# too: migrations/env.py rebuilds every projection after a migration.
def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
