"""links in text, and the names that they find regions by

Revision: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


# The tables are filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    for made in ("text_link", "topic_name"):  # by this migration, when it had another number
        op.execute(f"DROP TABLE IF EXISTS {made}")
    op.create_table(
        "topic_name",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_slug", sa.Boolean(), nullable=False),
        sa.Column("topic_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "is_slug", "topic_id", name=op.f("pk_topic_name")),
    )
    op.create_index("ix_topic_name_topic_id", "topic_name", ["topic_id"])
    op.create_table(
        "text_link",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.Integer(), nullable=True),
        sa.Column("is_former", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "item_id", "number", name=op.f("pk_text_link")),
    )
    op.create_index("ix_text_link_target_id", "text_link", ["target_id"])
    op.create_index("ix_text_link_public_id", "text_link", ["public_id"])
    op.create_index("ix_text_link_word", "text_link", ["word"])
    op.create_index("ix_text_link_slug", "text_link", ["slug"])
    op.create_index(
        "ix_text_link_anchor", "text_link", ["anchor"], sqlite_where=sa.text("anchor != ''")
    )


def downgrade() -> None:
    op.drop_table("text_link")
    op.drop_table("topic_name")
