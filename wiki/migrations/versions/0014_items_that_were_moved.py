"""items that were moved to another region: an index of these moves

Revision: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moved = sa.text("action = 'relocate'")
    columns = ["kind", "item_id", "id"]
    op.create_index("ix_revision_relocation", "revision", columns, sqlite_where=moved)


def downgrade() -> None:
    op.drop_index("ix_revision_relocation", "revision")
