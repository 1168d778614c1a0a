"""Sessions close while garbage is collected, and nothing is freed twice."""

import signal
import subprocess
import sys

import pytest

# Rows that only garbage refers to, and a collection that begins somewhere in `session.close()`: at
# another allocation of it in each round.
CLOSING = """
import faulthandler
import gc
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

{before}

class Base(DeclarativeBase):
    pass

class Row(Base):
    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(insert(Row), [dict(id=number) for number in range(1, 200)])
early = Session(engine)
early_rows = early.scalars(select(Row)).all()
early.rollback()
faulthandler.enable()
gc.disable()
for round in range(400):
    session = Session(engine)
    for row in session.scalars(select(Row)).all():
        row.itself = row
    del row
    gc.set_threshold(gc.get_count()[0] + round, 1000, 1000)
    gc.enable()
    session.close()
    gc.disable()
    spare = [[] for _ in range(500)]
print("closed")
"""


def close_many(before: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CLOSING.format(before=before)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_a_collection_of_garbage_while_a_session_closes_does_no_harm() -> None:
    done = close_many("import wiki.application")
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="only Python 3.11 has this fault")
def test_without_our_help_python_ends_there() -> None:
    assert close_many("").returncode == -signal.SIGSEGV


def test_the_states_of_all_rows_have_room_for_every_attribute() -> None:
    """The module of the database makes it before there are rows."""
    program = """
import gc
import wiki.db
from sqlalchemy.orm.state import InstanceState

states = [InstanceState.__new__(InstanceState) for _ in range(100)]
for name in InstanceState.__annotations__:
    setattr(states[-1], name, None)
print(any(isinstance(one, dict) for one in gc.get_referents(states[-1])))
"""
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "False\n"
