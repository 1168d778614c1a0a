"""Writes the journal of the demo from its diary: `make demo`, or `python -m bench.demo`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade

from wiki import create_app
from wiki.db import begin_writing, db
from wiki.demo.replay import replay_diary
from wiki.demo.words import HERE
from wiki.exchange.journal.header import JOURNAL


def main() -> None:
    """Replay the diary in an atlas of its own, and write the journal beside the diary."""
    with TemporaryDirectory() as folder:
        app = create_app(Path(folder))
        with app.app_context():
            upgrade()
            begin_writing()
            text = "".join(replay_diary())
            db.session.rollback()
            db.engine.dispose()
    (HERE / JOURNAL).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
