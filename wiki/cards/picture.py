"""Making the PNG of a card from its SVG."""

from wiki.cards.typeface import SANS, SERIF

WIDTH, HEIGHT = 1200, 630


def render(svg: str) -> bytes:
    """Return the PNG of an SVG document of 1200 by 630 pixels.

    Only the fonts that come with the program are used: without a font, texts would be left out
    silently, and with those of the machine each machine would draw another picture.
    """
    # Imported here, because most processes never draw a card.
    from resvg_py import svg_to_bytes

    return bytes(
        svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=[str(SERIF.path), str(SANS.path)],
            font_family=SERIF.family,
            serif_family=SERIF.family,
            sans_serif_family=SANS.family,
        )
    )
