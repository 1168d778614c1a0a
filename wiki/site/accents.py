"""The accent colours that an author can choose.

Each has a shade for light pages and one for dark pages. As text on the paper and on the surface of
its mode, and under the text of a filled button, each has a contrast of at least 4.5 to 1 (WCAG 2.2,
AA); a test computes it from static/css/accents.css.
"""

DEFAULT_ACCENT = "rust"
# The name in the address of a style, and the name to show.
ACCENTS = {
    "rust": "Rust",
    "crimson": "Crimson",
    "plum": "Plum",
    "violet": "Violet",
    "blue": "Blue",
    "teal": "Teal",
    "green": "Green",
    "slate": "Slate",
}
