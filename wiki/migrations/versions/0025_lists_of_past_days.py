"""lists of past days, what stands for the map, and indexes of private topics and of readings

Revision: 0025
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

PLACE = ["region", "topic_id", "position", "belief_id"]
SPAN = ["begins", "ends"]
FILTERS = ["area_id", "credence", "moved_on", "affirmed_on"]
INDEXES = {
    "movement": [sa.text("movement DESC"), sa.text("moved_on DESC"), *PLACE, *SPAN],
    "firmness": [sa.text("firmness DESC"), *PLACE, *SPAN],
    "region": [*PLACE, *SPAN],
    "filters": [*SPAN, "topic_id", "belief_id", *FILTERS],
}


# Nothing is numbered 0024: databases of the development have that number for something else, see
# wiki/storage/schema.py.
# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.create_table(
        "past_standing",
        sa.Column("belief_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begins", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
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
        sa.PrimaryKeyConstraint("belief_id", "begins", name=op.f("pk_past_standing")),
    )
    for name, columns in INDEXES.items():
        op.create_index(f"ix_past_standing_{name}", "past_standing", columns)
    op.create_table(
        "map_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_version")),
    )
    of_reading = sa.text("kind = 'reading'")
    op.create_index("ix_revision_of_reading", "revision", ["kind", "id"], sqlite_where=of_reading)
    private = sa.text("visibility = 'private'")
    op.create_index("ix_topic_private", "topic", ["visibility"], sqlite_where=private)


def downgrade() -> None:
    op.drop_index("ix_topic_private", table_name="topic")
    op.drop_index("ix_revision_of_reading", table_name="revision")
    op.drop_table("map_version")
    op.drop_table("past_standing")
