"""when triggers were recorded as happened

Revision: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEY = ["sees_private", "is_listed", "recorded_at", "trigger_id"]


# The columns are filled after the migrations: migrations/env.py rebuilds every projection. That
# mends links by anchor, too, whose rows could be older than the region that they lead to.
def upgrade() -> None:
    op.add_column("trigger_place", sa.Column("recorded_at", sa.DateTime(), nullable=True))
    op.add_column("trigger_place", sa.Column("altered_at", sa.DateTime(), nullable=True))
    happened = sa.text("recorded_at IS NOT NULL")
    op.create_index("ix_trigger_place_recorded", "trigger_place", KEY, sqlite_where=happened)


def downgrade() -> None:
    op.drop_index("ix_trigger_place_recorded", table_name="trigger_place")
    op.drop_column("trigger_place", "altered_at")
    op.drop_column("trigger_place", "recorded_at")
