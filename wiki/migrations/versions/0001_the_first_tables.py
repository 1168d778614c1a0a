"""the first tables

Revision: 0001
Revises: nothing
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "address",
    "area",
    "atlas",
    "author",
    "essay",
    "reading",
    "change",
    "topic",
    "belief",
    "essay_topic",
    "note",
    "reading_topic",
    "relation",
    "revision",
    "stance",
    "trigger",
    "uncertainty",
    "revision_topic",
)


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_address")),
    )
    op.create_table(
        "area",
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "atlas",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_atlas")),
    )
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        sa.UniqueConstraint("name", name=op.f("uq_author_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "essay",
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay")),
        sa.UniqueConstraint("slug", name=op.f("uq_essay_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reading",
        sa.Column("read_on", sa.String(length=10), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("takeaway", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_read_on"), ["read_on"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause_kind", sa.String(length=20), nullable=True),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_change_author_id_author")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["change.id"], name=op.f("fk_change_undoes_id_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("once", name=op.f("uq_change_once")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_at"), ["at"], unique=False)

    op.create_table(
        "topic",
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("visibility IN ('public', 'private')", name=op.f("ck_topic_visibility")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_topic_area_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("slug", name=op.f("uq_topic_slug")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_area_id"), ["area_id"], unique=False)

    op.create_table(
        "belief",
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("credence", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_belief_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_belief")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("belief", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_belief_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "essay_topic",
        sa.Column("essay_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["essay_id"], ["essay.id"], name=op.f("fk_essay_topic_essay_id_essay")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_essay_topic_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("essay_id", "topic_id", name=op.f("pk_essay_topic")),
    )
    with op.batch_alter_table("essay_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_essay_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_note_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index(
            "uq_note_live", ["topic_id"], unique=True, sqlite_where=sa.text("deleted_at IS NULL")
        )

    op.create_table(
        "reading_topic",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name=op.f("fk_reading_topic_reading_id_reading")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_reading_topic_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("reading_id", "topic_id", name=op.f("pk_reading_topic")),
    )
    with op.batch_alter_table("reading_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "relation",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("region_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("topic_id != region_id", name=op.f("ck_relation_two_ends")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["topic.id"], name=op.f("fk_relation_region_id_topic")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_relation_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relation_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_relation_topic_id"), ["topic_id"], unique=False)
    op.create_index(
        "uq_relation_live",
        "relation",
        [sa.text("min(topic_id, region_id)"), sa.text("max(topic_id, region_id)")],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("credence", sa.BigInteger(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_revision_change_id_change")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["revision.id"], name=op.f("fk_revision_previous_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_change_id"), ["change_id"], unique=False)
        batch_op.create_index("ix_revision_item", ["kind", "item_id", "id"], unique=False)

    op.create_table(
        "stance",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_stance_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("stance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stance_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index(
            "uq_stance_live", ["topic_id"], unique=True, sqlite_where=sa.text("deleted_at IS NULL")
        )

    op.create_table(
        "trigger",
        sa.Column("observation", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_trigger_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trigger")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("trigger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trigger_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "uncertainty",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("why_it_matters", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_uncertainty_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uncertainty")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("uncertainty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uncertainty_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "revision_topic",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_topic_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_revision_topic_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("topic_id", "revision_id", name=op.f("pk_revision_topic")),
    )
    with op.batch_alter_table("revision_topic", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_revision_topic_revision_id"), ["revision_id"], unique=False
        )
    op.execute(sa.table("atlas", sa.column("id")).insert().values(id=str(uuid4())))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
