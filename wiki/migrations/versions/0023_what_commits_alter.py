"""what each of the last commits may have altered, and which items others name

Revision: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

NAMING = (("trigger", "belief"), ("trigger", "cause"), ("uncertainty", "cause"))


def upgrade() -> None:
    op.create_table(
        "commit_effect",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_commit_effect")),
    )
    for table, column in NAMING:
        named = sa.text(f"{column} != ''")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=named)


def downgrade() -> None:
    for table, column in NAMING:
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_table("commit_effect")
