"""The width and height of a picture, read from the first bytes of its file."""

FIRST_BYTES = 2_048

Size = tuple[int, int]


def read_size(first: bytes) -> Size | None:
    """Return width and height in pixels, given the first bytes of a picture's file.

    None where they are not. It reads only the formats that `encode` writes: RFC 9649 for WebP, the
    property `ispe` of ISO/IEC 23008-12 for AVIF.
    """
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return _size_of_webp(first)
    return _size_of_avif(first) if first[4:12] == b"ftypavif" else None


def _size_of_webp(first: bytes) -> Size | None:
    match first[12:16]:
        case b"VP8 ":  # 14 bits each, the other two say how to scale
            return _number(first[26:28]) & 0x3FFF, _number(first[28:30]) & 0x3FFF
        case b"VP8L":
            bits = _number(first[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _number(first[24:27]) + 1, _number(first[27:30]) + 1
    return None


def _size_of_avif(first: bytes) -> Size | None:
    start = first.find(b"ispe") + 8  # behind the name: version and flags
    if start < 8 or len(first) < start + 8:
        return None
    width, height = first[start : start + 4], first[start + 4 : start + 8]
    return int.from_bytes(width, "big"), int.from_bytes(height, "big")


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
