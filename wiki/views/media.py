"""Pictures: adding, serving and deleting them, and the author's list of all."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from wiki.errors import Conflict, Invalid
from wiki.forms.fields import LINE
from wiki.media.encoding_process import Busy, encode_in_process
from wiki.media.names import type_of
from wiki.queries.paging import ListPage, paged
from wiki.queries.pictures import UNUSED, Uses, find_uses, may_see_picture
from wiki.text import clean_line, escape_marks
from wiki.views.access import author_only, current_reader, signed_in_only
from wiki.views.context import is_htmx, pictures
from wiki.views.notices import Notice, see_other
from wiki.views.server_failures import find_failure
from wiki.visibility import VISITOR

bp = Blueprint("media", __name__)

TOO_LARGE = "A picture may have 10 MB, and this one has more: make it smaller, then add it again."
NO_FILE = "Choose a picture to add."
NO_WORDS = "Say what the picture shows, or tick “only decoration”."
BUSY = "Other pictures are being added at this moment: add this one again in a few seconds."
IN_USE = "This picture is in use, so it stays: take it out of the text first."
MARKDOWN = "text/markdown"


@dataclass(frozen=True)
class Listed:
    """A picture in the author's list, with the Markdown that shows it."""

    name: str
    words: str
    markdown: str
    size: tuple[int, int] | None
    uses: Uses


@bp.get("/media")
@author_only
def index() -> ResponseReturnValue:
    """List all pictures, the newest first, each with the places where it is used."""
    page = paged(pictures().names(), request.args.get("page", 1, type=int))
    uses = find_uses(page.items)
    listed = [_listed(name, uses.get(name, UNUSED)) for name in page.items]
    shown = ListPage(listed, page.number, page.pages, page.total)
    return render_template("media/index.html", page=shown, asked={})


@bp.get("/media/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form to add a picture."""
    return _form()


@bp.post("/media")
@signed_in_only
def add() -> ResponseReturnValue:
    """Store the sent picture: 303 to the list, or for a script 201 with the Markdown to insert."""
    try:
        words = clean_line(request.form.get("alt", ""))
        file = request.files.get("file")
        _check_words(words)
        name = _keep(file.read() if file else b"", words)
    except RequestEntityTooLarge:
        return _refused(413, "file", TOO_LARGE)
    except Invalid as error:
        return _refused(422, error.field, error.message)
    except Busy:
        return _refused(503, "file", BUSY)
    except OSError as error:
        if not (trouble := find_failure(error)):
            raise
        return _refused(trouble.status, "file", trouble.sentence)
    address = url_for("media.show", name=name)
    if not _is_script():
        text = "Added. Copy its line below into your text."
        return see_other(url_for("media.index"), Notice(text=text))
    answer = Response(_markdown(name, words), 201, content_type=f"{MARKDOWN}; charset=utf-8")
    answer.headers["Location"] = address
    return answer


@bp.get("/media/<picture:name>")
def show(name: str) -> ResponseReturnValue:
    """Serve a picture to the author, and to visitors if a text that they may read names it.

    Caches have to ask again each time: what is public now may be private in a minute.
    """
    is_public = may_see_picture(name, reader=VISITOR)
    may_see = is_public or may_see_picture(name, reader=current_reader())
    data = pictures().read(name) if may_see else None
    if data is None:
        raise NotFound
    answer = Response(data, content_type=type_of(name))
    answer.headers["Cache-Control"] = f"{'public' if is_public else 'private'}, no-cache"
    if is_public:  # feed readers show it on a page of their own
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.set_etag(name)
    return answer.make_conditional(request)


@bp.post("/media/<picture:name>/delete")
@author_only
def delete(name: str) -> ResponseReturnValue:
    """Delete a picture that no text uses (else 409); this cannot be undone."""
    if find_uses([name]).get(name, UNUSED).items:
        raise Conflict(IN_USE)
    if pictures().read(name) is None:
        raise NotFound
    pictures().remove(name)
    return see_other(url_for("media.index"), Notice(text="Removed the picture."))


def _keep(data: bytes, words: str) -> str:
    """Make a picture's file safe and store it; return its name. Raises Invalid and OSError."""
    if not data:
        raise Invalid("file", NO_FILE)
    name, content = encode_in_process(data)
    pictures().keep(name, content, words)
    return name


def _check_words(words: str) -> None:
    """Raise Invalid for a missing or too long description; a script may leave it out."""
    if len(words) > LINE:
        raise Invalid("alt", f"Too long: {len(words):,} of {LINE:,} characters.")
    if not words and not _is_script() and not request.form.get("decorative"):
        raise Invalid("alt", NO_WORDS)


def _is_script() -> bool:
    """Return whether a script sent the request, and not a person's browser."""
    best = request.accept_mimetypes.best_match(["text/html", MARKDOWN])
    return is_htmx() or best == MARKDOWN


def _refused(status: int, field: str, sentence: str) -> ResponseReturnValue:
    if _is_script():
        return Response(f"{sentence}\n", status, content_type="text/plain; charset=utf-8")
    return _form({field: sentence}), status


def _form(errors: dict[str, str] | None = None) -> str:
    # What was typed cannot be read where the request as a whole was too large.
    too_large = errors and errors.get("file") == TOO_LARGE
    typed = {} if too_large or request.method == "GET" else request.form
    return render_template("media/new.html", errors=errors or {}, typed=typed)


def _listed(name: str, uses: Uses) -> Listed:
    words = pictures().words(name)
    return Listed(name, words, _markdown(name, words), pictures().size(name), uses)


def _markdown(name: str, words: str) -> str:
    """Return the line that shows a picture in a text."""
    return f"![{escape_marks(words)}]({url_for('media.show', name=name)})"
