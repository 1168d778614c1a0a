"""settings and about

Revision: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = {
    "site": (
        "site_title",
        "site_summary",
        "author_name",
        "contact",
        "links",
        "orcid",
        "licence",
        "stub_notice",
        "time_zone",
        "language",
        "accent",
        "crawlers",
    ),
    "about": ("body",),
}


def upgrade() -> None:
    for table, names in COLUMNS.items():
        op.create_table(
            table,
            *(sa.Column(name, sa.Text(), nullable=False) for name in names),
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("deleted_at", sa.DateTime(), nullable=True),
            sa.CheckConstraint("id = 1", name=op.f(f"ck_{table}_one_row")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sqlite_autoincrement=True,
        )


def downgrade() -> None:
    op.drop_table("about")
    op.drop_table("site")
