"""deleted items: an index of them for each kind

Revision: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("area", "topic", "stance", "belief", "uncertainty", "trigger", "reading", "essay")
TABLES += ("relation", "note", "site", "about")


def upgrade() -> None:
    deleted = sa.text("deleted_at IS NOT NULL")
    for table in TABLES:
        op.create_index(f"ix_{table}_deleted_at", table, ["deleted_at"], sqlite_where=deleted)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_deleted_at", table)
