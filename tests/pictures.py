"""Pictures for the tests: files as people have them, and files that are none."""

from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

SCRIPT = {"HX-Request": "true"}


def photograph(width: int = 60, height: int = 40, form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture with many colours, which differ from one size to the next."""
    across = Image.linear_gradient("L").resize((width, height))
    around = Image.radial_gradient("L").resize((width, height))
    image = Image.merge("RGB", (across, around, across.rotate(180)))
    return saved(image, form, **options)


def drawing(colour: str = "red", size: tuple[int, int] = (30, 20), form: str = "PNG") -> bytes:
    """Return a picture of one colour."""
    return saved(Image.new("RGB", size, colour), form)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return an image as a file."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return the image that a file holds."""
    return Image.open(BytesIO(data))


def send_picture(
    browser: FlaskClient,
    data: bytes,
    name: str = "a.png",
    *,
    to: str = "/media",
    script: bool = True,
    **fields: str,
) -> TestResponse:
    """Upload a file, as a script does or by the plain form."""
    parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + data)
    begun = b"--parts\r\nContent-Disposition: form-data; "
    body = b"".join(begun + part + b"\r\n" for part in parts) + b"--parts--\r\n"
    form = "multipart/form-data; boundary=parts"
    return browser.post(to, data=body, content_type=form, headers=SCRIPT if script else {})


def add_picture(browser: FlaskClient, data: bytes | None = None, alt: str = "") -> str:
    """Upload a picture and return its address."""
    answer = send_picture(browser, drawing() if data is None else data, alt=alt)
    assert answer.status_code == 201, answer.text
    return answer.location
