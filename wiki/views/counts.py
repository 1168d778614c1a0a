"""How many there are of something, in words."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as `1,083 beliefs`; the plural ends in s by default."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
