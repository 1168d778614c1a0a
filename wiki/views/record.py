"""The record: scores, calibration chart and table, as a page, JSON and CSV."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from wiki.charts.calibration import ENOUGH, FEW, draw_calibration
from wiki.credence import format_credence
from wiki.exchange.cells import write_csv
from wiki.queries.beliefs.record import Scored, ScoreGroup, read_movement, read_record
from wiki.scoring import CLIP, Bin
from wiki.views.access import editable
from wiki.views.context import site
from wiki.views.json_page import absolute

bp = Blueprint("record", __name__)
COLUMNS = ("topic", "claim", "at", "credence", "resolved", "outcome", "area", "brier", "url")


@bp.get("/record")
def index() -> ResponseReturnValue:
    """Show the record page: scores of resolved beliefs, and the calibration chart."""
    record = read_record(site().time_zone)
    return render_template(
        "record/index.html",
        record=record,
        chart=draw_calibration(record.bins),
        clip=CLIP,
        few=FEW,
        is_enough=record.scores.n >= ENOUGH,
        movement=read_movement() if editable() else None,
    )


@bp.get("/record.json")
def as_json() -> ResponseReturnValue:
    """Return the record as JSON: probabilities from 0 to 1, not rounded."""
    record = read_record(site().time_zone)
    scores = asdict(record.scores)
    return jsonify(
        {
            **{name: scores[name] for name in ("n", "brier", "log_score")},
            "clip": CLIP,
            **{name: scores[name] for name in ("base_rate", "skill")},
            "bins": [_bin(each) for each in record.bins],
            "years": [_group(each) for each in record.years],
            "areas": [_group(each) for each in record.areas],
            "unscored": record.unscored,
            "deleted": record.deleted,
        }
    )


@bp.get("/record.csv")
def as_csv() -> ResponseReturnValue:
    """Return a CSV with a line for each scored belief, with the credence that is scored."""
    rows = [_row(each) for each in read_record(site().time_zone).scored]
    answer = Response(write_csv(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="record.csv"'
    return answer


def _row(each: Scored) -> Sequence[object]:
    belief, area = each.belief, each.belief.topic.shown_area
    error = each.credence / 100 - each.happened
    return (
        belief.topic.title,
        belief.claim,
        each.held_on,
        format_credence(each.credence),
        belief.ended_on,
        belief.outcome,
        area.title if area else "",
        format(error * error, "f"),
        absolute(f"/b/{belief.id}"),
    )


def _bin(each: Bin) -> dict[str, Any]:
    return {
        "from": each.start,
        "to": each.end,
        "n": each.n,
        "mean": each.mean,
        "frequency": each.frequency,
    }


def _group(each: ScoreGroup) -> dict[str, Any]:
    return {"name": each.name or None, **asdict(each.scores)}
