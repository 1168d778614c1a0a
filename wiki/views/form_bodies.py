"""Reading the body of a request as a form, or refusing the request.

Werkzeug reads a body that it does not understand as a form without fields. A field that is not sent
keeps its value, so such a request would be answered “Saved.” and its text would be lost. What is
not UTF-8 it would save as `%E9` or as `\ufffd`.
"""

from typing import Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.formparser import FormDataParser, MultiPartParser

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
NO_FORM = "This request is not a form, so nothing was changed: send the fields as a web form does."
COMPRESSED = "This form is compressed, so nothing was changed: send it without Content-Encoding."
BROKEN = "This form could not be read to its end, so nothing was changed: send it again."
NOT_UTF8 = "This text is not in UTF-8, so nothing was changed: send it encoded as UTF-8."


class BrokenForm(BadRequest):
    """A body that says it is a form and cannot be read as one."""

    description = BROKEN


class NotUtf8(BrokenForm):
    """A form with text in another encoding than UTF-8, percent-encoded or not."""

    description = NOT_UTF8


class _ByteParser(MultiPartParser):
    """Reads each byte of a field as one character, so that none is replaced."""

    def get_part_charset(self, _headers: Headers) -> str:
        return "iso-8859-1"


class StrictFormParser(FormDataParser):
    """Reads a form completely, or raises an HTTPException."""

    def parse(self, stream: Any, mimetype: str, *args: Any, **kwargs: Any) -> Any:
        """Return the stream, the fields and the files. Raises BrokenForm and NotUtf8."""
        self.silent = False
        try:
            return super().parse(stream, mimetype, *args, **kwargs)
        except UnicodeDecodeError as error:
            raise NotUtf8 from error
        except ValueError as error:
            raise BrokenForm from error

    def _parse_urlencoded(self, stream: Any, *_args: Any) -> Any:
        pairs = parse_qsl(stream.read().decode(), keep_blank_values=True, errors="strict")
        return stream, self.cls(pairs), self.cls()

    def _parse_multipart(self, stream: Any, _mimetype: str, length: Any, options: Any) -> Any:
        if not (boundary := options.get("boundary", "").encode("ascii")):
            raise BrokenForm
        parser = _ByteParser(
            self.stream_factory,
            self.max_form_memory_size,
            self.cls,
            max_form_parts=self.max_form_parts,
        )
        form, files = parser.parse(stream, boundary, length)
        pairs = ((name, value.encode("iso-8859-1").decode()) for name, value in form.items(True))
        return stream, self.cls(list(pairs)), files


class FormRequest(Request):
    """A request whose `form` raises an HTTPException if its body is not a readable form."""

    form_data_parser_class = StrictFormParser

    def make_form_data_parser(self) -> FormDataParser:
        """Return the parser of the body. Raises UnsupportedMediaType if the body is no form."""
        if self.content_length and self.mimetype not in FORM_TYPES:
            raise UnsupportedMediaType(NO_FORM)
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType(COMPRESSED)
        return super().make_form_data_parser()
