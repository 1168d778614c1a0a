"""The demo atlas: its areas in order, and its pages as documents."""

from pathlib import Path

import yaml

from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.report import Report
from wiki.journal import Signature, record
from wiki.services.areas import find_area, make_area

HERE = Path(__file__).parent


def fill(by: Signature) -> Report:
    """Bring the demo into the atlas. The caller commits."""
    with record(by) as entry:
        for area in yaml.safe_load((HERE / "areas.yaml").read_text(encoding="utf-8")):
            if find_area(area["title"]) is None:
                make_area(entry, area["title"], area["summary"], area["slug"])
    files = sorted(HERE.glob("*.md"))
    pages = [(file.name, read_page(file.name, file.read_bytes(), today=by.today)) for file in files]
    return import_documents(pages, by)
