"""Citing a region or an item: a page to copy from, and the same as BibTeX and CSL-JSON."""

from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from wiki.exchange.bibtex import write_bibtex
from wiki.exchange.citation import write_sentence
from wiki.exchange.csl import write_csl
from wiki.exchange.reference import Reference, refer_to, refer_to_work
from wiki.queries.citing import Cited, cite_item, cite_topic, get_citable
from wiki.queries.plain_words import words_for, words_with
from wiki.text import ReadWords, slugify
from wiki.views.access import current_reader
from wiki.views.archive import RequestedDay, memento, requested_past, requested_topic, unlisted
from wiki.views.context import site, today
from wiki.views.json_page import absolute
from wiki.views.links import BY_LETTER, LETTER

bp = Blueprint("cite", __name__)
BIB, CSL = "bib", "csl.json"
TYPES = {BIB: "application/x-bibtex", CSL: "application/vnd.citationstyles.csl+json"}
FORM = f"<any({BIB},{CSL}):form>"


@dataclass(frozen=True)
class CitationRequest:
    """What a request wants to cite, as of the day in `?at=`, or today."""

    cited: Cited
    past: RequestedDay | None
    read: ReadWords

    @property
    def day(self) -> date:
        """Return the day as of which it is cited."""
        return self.past.day if self.past else today()

    @property
    def own(self) -> Reference:
        """Return the reference to what the author wrote, also for a reading."""
        return refer_to(self.cited.own, site(), as_of=self.day, absolute=absolute)

    @property
    def reference(self) -> Reference:
        """Return the reference to what is cited; for a reading, that is the work it is about."""
        if self.cited.work is None:
            return self.own
        return refer_to_work(self.cited.work, site(), absolute=absolute, read=self.read)


@bp.get(f"/{LETTER}/<id:item_id>/cite")
def item(letter: str, item_id: int) -> ResponseReturnValue:
    """Show how to cite a belief, uncertainty, trigger, reading or essay."""
    return _page(_requested_item(letter, item_id))


@bp.get(f"/{LETTER}/<id:item_id>.{FORM}")
def item_file(letter: str, item_id: int, form: str) -> ResponseReturnValue:
    """Return the reference to an item as BibTeX or CSL-JSON."""
    return _file(_requested_item(letter, item_id), form)


@bp.get("/atlas/<slug:slug>/cite")
def topic(slug: str) -> ResponseReturnValue:
    """Show how to cite a region."""
    return _page(_requested_topic(slug))


@bp.get(f"/atlas/<slug:slug>.{FORM}")
def topic_file(slug: str, form: str) -> ResponseReturnValue:
    """Return the reference to a region as BibTeX or CSL-JSON."""
    return _file(_requested_topic(slug), form)


def _requested_item(letter: str, item_id: int) -> CitationRequest:
    """Return an item to cite. Raises NotFound, NotBegun and BadDay."""
    section, reader = BY_LETTER[letter], current_reader()
    item = get_citable(section, item_id, reader=reader)
    past = requested_past()
    if past is None:
        read = words_for(reader)
        return CitationRequest(cite_item(section, item, reader=reader, read=read), None, read)
    read, then = words_with(past.atlas.resolver()), past.item(item)
    return CitationRequest(
        cite_item(section, then, reader=past.atlas.reader, read=read), past, read
    )


def _requested_topic(slug: str) -> CitationRequest:
    """Return a region to cite. Raises NotFound, AddressChanged, NotBegun and BadDay."""
    region, past = requested_topic(slug), requested_past()
    then = past.topic(region) if past else region
    cited = cite_topic(then, reader=past.atlas.reader if past else current_reader())
    # The address that it has now: it may have had another then.
    cited = replace(cited, name=region.slug, address=f"/atlas/{region.slug}")
    return CitationRequest(cited, past, words_for(current_reader()))


def _page(wanted: CitationRequest) -> Response:
    reference = wanted.reference
    page = render_template(
        "cite/show.html",
        cited=wanted.cited,
        reference=reference,
        day=wanted.day,
        past=wanted.past,
        tail=wanted.past.tail if wanted.past else "",
        permalink=absolute(wanted.cited.address),
        sentence=write_sentence(reference),
        own_sentence=write_sentence(wanted.own),
        bibtex=write_bibtex([reference]),
        csl=write_csl([reference]),
        files=_files(wanted.cited),
    )
    return _marked(make_response(page), wanted)


def _file(wanted: CitationRequest, form: str) -> Response:
    reference = wanted.reference
    text = write_bibtex([reference]) if form == BIB else write_csl([reference])
    answer = Response(text, content_type=f"{TYPES[form]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{slugify(reference.key)}.{form}"'
    return _marked(answer, wanted)


def _files(cited: Cited) -> dict[str, str]:
    """Map the endings of the citation files (`bib`) to their addresses."""
    return {form: f"{cited.address}.{form}" for form in TYPES}


def _marked(answer: Response, wanted: CitationRequest) -> Response:
    """Add headers to an answer: search engines skip it, or it is of a past day."""
    return memento(answer, wanted.past) if wanted.past else unlisted(answer)
