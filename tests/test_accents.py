"""The accent colours: as text and under text, each has enough contrast in light and in dark."""

import re
from pathlib import Path

import pytest

from wiki.site.accents import ACCENTS, DEFAULT_ACCENT

CSS = Path(__file__).parents[1] / "static" / "css"
PAIR = r"light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)"
BASE = (CSS / "atlas.css").read_text(encoding="utf-8")
CHOICES = {
    name: (light, dark)
    for name, light, dark in re.findall(
        rf'\[data-accent="([a-z]+)"\] {{ --accent: {PAIR}; }}',
        (CSS / "accents.css").read_text(encoding="utf-8"),
    )
}


def shades(name: str) -> tuple[str, str]:
    """Return a colour of the style sheet for light and for dark pages."""
    found = re.search(rf"--{name}: {PAIR};", BASE)
    assert found, name
    return found[1], found[2]


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    digits = colour[1:]
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_to_choose_has_a_style_and_the_default_is_that_of_all_pages() -> None:
    assert set(CHOICES) == set(ACCENTS)
    assert CHOICES[DEFAULT_ACCENT] == shades("accent")
    assert len(set(CHOICES.values())) == len(CHOICES)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ACCENTS)
def test_a_colour_can_be_read_as_text_and_under_text(name: str, mode: int) -> None:
    colour = CHOICES[name][mode]
    for ground in ("paper", "surface", "on-accent"):
        assert contrast(colour, shades(ground)[mode]) >= 4.5, ground


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
