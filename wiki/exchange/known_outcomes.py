"""Whether a file and the atlas agree on how a belief resolved."""

from wiki.clock import Clock, day_in, first_moment
from wiki.dates import format_short
from wiki.exchange.claims import ForecastHistory
from wiki.exchange.document_error import DocumentError
from wiki.sections.belief import Belief
from wiki.sections.belief_verbs import OUTCOMES


def has_outcome(belief: Belief, history: ForecastHistory, clock: Clock) -> bool:
    """Return whether a belief has the outcome already that a file gives its claim.

    A day and a time on that day count as equal. Raises DocumentError where the belief has another
    outcome, or the same one on another day: only the author knows which is right.
    """
    if not belief.outcome:
        return False
    if belief.outcome == history.outcome and _agree(belief.ended_on, history.ended_on, clock):
        return True
    day = f", {format_short(day_in(clock.zone, belief.ended_on))}" if belief.ended_on else ""
    former = f"{OUTCOMES[belief.outcome].lower()}{day}"
    reason = f"The atlas says of this claim: {former}. Hold it again there first, or mend the file."
    raise DocumentError(history.line, reason)


def _agree(one: str, other: str, clock: Clock) -> bool:
    """Return whether two dates or moments (ISO) may mean the same, by their own zone or ours."""
    if "T" in one and "T" in other:
        return first_moment(one, clock.zone) == first_moment(other, clock.zone)
    days = [{iso[:10], day_in(clock.zone, iso)} for iso in (one, other)]
    shortest = min(len(day) for pair in days for day in pair)
    return not {day[:shortest] for day in days[0]}.isdisjoint(day[:shortest] for day in days[1])
