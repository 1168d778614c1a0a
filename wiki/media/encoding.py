"""Making an uploaded picture safe and small: only its pixels survive.

A file is what its bytes are, whatever its name says. It is decoded and encoded anew, so that
nothing else it may hold (a place, a page of HTML, an archive) is kept.

`wiki.media.encoding_process` runs this file as a program: it imports nothing of the atlas, so that
it starts quickly.
"""

import os
import resource
import sys
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

MOST_BYTES = 10 * 2**20
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_000
# A JPEG may repeat its scans: each costs as much as the whole picture, and only a few bytes.
MOST_SCANS = 200
SCAN = b"\xff\xda"
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
FEW_COLOURS = 1_024
# What the program may use.
MOST_SECONDS = 30
MOST_MEMORY = 2 * 2**30
NICER = 5  # so that readers are served first

TOO_LARGE = "This file is larger than 10 MB: make the picture smaller, then add it again."
NO_PICTURE = "This file is no picture that can be shown: choose a JPEG, PNG, GIF, WebP or AVIF."
DRAWING = "SVG drawings cannot be added, because they can hold programs: save it as a PNG first."
BROKEN = "This picture is damaged or incomplete: open it, save it again, then add it."
TOO_MANY_PIXELS = (
    "This picture has more than 40 million pixels: make it smaller, then add it again."
)
REFUSED = b"refused"

# The size is checked here, before anything is decoded; Pillow's own limit is another.
Image.MAX_IMAGE_PIXELS = None


class PictureRefused(Exception):
    """The file is no picture, or too large; the text is the sentence to show."""


@dataclass(frozen=True)
class Encoded:
    """A picture as it is stored: the bytes of its file, and the ending of the file's name."""

    data: bytes
    ending: str


def encode(data: bytes) -> Encoded:
    """Return an uploaded picture as WebP or AVIF, whichever is smaller.

    It is at most `LONGEST_SIDE` pixels wide and high, turned as its EXIF data says, in sRGB and
    without metadata; of an animation the first frame is kept. Raises PictureRefused.
    """
    if len(data) > MOST_BYTES:
        raise PictureRefused(TOO_LARGE)
    image = _open(data)
    width, height = image.size
    if width * height > MOST_PIXELS or _has_many_scans(image, data):
        raise PictureRefused(TOO_MANY_PIXELS)
    try:
        pixels = _read_pixels(image)
    except Exception as error:
        # The decoders raise errors of many types for a file that is not as it should be.
        raise PictureRefused(BROKEN) from error
    return _smallest(pixels)


def _open(data: bytes) -> Image.Image:
    """Read the header of a picture's file. Raises PictureRefused where it is no picture."""
    try:
        return Image.open(BytesIO(data), formats=FORMATS)
    except Exception as error:  # as above
        is_drawing = b"<svg" in data[:4_096].lower()
        raise PictureRefused(DRAWING if is_drawing else NO_PICTURE) from error


def _has_many_scans(image: Image.Image, data: bytes) -> bool:
    return image.format in ("JPEG", "MPO") and data.count(SCAN) > MOST_SCANS


def _read_pixels(image: Image.Image) -> Image.Image:
    """Decode the first frame; return its pixels in RGB or RGBA, without any metadata."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode in ("1", "P", "PA", "LA"):
        image = image.convert(mode)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    turned = ImageOps.exif_transpose(image)
    pixels = _in_srgb(turned, profile, mode).convert(mode)
    return Image.frombytes(mode, pixels.size, pixels.tobytes())


def _in_srgb(image: Image.Image, profile: Any, mode: str) -> Image.Image:
    """Return an image converted to sRGB, which browsers assume where there is no colour profile."""
    if profile:
        # A profile that cannot be used is left out: the colours may be a little off.
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            own, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, own, srgb, outputMode=mode) or image
    return image


def _smallest(pixels: Image.Image) -> Encoded:
    """Return a picture encoded as WebP or AVIF, whichever is smaller.

    A picture with few colours, such as a drawing or screenshot, is encoded without loss, unless
    that takes more than twice the space.
    """
    webp, avif = _saved(pixels, "webp", quality=80), _saved(pixels, "avif", quality=60, speed=8)
    smaller = avif if len(avif.data) < len(webp.data) else webp
    if pixels.getcolors(FEW_COLOURS):
        exact = _saved(pixels, "webp", lossless=True)
        return exact if len(exact.data) <= 2 * len(smaller.data) else smaller
    return smaller


def _saved(pixels: Image.Image, ending: str, **options: Any) -> Encoded:
    file = BytesIO()
    pixels.save(file, ending.upper(), **options)
    return Encoded(file.getvalue(), ending)


def main() -> None:
    """Read a file from standard input; write a line with the ending, then the picture.

    For a refusal the line is `refused`, and the sentence follows.
    """
    os.nice(NICER)
    with suppress(OSError, ValueError):  # where the system sets a lower limit already
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        encoded = encode(sys.stdin.buffer.read())
        first_line, content = encoded.ending.encode(), encoded.data
    except PictureRefused as refused:
        first_line, content = REFUSED, str(refused).encode()
    sys.stdout.buffer.write(first_line + b"\n" + content)


if __name__ == "__main__":
    main()
