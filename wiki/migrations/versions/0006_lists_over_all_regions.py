"""lists over all regions

Revision: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LISTED = ["sees_private", "is_listed"]
PLACE = ["region", "topic_id", "position", "belief_id"]
ORDERS = {
    "movement": [sa.text("movement DESC"), sa.text("moved_on DESC"), *PLACE],
    "firmness": [sa.text("firmness DESC"), *PLACE],
    "region": PLACE,
    "filters": ["area_id", "credence", "moved_on", "affirmed_on"],
}
TRIGGERS = {
    "region": ["happened_on", "region", "topic_id", "position", "trigger_id"],
    "happened": ["happened_on", "trigger_id"],
    "filters": ["area_id", "belief", "happened_on"],
    "belief": ["belief"],
}


# The tables are filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.create_table(
        "belief_standing",
        sa.Column("belief_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sees_private", sa.Boolean(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("credence", sa.BigInteger(), nullable=True),
        sa.Column("firmness", sa.BigInteger(), nullable=True),
        sa.Column("was", sa.BigInteger(), nullable=True),
        sa.Column("was_on", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("affirmed_on", sa.Date(), nullable=True),
        sa.Column("movement", sa.BigInteger(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("last_move_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("belief_id", "sees_private", name=op.f("pk_belief_standing")),
    )
    for name, columns in ORDERS.items():
        op.create_index(f"ix_belief_standing_{name}", "belief_standing", [*LISTED, *columns])
    last_move = ["sees_private", "last_move_on", "topic_id"]
    op.create_index("ix_belief_standing_last_move", "belief_standing", last_move)
    op.create_table(
        "list_total",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sees_private", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "sees_private", name=op.f("pk_list_total")),
    )
    op.create_table(
        "trigger_place",
        sa.Column("trigger_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sees_private", sa.Boolean(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("belief", sa.String(), nullable=False),
        sa.Column("happened_on", sa.String(), nullable=False),
        sa.Column("has_moved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("trigger_id", "sees_private", name=op.f("pk_trigger_place")),
    )
    for name, columns in TRIGGERS.items():
        op.create_index(f"ix_trigger_place_{name}", "trigger_place", [*LISTED, *columns])
    moved = ["sees_private", "has_moved", "trigger_id"]
    op.create_index("ix_trigger_place_moved", "trigger_place", moved)
    op.create_table(
        "unfilled",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("effort", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "item_id", name=op.f("pk_unfilled")),
    )
    op.create_index("ix_unfilled_effort", "unfilled", ["effort", "place", "item_id"])
    resolving = sa.text("resolves_on != '' AND outcome = ''")
    op.create_index("ix_belief_resolves_on", "belief", ["resolves_on"], sqlite_where=resolving)
    leaning = sa.text("kind = 'leans on'")
    op.create_index("ix_relation_leaning", "relation", ["kind"], sqlite_where=leaning)
    reviewed = sa.text("reviewed_on IS NOT NULL")
    op.create_index("ix_topic_reviewed_on", "topic", ["reviewed_on"], sqlite_where=reviewed)
    is_undo = sa.text("undoes_id IS NOT NULL")
    op.create_index("ix_change_undoes_id", "change", ["undoes_id"], sqlite_where=is_undo)


def downgrade() -> None:
    op.drop_index("ix_change_undoes_id", table_name="change")
    op.drop_index("ix_topic_reviewed_on", table_name="topic")
    op.drop_index("ix_relation_leaning", table_name="relation")
    op.drop_index("ix_belief_resolves_on", table_name="belief")
    op.drop_table("unfilled")
    op.drop_table("trigger_place")
    op.drop_table("list_total")
    op.drop_table("belief_standing")
