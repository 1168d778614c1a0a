"""next versions that were discarded stay beside the one begun after them

Revision: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = ("kind", "item_id")
COLUMNS = "kind, item_id, number, base, typed, saved_at, author_id, is_discarded"


def upgrade() -> None:
    _make("next_version_new", *KEY, "number")
    op.execute(f"INSERT INTO next_version_new ({COLUMNS}) SELECT {COLUMNS} FROM next_version")
    _replace()
    is_open = sa.text("is_discarded = 0")
    op.create_index("ix_next_version_open", "next_version", KEY, unique=True, sqlite_where=is_open)


def downgrade() -> None:
    """Keep the open next version of each item, or else the last one that was set aside."""
    _make("next_version_new", *KEY)
    mine = "same.kind = next_version.kind AND same.item_id = next_version.item_id"
    op.execute(
        f"INSERT INTO next_version_new ({COLUMNS}) SELECT {COLUMNS} FROM next_version "
        f"WHERE number = (SELECT number FROM next_version same WHERE {mine} "
        "ORDER BY is_discarded, number DESC LIMIT 1)"
    )
    _replace()


def _make(name: str, *key: str) -> None:
    op.create_table(
        name,
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("is_discarded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_next_version_author_id_author")
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_next_version")),
    )


def _replace() -> None:
    op.drop_table("next_version")
    op.rename_table("next_version_new", "next_version")
