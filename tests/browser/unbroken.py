"""An atlas whose every text has no place to break a line: addresses and words of 100 letters.

Its numbers are as long as numbers may be.

It is written through the forms, as an author writes it.
"""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of, signed_in

WORD = "Unbroken" * 12 + "word"
ADDRESS = "https://example.org/" + "a-very-long-address-without-a-place-to-break_" * 6
HIGH, NEXT, LOW = "99.999999", "99.999998", "0.000001"
FORMULA = f"${'a+' * 40}b$"
TEXT = f"{WORD} stands at {ADDRESS} and “{WORD}” for {FORMULA}."
PROSE = f"""{TEXT}

### {WORD}

> {TEXT}

- {TEXT}
    1. {TEXT}

| {WORD} | {ADDRESS} |
|---|---|
| `{WORD}` | [{WORD}]({ADDRESS}) |

    {ADDRESS}

[[{WORD}]] and [[{WORD} is not written]]
"""
SLUG = WORD.lower()
PAGE = f"/atlas/{SLUG}"
BELIEF = {"claim": TEXT, "credence": HIGH, "why": TEXT, "range": f"{LOW}%-{HIGH}%"}
TRIGGER = {"observation": TEXT, "effect": TEXT, "belief": "b-1", "size": f"{HIGH}% to {LOW}%"}
READING = {"title": WORD, "url": ADDRESS, "authors": f"{WORD}, {WORD}", "takeaway": PROSE}
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/areas/new", {"title": f"Area {WORD}", "summary": TEXT}),
    ("/atlas/new", {"title": WORD, "summary": TEXT, "area": f"Area {WORD}", "status": "Exploring"}),
    ("/atlas/new", {"title": f"Near {WORD}", "summary": TEXT, "area": f"Area {WORD}"}),
    (f"{PAGE}/stance", {"body": PROSE, "reason": TEXT}),
    (f"{PAGE}/beliefs", BELIEF),
    (f"{PAGE}/beliefs", BELIEF),
    (f"{PAGE}/beliefs", {"claim": f"<{TEXT}>", "credence": "~XX%", "why": f"<{TEXT}>"}),
    (f"{PAGE}/beliefs/2/retire", {"outcome": "true", "on": "2026-05-01"}),
    (f"{PAGE}/uncertainties", {"question": TEXT, "why_it_matters": TEXT}),
    (f"{PAGE}/triggers", TRIGGER),
    (f"{PAGE}/triggers", TRIGGER),
    (f"{PAGE}/triggers/2/happened", {"happened_on": "2026-05-01", "cause": ADDRESS}),
    (
        f"{PAGE}/reading",
        READING | {"bears_1": "against", "credence_1": NEXT, "reason": TEXT, "happened": "1"},
    ),
    ("/writing/new", {"title": WORD, "body": PROSE, "topics": WORD, "publish": "1"}),
    ("/writing/new", {"title": f"Away {WORD}", "url": ADDRESS, "topics": WORD, "publish": "1"}),
    (f"{PAGE}/regions", {"region": f"Near {WORD}", "kind": "leans on", "reason": TEXT}),
    (f"{PAGE}/note", {"body": PROSE}),
)
# The parts that the addresses of its pages are made of.
PLACES = {
    "region": SLUG,
    "reading": "1",
    "essay": SLUG,
    "area": f"area-{SLUG}",
    "change": "9",
    "compared": "/r/1/history?from=13&to=21",
}
# The forms of what is there already, and of its verbs.
EDITS = [
    f"{PAGE}/{form}"
    for form in (
        "stance/1/edit",
        "beliefs/1/edit",
        "beliefs/1/retire",
        "uncertainties/1/edit",
        "uncertainties/1/settle",
        "triggers/1/edit",
        "triggers/1/happened",
        "reading/1/edit",
        "writing/1/edit",
        "regions/1/edit",
    )
]


def write(app: Flask) -> None:
    """Write the atlas."""
    author = signed_in(app, "Ada")
    for number, (address, fields) in enumerate(FORMS):
        answer = author.post(address, data=fields | {"once": f"once-{number}"})
        assert answer.status_code == 303, re.findall(r"<b>Error:.*", answer.text) or address
    belief = {"claim": f"Still {TEXT}", "credence": f"{LOW}%", "reason": TEXT}
    save(author, f"{PAGE}/beliefs/1/edit", belief)
    save(author, "/reading/1/edit", READING | {"topics": WORD, "takeaway": f"Now {TEXT}"})


def save(author: FlaskClient, form: str, fields: dict[str, str]) -> None:
    """Save a form of what is there already."""
    base = base_of(author.get(form).text)
    target = form.removesuffix("/edit") if "/atlas/" in form else form
    answer = author.post(target, data=fields | {"base": base})
    assert answer.status_code == 303, (form, answer.status_code)
