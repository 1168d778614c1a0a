"""Computed numbers as people read them: rounded the same way everywhere."""

from decimal import ROUND_HALF_UP, Decimal


def decimal_text(number: float, places: int) -> str:
    """Return a number with so many decimals: a half is rounded up, and zero has no minus."""
    rounded = _round(Decimal(repr(number)), places)
    return f"{'−' if rounded < 0 else ''}{abs(rounded)}"


def share_text(share: float, places: int = 0) -> str:
    """Return a share from 0 to 1 in per cent. Only nothing is `0%`, and only all is `100%`."""
    percent, step = Decimal(repr(share)) * 100, Decimal(1).scaleb(-places)
    rounded = _round(percent, places)
    if rounded == 0 < percent:
        return f"<{step}%"
    return f">{100 - step}%" if rounded == 100 > percent else f"{rounded}%"


def _round(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
