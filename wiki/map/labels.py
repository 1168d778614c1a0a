"""Names as they stand on a map; `wiki/map/names.py` places them."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """The lines of a name, with position, SVG text anchor, type size and bounding box."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]
    size: float
    box: Box


@dataclass(frozen=True)
class Lettering:
    """All names on a map in one size of type: of its regions and of its areas.

    A name is None where there is no room for it.
    """

    size: float
    names: tuple[Label | None, ...]
    areas: tuple[Label | None, ...]
