"""Names as they stand on a map; `wiki/map/names.py` places them."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Label:
    """The lines of a name, with their position and bounding box."""

    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]
    size: float
    box: Box


@dataclass(frozen=True)
class Lettering:
    """All names of a map in one size of type; None for a name that has no room."""

    size: float
    names: tuple[Label | None, ...]
    areas: tuple[Label | None, ...]
