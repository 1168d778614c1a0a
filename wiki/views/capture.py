"""Adding readings from elsewhere: the bookmarklet, phones, and the author's tokens for programs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.gate.tokens import MOST_TOKENS, TokenBook
from wiki.text import clean_line, is_seen
from wiki.views.access import author_only
from wiki.views.context import current_author, gate, settings, site
from wiki.views.notices import Notice, see_other

bp = Blueprint("capture", __name__)
LONGEST_NAME = 100
NO_NAME = "Give the token a name, such as that of the program or phone that will use it."
TOO_LONG = f"A name has at most {LONGEST_NAME} characters."
TOO_MANY = f"There are {MOST_TOKENS} tokens already: revoke one that is not used."
REVOKED_ALREADY = "That token was revoked already."
# Asks the page for its address, its title and what is selected on it, and opens the form.
BOOKMARKLET = (
    "javascript:(function(){var e=encodeURIComponent;"
    "open('%s/reading/new?url='+e(location.href)+'&title='+e(document.title)"
    "+'&text='+e(String(getSelection()).slice(0,3000)))})()"
)
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)


def tokens_of_programs() -> TokenBook:
    """Return the tokens with which programs add drafts; they are stored in the gate's file."""
    return TokenBook(gate().path)


@bp.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """Return the web app manifest for phones that install the atlas: name, icons, share target."""
    title = site().site_title
    asset: Callable[[str], str] = current_app.jinja_env.globals["asset"]  # type: ignore[assignment]  # by assets.py
    data = {
        "id": "/",
        "name": title,
        "short_name": title if len(title) <= 12 else "Atlas",
        "description": site().site_summary,
        "lang": site().language,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fdfcf9",
        "theme_color": "#8a3a12",
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [{"name": "Add reading", "url": url_for("reading.new")}],
        "share_target": {
            "action": url_for("reading.new"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return Response(json.dumps(data, ensure_ascii=False), mimetype="application/manifest+json")


@bp.get("/settings/capture")
@author_only
def explain() -> ResponseReturnValue:
    """Show how readings are added from a browser, a phone or a program."""
    address = quote(BOOKMARKLET % settings().base_url, safe=":/?&=+'(),;{}")
    return render_template("capture/index.html", bookmarklet=address, base=settings().base_url)


@bp.get("/settings/tokens")
@author_only
def tokens() -> ResponseReturnValue:
    """List the tokens of programs, with a form for a new one."""
    return _list()


@bp.post("/settings/tokens")
@author_only
def change_tokens() -> ResponseReturnValue:
    """Make a token and show it once, or revoke a token."""
    if "revoke" in request.form:
        if not tokens_of_programs().revoke(_author_id(), request.form["revoke"]):
            return _list(error=REVOKED_ALREADY, status=422)
        return see_other("/settings/tokens", Notice(text="Revoked."))
    typed = clean_line(request.form.get("name", ""))
    if not is_seen(typed):
        return _list(error=NO_NAME, status=422)
    if len(typed) > LONGEST_NAME:
        return _list(name=typed, error=TOO_LONG, status=422)
    token = tokens_of_programs().make(_author_id(), typed)
    if token is None:
        return _list(name=typed, error=TOO_MANY, status=422)
    current_app.logger.info("A token for adding drafts was made.")
    return _list(token=token)


def _author_id() -> int:
    author = current_author()
    assert author, "only an author asks"
    return author.id


def _list(
    *, token: str = "", name: str = "", error: str = "", status: int = 200
) -> ResponseReturnValue:
    rows = [
        {
            "key": one.key,
            "name": one.name,
            "made": datetime.fromtimestamp(one.at, UTC),
            "used": datetime.fromtimestamp(one.used_at, UTC) if one.used_at else None,
        }
        for one in tokens_of_programs().list_of(_author_id())
    ]
    html = render_template("capture/tokens.html", tokens=rows, made=token, name=name, error=error)
    return html, status
