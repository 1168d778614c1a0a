"""search

Revision: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# An index of what visitors may meet, and one of all; each keeps no text of its own.
INDEXES = {"search_visitor": "{row}.is_public", "search_author": "1"}


# The table is filled after the migrations: migrations/env.py rebuilds every projection.
def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("kind", "item_id", name=op.f("uq_search_text_kind_item_id")),
    )
    for name, is_in in INDEXES.items():
        op.execute(
            f"CREATE VIEW {name}_text AS SELECT id, heading, body FROM search_text"
            f" WHERE {is_in.format(row='search_text')}"
        )
        op.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5(heading, body, content='{name}_text',"
            " content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
        )
        op.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, row)")
        op.execute(
            f"CREATE TRIGGER {name}_added AFTER INSERT ON search_text"
            f" WHEN {is_in.format(row='new')} BEGIN"
            f" INSERT INTO {name}(rowid, heading, body) VALUES (new.id, new.heading, new.body);"
            " END"
        )
        op.execute(
            f"CREATE TRIGGER {name}_removed AFTER DELETE ON search_text"
            f" WHEN {is_in.format(row='old')} BEGIN"
            f" INSERT INTO {name}({name}, rowid, heading, body)"
            " VALUES ('delete', old.id, old.heading, old.body); END"
        )


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP TABLE {name}_words")
        op.execute(f"DROP TABLE {name}")
        op.execute(f"DROP VIEW {name}_text")
    op.drop_table("search_text")
