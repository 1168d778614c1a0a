"""Where everything on a card stands: texts broken into lines, and the part of the map it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from wiki.anchors import Anchor
from wiki.cards.content import ATLAS, SEPARATOR, CardCredence, CardPoint, SharingCard
from wiki.cards.typeface import SANS, SERIF, Typeface
from wiki.dates import format_date
from wiki.map import lettering
from wiki.map.labels import Label

LEADING = 1.25
LEFT, TOP, BOTTOM, RIGHT = 64, 56, 556, 1136  # the margins around words
COLUMN = 560  # width of the words beside a map
CHART = 640.0  # the left edge of a chart
INK, MUTED = "#1d1d1f", "#63605b"
Box = tuple[float, float, float, float]  # left, top, width, height


@dataclass(frozen=True)
class Block:
    """Lines of text in one size of type, in pixels."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Return the height of all lines together, in pixels."""
        return self.size * LEADING * len(self.lines)


@dataclass(frozen=True)
class PlacedText:
    """A block of text with its place and its look."""

    block: Block
    x: float
    y: float
    family: str = SERIF.family
    fill: str = INK


@dataclass(frozen=True)
class Picture:
    """The map on a card: its place in pixels, the part of the map it shows, and names on it.

    Each name is a pair: whether its region is a stub, and its label.
    """

    frame: Box
    box: Box
    size: float
    names: tuple[tuple[bool, Label], ...]

    @property
    def left(self) -> float:
        """Return the left edge of the map, in pixels."""
        return self.frame[0]

    @property
    def bottom(self) -> float:
        """Return the lower edge of the map, in pixels."""
        return self.frame[1] + self.frame[3]

    @property
    def transform(self) -> str:
        """Return the SVG transform from map units to pixels that fits the part into the place."""
        left, top, wide, high = self.frame
        x, y, across, tall = self.box
        scale = min(wide / across, high / tall)
        dx = left + (wide - across * scale) / 2 - x * scale
        dy = top + (high - tall * scale) / 2 - y * scale
        return f"translate({dx:.2f} {dy:.2f}) scale({scale:.4f})"


@dataclass(frozen=True)
class CredenceCurve:
    """A step line of credences: its path, the place of its last point, and its box."""

    path: str
    x: float
    y: float
    box: Box


@dataclass
class Layout:
    """Everything on a card. `credences` come with their places and sizes of type."""

    picture: Picture | None = None
    texts: list[PlacedText] = field(default_factory=list)
    credences: list[tuple[CardCredence, float, float, float]] = field(default_factory=list)
    curve: CredenceCurve | None = None

    def write(
        self, block: Block, y: float, x: float = LEFT, face: Typeface = SERIF, fill: str = INK
    ) -> float:
        """Add a text with its top at `y` pixels, and return the `y` of its lower edge."""
        self.texts.append(PlacedText(block, x, y, face.family, fill))
        return y + block.height


def lay_out(card: SharingCard) -> Layout:
    """Return the layout of a card, without texts of which the fonts lack a character.

    Where the title is such a text, the map stands alone, or the name of the site in its place.
    """
    card = card.written
    if not card.title:
        return _untitled(card)
    if (anchor := Anchor.parse(card.subject)) and anchor.kind == "belief":
        return _belief(card)
    return _beside_map(card)


def _untitled(card: SharingCard) -> Layout:
    """Return a card with nothing but map and date; without a map, the name of the site is on it."""
    layout = Layout(_picture(card, (0, 0, 1200, 560), entire=True))
    if layout.picture is None:
        layout.write(block(card.site, RIGHT - LEFT, (68, 60, 52, 44), 5), TOP)
    _sign(layout, card, card.author)
    return layout


def _beside_map(card: SharingCard) -> Layout:
    """Return the card of the atlas, a region or an essay: words, and the map at the right."""
    atlas = card.subject == ATLAS
    picture = _picture(card, (540, 0, 660, 618) if atlas else (680, 0, 520, 618), entire=atlas)
    layout = Layout(picture)
    width = (440 if atlas else COLUMN) if picture else RIGHT - LEFT
    top = float(TOP)
    if not atlas:
        top = layout.write(block(card.site, width, (24,), 1, SANS), top, face=SANS, fill=MUTED) + 14
    lines = 3 if card.beliefs else 5
    top = layout.write(block(card.title, width, (68, 60, 52, 44), lines), top) + 10
    meta = block(card.meta, width, (27,), 5 if atlas else 2, SANS)
    top = layout.write(meta, top, face=SANS, fill=MUTED)
    _beliefs(layout, card, width, top + 14)
    _sign(layout, card, card.author)
    return layout


def _beliefs(layout: Layout, card: SharingCard, width: float, top: float) -> None:
    """Add the beliefs of a region above the bottom, as far as there is room."""
    blocks = [block(one.claim, width, (27,), 2) for one in card.beliefs]
    while blocks and sum(each.height + 56 for each in blocks) > BOTTOM - 20 - top:
        blocks.pop()
    y = BOTTOM - 10 - sum(each.height + 56 for each in blocks)
    for one, each in zip(card.beliefs, blocks, strict=False):
        layout.credences.append((one.credence, LEFT, y + 32, 34))
        y = layout.write(each, y + 40) + 16


def _belief(card: SharingCard) -> Layout:
    """Return the card of a belief: its claim, its number, and the chart of how it moved."""
    layout = Layout()
    width = RIGHT - LEFT
    overline = SEPARATOR.join(filter(None, (card.site, card.meta)))
    top = layout.write(block(overline, width, (24,), 1, SANS), TOP, face=SANS, fill=MUTED) + 14
    top = layout.write(block(card.title, width, (48, 40), 3 if card.credence else 6), top)
    has_chart = bool(card.credence) and len(card.points) > 1
    if card.credence:
        room = (CHART - 16 if has_chart else RIGHT) - LEFT
        size = min(92, 92 * room / card.credence.width(92))
        layout.credences.append((card.credence, LEFT, BOTTOM - 70, size))
    if has_chart:
        layout.curve = _curve(card.points, (CHART, BOTTOM - 180, RIGHT - CHART, 150))
        days = [format_date(card.points[end].stated_date[: len("2026-05")]) for end in (0, -1)]
        last = SANS.width(days[1], 20)
        for day, x in zip(days, (CHART, RIGHT - last), strict=True):
            layout.write(Block((day,), 20), BOTTOM - 22, x, SANS, MUTED)
        for mark, y in (("100%", BOTTOM - 180), ("0%", BOTTOM - 30)):
            x = CHART - 14 - SANS.width(mark, 20)
            layout.write(Block((mark,), 20), y - 14, x, SANS, MUTED)
    _sign(layout, card, card.author)
    return layout


def _sign(layout: Layout, card: SharingCard, author: str) -> None:
    """Add the last line of a card: the author's name, and the day of the last change."""
    day = format_date(card.day.isoformat()) if card.day else ""
    line = SEPARATOR.join(filter(None, (author, day)))
    if line:
        width = RIGHT - LEFT if layout.picture is None or not author else 440
        signature = block(line, width, (24,), 1, SANS)
        layout.write(signature, BOTTOM + 10, face=SANS, fill=MUTED)


def block(
    text: str, width: float, sizes: Sequence[float], most: int, face: Typeface = SERIF
) -> Block:
    """Return a text set in the largest of the sizes at which it has at most `most` lines.

    If it has more even in the last size, it is cut off with an ellipsis.
    """
    for size in sizes:
        lines = lettering.fit(text, size, width, 99, measure=face.width)
        if len(lines) <= most and all(face.width(line, size) <= width for line in lines):
            return Block(lines, size)
    return Block(lettering.fit(text, sizes[-1], width, most, measure=face.width), sizes[-1])


def _picture(card: SharingCard, frame: Box, *, entire: bool) -> Picture | None:
    """Return the map on a card, all of it or only what lies around the card's region."""
    if card.map is None:
        return None
    centre = next((node for node in card.map.nodes if node.slug == card.map.centre), None)
    letters = card.map.narrow if entire and centre is None else card.map.wide
    box: Box = card.map.box
    if centre is not None and not entire:
        tall = card.map.box[3] * 1.4
        across = tall * frame[2] / frame[3]
        box = (centre.x - across / 2, centre.y - tall / 2, across, tall)
    names = tuple(
        (node.stub, label)
        for node, label in card.map.named(letters)
        if node is not centre and _within(label, box) and SERIF.has("".join(label.lines))
    )
    return Picture(frame, box, letters.size, names)


def _within(label: Label, box: Box) -> bool:
    left, top, wide, high = box
    one, two, three, four = label.box
    return one > left and two > top and three < left + wide and four < top + high


def _curve(points: Sequence[CardPoint], box: Box) -> CredenceCurve:
    """Return the line through numbers, 100% at the top of a box; days in proportion to time."""
    left, top, wide, high = box
    first, days = points[0].day, (points[-1].day - points[0].day).days

    def spot(index: int) -> tuple[float, float]:
        day, credence, _ = points[index]
        along = (day - first).days / days if days else index / max(1, len(points) - 1)
        return round(left + along * wide, 1), round(top + high * (1 - float(credence) / 100), 1)

    (x, y), *rest = [spot(index) for index in range(len(points))]
    path = f"M{x} {y}"
    for x, y in rest:
        path += f"H{x}V{y}"
    return CredenceCurve(path, x, y, box)
