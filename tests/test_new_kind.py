"""An eighth kind is one module, one line, two templates and a migration, and is told everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import copy_parts

PARTS = ("pyproject.toml", "app.py", "wiki", "templates", "static", "tests")
MODULE = '''"""A prediction: what the author expects to happen."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.forms.fields import ClaimField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import TopicItem
from wiki.sections.base import Section


class Prediction(TopicItem, Base):
    """Something the author expects."""

    __tablename__ = "prediction"
    __kind__ = "prediction"
    __letter__ = "p"
    __lead__ = "expected"
    __fields__ = ("expected", "by_when")
    __searched__ = ("expected",)

    expected: Mapped[str] = mapped_column(Text)
    by_when: Mapped[str] = mapped_column(Text, default="")


class PredictionForm(ItemForm):
    """What, and by when."""

    expected = ClaimField("Prediction", [Required("Write the prediction.")])
    by_when = ClaimField("By when")


SECTION = Section(
    name="predictions",
    title="Predictions",
    noun="prediction",
    model=Prediction,
    form=PredictionForm,
    add="Add prediction",
    empty="None written yet.",
    prompt="What you expect to happen, and by when.",
    labels=(("by_when", "By when:"),),
    ordered=True,
)
'''
ROW = '<p class="claim" dir="auto">{{ ui.line(row.values.expected, resolve) }}</p>\n'
FORM = "{{ ui.field(form.expected, focus=begin) }}\n{{ ui.field(form.by_when, focus=begin) }}\n"
MIGRATION = '''"""predictions"""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prediction",
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("by_when", sa.Text(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("prediction")
'''


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the checkout with a new kind in it."""
    copy_parts(PARTS, tmp_path)
    (tmp_path / "wiki" / "sections" / "prediction.py").write_text(MODULE)
    listed = tmp_path / "wiki" / "sections" / "__init__.py"
    text = listed.read_text()
    text = text.replace("    trigger.SECTION,\n", "    trigger.SECTION,\n    prediction.SECTION,\n")
    listed.write_text(text.replace("import belief, essay,", "import belief, essay, prediction,"))
    templates = tmp_path / "templates" / "sections" / "prediction"
    templates.mkdir()
    (templates / "row.html").write_text(ROW)
    (templates / "form.html").write_text(FORM)
    versions = tmp_path / "wiki" / "migrations" / "versions"
    newest = max(file.name for file in versions.glob("*.py"))[:4]
    (versions / "9999_predictions.py").write_text(MIGRATION.replace("{newest}", newest))
    return tmp_path


def test_the_whole_contract_of_kinds_holds_for_a_new_one(checkout: Path) -> None:
    tests = ["tests/test_every_section.py", "tests/views/test_versions.py", "-k", "predictions"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
