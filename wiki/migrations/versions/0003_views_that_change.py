"""views that change

Revision: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Text that a row without it holds as nothing.
TEXTS = {
    "belief": {"range": 40, "outcome": 10, "ended_on": 32},
    "uncertainty": {"settled": 10, "cause": 22},
    "trigger": {"belief": 22, "size": 40, "happened_on": 10, "cause": 2_000},
}


# SQLite adds and drops a column in place; a table rebuilt in batch mode would lose AUTOINCREMENT.
def upgrade() -> None:
    for table, columns in TEXTS.items():
        for name, length in columns.items():
            text = sa.String(length=length)
            op.add_column(table, sa.Column(name, text, nullable=False, server_default=""))
    op.add_column("topic", sa.Column("review_days", sa.Integer(), nullable=True))
    op.add_column("revision", sa.Column("held_at", sa.String(length=32), nullable=True))
    op.create_table(
        "reading_belief",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("belief_id", sa.Integer(), nullable=False),
        sa.Column("bearing", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_reading_belief_reading_id_reading")
        ),
        sa.ForeignKeyConstraint(
            ["belief_id"], ["belief.id"], name=op.f("fk_reading_belief_belief_id_belief")
        ),
        sa.PrimaryKeyConstraint("reading_id", "belief_id", name=op.f("pk_reading_belief")),
    )
    op.create_index(op.f("ix_reading_belief_belief_id"), "reading_belief", ["belief_id"])


def downgrade() -> None:
    op.drop_table("reading_belief")
    op.drop_column("revision", "held_at")
    op.drop_column("topic", "review_days")
    for table, columns in TEXTS.items():
        for name in columns:
            op.drop_column(table, name)
