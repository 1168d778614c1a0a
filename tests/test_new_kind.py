"""An eighth kind is one module, one line, two templates and a migration, and is told everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import copy_parts

# The tests that hold for every kind, or name what differs from kind to kind.
TESTS = (
    "tests/test_predictions.py",
    "tests/test_every_section.py",
    "tests/test_anchors.py",
    "tests/test_kinds_named.py",
    "tests/test_purged_fields.py",
    "tests/exchange/test_restored_items.py",
    "tests/views/test_renames.py",
    "tests/views/test_sent_again.py",
    "tests/views/test_versions.py",
    *("-k", "prediction or test_kinds_named"),
)
PARTS = ("pyproject.toml", "app.py", "wiki", "templates", "static", "tests")
MODULE = '''"""A prediction: what the author expects to happen."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.forms.fields import ClaimField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import TopicItem
from wiki.sections.base import Section
from wiki.sections.endings import Ending


class Prediction(TopicItem, Base):
    """Something the author expects."""

    __tablename__ = "prediction"
    __kind__ = "prediction"
    __letter__ = "p"
    __lead__ = "expected"
    __fields__ = ("expected", "by_when")
    __searched__ = ("expected",)
    __cause__ = "after predicting"

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
    ending=Ending(field="by_when", ended="Dated", reopened="Without a day again"),
    ordered=True,
)
'''
ROW = '<p class="claim" dir="auto">{{ ui.line(row.values.expected, resolve) }}</p>\n'
FORM = "{{ ui.field(form.expected, focus=begin) }}\n{{ ui.field(form.by_when, focus=begin) }}\n"
ENDED = "By {{ item.row.by_when }}\n"
TEST = '''"""What is told of predictions, which no shared file names."""

from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient

from tests.test_archive import clock
from tests.views.test_archive import moment
from tests.writers import Writer, inside, section
from wiki.journal import record
from wiki.queries.causes import get_cause, list_causes
from wiki.queries.items import list_items
from wiki.visibility import AUTHOR

ada = Writer()


def test_a_credence_can_move_because_of_a_prediction(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute")
            ada.add(topic, "beliefs", claim="It grows", credence=Decimal(50), why="")
            ada.add(topic, "predictions", expected="It rains", by_when="")
        find = lambda section, topic: list_items(section, topic, reader=AUTHOR)
        (offered,) = list_causes(topic, find)
        assert get_cause(topic, offered.key) == ("prediction", 1)
        with clock(moment(9)), ada.saving() as by, record(by) as entry:
            entry.set_cause("prediction", 1)
            (belief,), (prediction,) = topic_rows(topic)
            entry.alter(belief, credence=Decimal(70))
            entry.alter(prediction, by_when="May")
    assert "after predicting" in client.get("/changes").text
    assert "because of <a href=\\"/p/1\\">It rains" in client.get("/atlas/compute").text
    since = client.get("/atlas/compute?since=2026-05-09").text
    assert "Dated</h2>" in since
    assert "By May" in since


def topic_rows(topic):
    names = ("beliefs", "predictions")
    return [list_items(section(name), topic, reader=AUTHOR) for name in names]
'''
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
    (templates / "ended.html").write_text(ENDED)
    (tmp_path / "tests" / "test_predictions.py").write_text(TEST)
    versions = tmp_path / "wiki" / "migrations" / "versions"
    newest = max(file.name for file in versions.glob("*.py"))[:4]
    (versions / "9999_predictions.py").write_text(MIGRATION.replace("{newest}", newest))
    return tmp_path


def test_the_whole_contract_of_kinds_holds_for_a_new_one(checkout: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
