"""What is kept of an uploaded picture: its pixels, and nothing else."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image, ImageCms

from tests.pictures import drawing, opened, photograph, saved
from wiki.errors import Invalid
from wiki.media import encoding, encoding_process
from wiki.media.encoding import PictureRefused, encode
from wiki.media.encoding_process import encode_in_process
from wiki.media.headers import FIRST_BYTES, read_size
from wiki.media.names import is_name, name_for, names_in, picture_at

PLACE = 0x8825  # of EXIF: where a photograph was taken
ORIENTATION = 0x0112
CAMERA = 0x010F


def kept(data: bytes) -> Image.Image:
    """Return the image that is kept of an upload."""
    image = opened(encode(data).data)
    image.load()
    return image


def refused(data: bytes) -> str:
    """Return the sentence that refuses an upload."""
    with pytest.raises(PictureRefused) as caught:
        encode(data)
    return str(caught.value)


def near(one: Any, other: tuple[int, ...]) -> bool:
    """Return whether two colours are the same but for what compression does to them."""
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_every_common_format_is_taken(form: str) -> None:
    picture = encode(photograph(form=form))
    assert picture.ending in ("webp", "avif")
    assert opened(picture.data).size == (60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_taken(mode: str) -> None:
    image = Image.new("L", (20, 10), 255)
    deep = image.convert("I").point(lambda value: value * 257)
    found = kept(saved(deep.convert(mode) if mode == "I;16" else image.convert(mode), "PNG"))
    assert near(found.convert("RGB").getpixel((5, 5)), (255, 255, 255))


def test_a_photograph_for_print_is_shown_in_the_colours_of_screens() -> None:
    assert near(kept(saved(Image.new("CMYK", (20, 20)), "JPEG")).getpixel((5, 5)), (255,) * 3)


def test_a_picture_is_at_most_two_thousand_pixels_wide_and_high() -> None:
    assert kept(photograph(4_000, 1_000)).size == (2_000, 500)
    assert kept(photograph(300, 2_400)).size == (250, 2_000)
    assert kept(drawing(size=(1, 9_000))).size == (1, 2_000)


def test_a_photograph_is_turned_as_its_camera_was_held() -> None:
    image = Image.new("RGB", (80, 40), "blue")
    image.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the top of the scene is at the right
    turned = kept(saved(image, "JPEG", exif=exif, quality=95))
    assert turned.size == (40, 80)
    assert near(turned.convert("RGB").getpixel((20, 10)), (254, 0, 0))
    assert near(turned.convert("RGB").getpixel((20, 70)), (0, 0, 254))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("colours", ["many", "few"])
def test_no_metadata_is_kept(form: str, colours: str) -> None:
    exif = Image.Exif()
    exif[CAMERA] = "A camera of mine"
    exif.get_ifd(PLACE)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = opened(photograph()) if colours == "many" else Image.new("RGB", (9, 9))
    sent = saved(image, form, exif=exif, icc_profile=profile)
    assert b"A camera of mine" in sent
    picture = encode(sent)
    assert b"A camera of mine" not in picture.data
    found = opened(picture.data)
    assert not found.getexif()
    assert not {"exif", "icc_profile", "xmp"} & found.info.keys()


def test_transparent_ground_stays_transparent() -> None:
    image = Image.new("RGBA", (20, 20))
    image.paste("black", (0, 0, 10, 20))
    found = kept(saved(image, "PNG"))
    assert found.convert("RGBA").getpixel((15, 5))[3] == 0  # type: ignore[index]
    assert found.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 255)


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    for form in ("GIF", "PNG", "WEBP"):
        sent = saved(frames[0], form, save_all=True, append_images=frames[1:])
        found = kept(sent)
        assert getattr(found, "n_frames", 1) == 1
        assert near(found.convert("RGB").getpixel((5, 5)), (255, 0, 0))


def test_a_drawing_loses_nothing_and_a_photograph_becomes_small() -> None:
    lines = Image.new("RGB", (200, 200), "white")
    lines.paste("black", (50, 50, 52, 150))
    assert kept(saved(lines, "PNG")).convert("RGB").tobytes() == lines.tobytes()
    large = photograph(800, 600, "PNG")
    assert len(encode(large).data) < len(large) / 4


def test_the_same_upload_has_the_same_name() -> None:
    (name, data), again = encode_in_process(photograph()), encode_in_process(photograph())
    assert (name, data) == again
    assert is_name(name)
    assert name == name_for(data, name.rpartition(".")[2])


def test_a_refusal_comes_back_from_the_other_process() -> None:
    with pytest.raises(Invalid) as caught:
        encode_in_process(b"<svg>")
    assert (caught.value.field, caught.value.message) == ("file", encoding.DRAWING)


@pytest.mark.parametrize(
    "program",
    ["import time; time.sleep(9)", "import os; os.kill(os.getpid(), 11)", "raise ValueError", ""],
)
def test_a_process_that_ends_otherwise_is_a_refusal_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    monkeypatch.setattr(encoding_process, "PROGRAM", file)
    monkeypatch.setattr(encoding_process, "PATIENCE_SECONDS", 0.5 if "sleep" in program else 30)
    with pytest.raises(Invalid, match="This picture cannot be read"):
        encode_in_process(drawing())


def test_only_the_pixels_of_a_file_of_two_kinds_survive() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("a.html", "<script>alert(1)</script>")
    for sent in (
        drawing() + archive.getvalue(),
        drawing(form="GIF") + b"<script>alert(1)</script>",
        photograph(comment=b"<script>alert(1)</script>"),
    ):
        assert b"alert" in sent or b"PK" in sent
        picture = encode(sent)
        assert b"alert" not in picture.data
        assert b"PK\x03\x04" not in picture.data


# What is refused.


@pytest.mark.parametrize(
    "data",
    [b"", b"<!doctype html><title>x</title>", b"%PDF-1.7", b"PK\x03\x04", b"GIF89a", bytes(100)],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refused(data) == encoding.NO_PICTURE


def test_formats_that_no_browser_shows_are_refused() -> None:
    for form in ("TIFF", "BMP", "ICO", "PPM"):
        assert refused(drawing(form=form)) == encoding.NO_PICTURE


def test_a_drawing_in_svg_is_refused_with_what_to_do() -> None:
    assert refused(b'<?xml version="1.0"?>\n<svg xmlns="x"></svg>') == encoding.DRAWING


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_file_that_ends_early_is_refused(form: str) -> None:
    whole = photograph(300, 200, form)
    assert refused(whole[: len(whole) // 2]) in (encoding.BROKEN, encoding.NO_PICTURE)


def test_a_header_that_promises_many_pixels_is_refused_before_they_are_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "_read_pixels", lambda image: pytest.fail("decoded"))
    wide, high = (30_000).to_bytes(2, "little"), (30_000).to_bytes(2, "little")
    screen = b"GIF89a" + wide + high + b"\x80\x00\x00" + b"\xff" * 6
    bomb = screen + b",\x00\x00\x00\x00" + wide + high + b"\x00\x02\x02L\x01\x00;"
    assert refused(bomb) == encoding.TOO_MANY_PIXELS
    assert refused(drawing(size=(40_001, 1_000))) == encoding.TOO_MANY_PIXELS


def test_forty_million_pixels_are_taken() -> None:
    large = saved(Image.new("L", (8_000, 5_000)), "PNG", compress_level=1)
    assert kept(large).size == (2_000, 1_250)


def test_a_photograph_of_thousands_of_scans_is_refused() -> None:
    sent = photograph(progressive=True)
    place = sent.rindex(encoding.SCAN)
    scan = sent[place:-2]
    assert refused(sent[:place] + scan * 1_000 + sent[-2:]) == encoding.TOO_MANY_PIXELS


def test_more_than_ten_megabytes_are_refused() -> None:
    assert refused(drawing() + bytes(encoding.MOST_BYTES)) == encoding.TOO_LARGE


def test_colours_of_a_profile_that_cannot_be_read_stay_as_they_are() -> None:
    sent = saved(Image.new("RGB", (20, 20), "red"), "PNG", icc_profile=b"nonsense")
    assert near(kept(sent).getpixel((1, 1)), (255, 0, 0))
    assert "icc_profile" not in kept(sent).info


# Names and headers.


@pytest.mark.parametrize("size", [(1, 1), (7, 2_000), (2_000, 3)])
def test_the_size_is_read_from_the_first_bytes(size: tuple[int, int]) -> None:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    for mode in ("RGB", "RGBA"):
        for form, options in (("WEBP", {}), ("WEBP", {"lossless": True}), ("AVIF", {})):
            data = saved(image.convert(mode), form, **options)
            assert read_size(data[:FIRST_BYTES]) == size
    clear = Image.new("RGBA", size)
    assert read_size(saved(clear, "WEBP")[:FIRST_BYTES]) == size


@pytest.mark.parametrize(
    "first", [b"", b"RIFF\0\0\0\0WEBP", b"RIFF\0\0\0\0WEBPXXXX" + bytes(40), b"\0\0\0\x20ftypavif"]
)
def test_no_size_is_read_from_what_is_no_picture(first: bytes) -> None:
    assert read_size(first) is None


def test_names_are_found_in_a_state_of_the_journal() -> None:
    name, other = name_for(b"a", "webp"), name_for(b"b", "avif")
    state = {"body": f"![x](/media/{name}) /media/{name}x /media/a.webp", "more": [other]}
    assert names_in(state) == {name}
    assert picture_at(f"/media/{name}") == name
    assert picture_at(f"https://example.org/media/{name}") is None
    assert picture_at(f"/media/{name}?x") is None
