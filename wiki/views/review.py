"""The author's review queue; everything in it is edited or reaffirmed in place."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wiki.queries.review.queue import read_queue
from wiki.views.access import author_only
from wiki.views.context import site, today

bp = Blueprint("review", __name__)


@bp.get("/review")
@author_only
def index() -> ResponseReturnValue:
    """Show the review queue as it is today, to authors alone."""
    return render_template("review/index.html", queues=read_queue(today(), site().time_zone))
