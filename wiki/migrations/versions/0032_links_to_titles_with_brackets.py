"""links to titles with brackets

Revision: 0032
Revises: 0031
"""

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


# The tables stay as they are, but for `text_link`, which has links such as `[[A [b] c]]`:
# migrations/env.py rebuilds every projection after a migration.
def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
