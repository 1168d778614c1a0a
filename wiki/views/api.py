"""The address at which programs add readings with a token: always as drafts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from wiki.db import begin_writing, db
from wiki.errors import Invalid
from wiki.forms.item_form import ItemForm
from wiki.models import DRAFT, Reading, Topic
from wiki.queries.authors import find_author_by_id
from wiki.queries.duplicates import iter_known_readings
from wiki.queries.topic_by_name import get_named_topics, resolve_topics
from wiki.sections import reading
from wiki.services.collections import add_shared
from wiki.text import clean_line, name_key, plain, quoted
from wiki.views.capture import tokens_of_programs
from wiki.views.context import settings, signature, today
from wiki.views.form_bodies import NOT_UTF8, NotUtf8
from wiki.views.forms import refusal_status
from wiki.views.shared_values import shared_values

bp = Blueprint("api", __name__)
FIELDS = ("url", "title", "text", "topics")
SENT_AS = {"takeaway": "text"}
NO_TOKEN = "Send a token, made in the settings under Tokens, as Authorization: Bearer TOKEN."
BAD_TOKEN = "This token was revoked, or never was one: make a new one in the settings."
NO_FIELDS = "Send a JSON object or a form with url, title, text and topics."
NO_FIELD = "There is no field {} here, so nothing was added: send url, title, text and topics."
TWICE = "{} was sent twice, so nothing was added: send it once."
ASTRAY = "{} was sent {}, where it is not read, so nothing was added: send it as a field."
NOT_TEXT = "{} has to be text."
NOT_NAMES = "topics has to be a text with commas, or a list of texts."


@dataclass
class RequestRefused(Exception):
    """A request that adds nothing: its status, and the sentence that says why."""

    status: int
    sentence: str


@bp.post("/api/readings")
def add_reading() -> ResponseReturnValue:
    """Add a reading as a draft, with a token; a known address is answered with its reading.

    Words, a title and topics that this reading lacks are kept in a draft of their own. Cookies are
    ignored. Errors are answered with a status and a sentence as JSON.
    """
    try:
        author_id = _author_of_token()
        sent = _sent()
        begin_writing()
        if find_author_by_id(author_id) is None:
            raise RequestRefused(401, BAD_TOKEN)
        return _add(sent, author_id)
    except RequestRefused as refused:
        db.session.rollback()
        answer = jsonify(error=refused.sentence)
        if refused.status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer, refused.status


def _author_of_token() -> int:
    """Return the id of the author whose token was sent. Raises RequestRefused."""
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise RequestRefused(401, NO_TOKEN)
    book = tokens_of_programs()
    author_id = book.find_author(token.strip())
    if author_id is None:
        raise RequestRefused(401, BAD_TOKEN)
    book.mark_used(token.strip())
    return author_id


def _sent() -> Mapping[str, Any]:
    """Return the fields that were sent, as JSON or as a form. Raises RequestRefused.

    `topics` is a text with commas, or a list in which each entry is one name. A field that is not
    known, or stands where it is not read, is refused, as what it holds would be lost.
    """
    for name in request.args:
        raise RequestRefused(422, ASTRAY.format(quoted(name), "in the address"))
    try:
        sent = _of_json(request.get_data()) if request.is_json else _of_form(request.form)
    except NotUtf8 as error:
        raise RequestRefused(400, NOT_UTF8) from error
    except HTTPException as error:
        if error.code == 413:
            raise RequestRefused(413, "This is too large: send at most 2 MiB.") from error
        raise RequestRefused(422, NO_FIELDS) from error
    except (ValueError, RecursionError) as error:  # no JSON, or lists in lists, thousands deep
        raise RequestRefused(422, NO_FIELDS) from error
    if not isinstance(sent, dict):
        raise RequestRefused(422, NO_FIELDS)
    if unknown := next((name for name in sent if name not in FIELDS), None):
        raise RequestRefused(422, NO_FIELD.format(quoted(unknown)))
    return _checked(sent)


def _of_json(body: bytes) -> Any:
    """Return the value of a UTF-8 JSON text. Raises ValueError; RequestRefused for a name twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, value in pairs:
            if name in fields:
                raise RequestRefused(422, TWICE.format(quoted(name)))
            fields[name] = value
        return fields

    return json.loads(body.decode("utf-8-sig"), object_pairs_hook=once)


def _of_form(form: MultiDict[str, str]) -> dict[str, Any]:
    """Return the fields of a form, of which only `topics` may stand in it more than once."""
    for name in request.files:
        raise RequestRefused(422, ASTRAY.format(quoted(name), "as a file"))
    for name, values in form.lists():
        if name in FIELDS and name != "topics" and len(values) > 1:
            raise RequestRefused(422, TWICE.format(name))
    return form.to_dict() | {"topics": ",".join(form.getlist("topics"))}


def _checked(sent: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in ("url", "title", "text"):
        value = sent.get(name)
        if value is not None and not isinstance(value, str):
            raise RequestRefused(422, NOT_TEXT.format(name))
        values[name] = value or ""
    topics = sent.get("topics")
    topics = "" if topics is None else topics
    names = [topics] if isinstance(topics, str) else topics
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RequestRefused(422, NOT_NAMES)
    return values | {"topics": topics}


def _add(sent: Mapping[str, Any], author_id: int) -> ResponseReturnValue:
    """Add the reading that was sent, or answer with the known one. Raises RequestRefused."""
    fields = shared_values(sent)
    form = _filled(fields, sent["topics"])
    if not form.validate():
        raise RequestRefused(refusal_status(form), _first_error(form))
    url = form.values["url"]
    readings = list(iter_known_readings(url)) if url else []
    values = form.values | {"state": DRAFT}
    by = replace(signature(), author_id=author_id)
    try:
        is_typed = isinstance(sent["topics"], str)
        topics = (
            resolve_topics(values["topics"]) if is_typed else get_named_topics(values["topics"])
        )
        sent_words = fields | {"takeaway": values["takeaway"]}
        if same := next((one for one in readings if _has_all(one, sent_words, topics)), None):
            return _answer(same.id, is_known=True)
        whole = values | {"topics": topics}
        item, _change = add_shared(reading.SECTION, whole, by, once="")
    except Invalid as error:
        raise RequestRefused(422, error.message) from error
    db.session.commit()
    return _answer(readings[0].id, is_known=True, draft=item.id) if readings else _answer(item.id)


def _filled(fields: Mapping[str, str], topics: str | list[str]) -> ItemForm:
    """Return the form of a reading filled with the fields sent and today's date.

    In a list of `topics` each entry is one name, which may have commas.
    """
    typed = topics if isinstance(topics, str) else ""
    sent = MultiDict({**fields, "topics": typed, "read_on": today().isoformat()})
    form = reading.SECTION.form(sent, today=today())
    if isinstance(topics, list):
        form["topics"].data = list(filter(None, map(clean_line, topics)))
    return form


def _has_all(existing: Reading, fields: Mapping[str, str], topics: Sequence[Topic]) -> bool:
    """Return whether a known reading already has the title, takeaway and topics that were sent.

    Its title may be a part of the one that was sent, as pages add the name of their site.
    """
    title, sent = name_key(plain(existing.title)), name_key(plain(fields.get("title", "")))
    is_said = fields.get("takeaway", "") in existing.takeaway and (sent in title or title in sent)
    return is_said and {topic.id for topic in topics} <= {topic.id for topic in existing.topics}


def _first_error(form: Any) -> str:
    """Return the first error of a form, with the name under which the field is sent."""
    field = next(field for field in form if field.errors)
    return f"{SENT_AS.get(field.name, field.name)}: {field.errors[0]}"


def _answer(reading_id: int, *, is_known: bool = False, draft: int = 0) -> ResponseReturnValue:
    """Answer with a reading, and with the draft for words that it lacks, if any."""
    address = _address(reading_id)
    answer = jsonify(
        url=address, id=reading_id, known=is_known, draft=_address(draft) if draft else None
    )
    answer.headers["Location"] = address
    return answer, 200 if is_known else 201


def _address(reading_id: int) -> str:
    return f"{settings().base_url}/reading/{reading_id}"
