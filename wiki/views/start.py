"""Beginning one's own atlas in place of the demo, and bringing the demo back."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from wiki.db import db
from wiki.errors import Conflict, Invalid, NotFound
from wiki.forms.fields import LineField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import Topic
from wiki.queries.atlas import Identity, read_identity
from wiki.queries.site import own_settings
from wiki.queries.topics import list_topics
from wiki.services.start import Backup, begin_own_atlas, restore_demo
from wiki.site import Site
from wiki.views.access import author_only
from wiki.views.context import clock, current_author, settings, signature, site, today
from wiki.views.forms import refusal_status, refuse
from wiki.views.notices import Notice, see_other
from wiki.visibility import AUTHOR

# The field of both forms with the id of the atlas that another is to take the place of.
REPLACES = "replaces"
SETTINGS = ("site_title", "site_summary", "author_name")
STARTED = "This is your atlas now. A copy of the demo was kept."
BROUGHT_BACK = "The demo is back."

bp = Blueprint("start", __name__, url_prefix="/start")


class StartForm(ItemForm):
    """The form that replaces the demo by one's own atlas; only its two titles cannot wait."""

    site_title = LineField("Title of your atlas", [Required("Give your atlas a title.")])
    site_summary = LineField("What it is about, in a sentence")
    # What a password manager keeps beside the password.
    author_name = LineField("Your name", render_kw={"autocomplete": "username"})
    password = PasswordField("Password")
    area = LineField("First area")
    title = LineField("First region")

    def leave_out(self, site: Site) -> None:
        """Remove the fields of settings that the operator set, as nobody else can set them."""
        for name in SETTINGS:
            if site.is_set_by_operator(name):
                del self[name]


@bp.get("")
@author_only
def form() -> ResponseReturnValue:
    """Open the form to begin one's own atlas; 404 unless this atlas is the demo."""
    if not read_identity().is_demo:
        raise NotFound
    return _page(_form())


@bp.post("")
@author_only
def start() -> ResponseReturnValue:
    """Replace the demo by an empty atlas, and open its first region.

    The same form sent again is answered as the first time.
    """
    form, identity = _form(request.form), read_identity()
    if not identity.is_demo:
        return _answer_sent_again(form, identity)
    if request.form.get(REPLACES) != identity.id:  # the form of an earlier demo, or none of ours
        raise Conflict
    if not form.validate():
        return _page(form, status=refusal_status(form))
    values = {name: value or "" for name, value in form.data.items()}
    try:
        begin_own_atlas(values, signature(), make_backup("demo"))
    except Invalid as error:
        refuse(form, Invalid(_FIELDS.get(error.field, error.field), error.message))
        return _page(form, status=422)
    db.session.commit()
    return _first_page()


@bp.post("/demo")
@author_only
def bring_demo_back() -> ResponseReturnValue:
    """Replace an atlas in which nothing was saved yet by the demo.

    A second press is no error; a button of a page about yet another atlas gets 409, and so does a
    request that does not say which atlas is to be replaced.
    """
    identity = read_identity()
    if not (_has_happened(identity) and identity.is_demo):
        if not identity.is_new and REPLACES not in request.form:
            raise NotFound
        if request.form.get(REPLACES) != identity.id:
            raise Conflict
        restore_demo(_fill, make_backup("started"))
        db.session.commit()
    return see_other("/", Notice(text=BROUGHT_BACK))


def _fill() -> None:
    from wiki.demo import fill_all  # it reads documents, which nothing else in a worker does

    fill_all(signature(), clock())


# What a service calls the fields that have another name in this form.
_FIELDS = {"name": "author_name"}


def _form(sent: Any = None) -> StartForm:
    """Return the form, with the settings that the author saved on the demo."""
    form = StartForm(sent, values=own_settings(), today=today())
    form.leave_out(site())
    return form


def _has_happened(identity: Identity) -> bool:
    """Return whether this atlas already replaced the one that the form was opened on."""
    return bool(identity.replaced) and request.form.get(REPLACES) == identity.replaced


def make_backup(what: str) -> Backup:
    """Return where to put a copy of the database, named by `what` and the present time."""
    paths = settings()
    name = f"{what}-{clock().now:%Y-%m-%d-%H%M%S}"
    return Backup(database=paths.database_path, folder=paths.backups_path, name=name)


def _answer_sent_again(form: StartForm, identity: Identity) -> ResponseReturnValue:
    """Answer a form whose demo is replaced already: a second press of its button is no error.

    Raises NotFound if the form says something else, or something was saved since.
    """
    topic = _first_region()
    saved = {name: getattr(site(), name) for name in SETTINGS if form.data.get(name)}
    saved["title"] = topic.title if topic else ""
    is_same = all(form.data[name] == value for name, value in saved.items())
    if not (identity.is_new and _has_happened(identity) and is_same):
        raise NotFound
    return _first_page()


def _first_page() -> ResponseReturnValue:
    """Redirect to the first region with its stance open, or to the first page if there is none."""
    topic = _first_region()
    if topic is None:
        return see_other("/", Notice(text=STARTED))
    address = url_for("sections.new", slug=topic.slug, section="stance", field="body")
    return see_other(address, Notice(text=STARTED))


def _first_region() -> Topic | None:
    return next(iter(list_topics(reader=AUTHOR)), None)


def _page(form: StartForm, *, status: int = 200) -> ResponseReturnValue:
    db.session.rollback()
    author = current_author()
    values: dict[str, Any] = {
        "form": form,
        "replaces": read_identity().id,
        "has_password": bool(author and author.password_hash),
    }
    return render_template("start/form.html", **values), status
