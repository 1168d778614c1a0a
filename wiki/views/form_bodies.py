"""Reading the body of a request as a form, or refusing the request.

Werkzeug reads a body that it does not understand as a form without fields. A field that is not sent
keeps its value, so such a request would be answered “Saved.” and its text would be lost.
"""

from typing import Any

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
NO_FORM = "This request is not a form, so nothing was changed: send the fields as a web form does."
COMPRESSED = "This form is compressed, so nothing was changed: send it without Content-Encoding."
BROKEN = "This form could not be read to its end, so nothing was changed: send it again."


class BrokenForm(BadRequest):
    """A body that says it is a form and cannot be read as one."""

    description = BROKEN


class StrictFormParser(FormDataParser):
    """Reads a form completely, or raises an HTTPException."""

    def parse(self, stream: Any, mimetype: str, *args: Any, **kwargs: Any) -> Any:
        """Return the stream, the fields and the files. Raises BrokenForm."""
        self.silent = False
        try:
            return super().parse(stream, mimetype, *args, **kwargs)
        except ValueError as error:
            raise BrokenForm from error


class FormRequest(Request):
    """A request whose `form` raises an HTTPException where its body cannot be read as one."""

    form_data_parser_class = StrictFormParser

    def make_form_data_parser(self) -> FormDataParser:
        """Return the parser of the body. Raises UnsupportedMediaType where it is no form."""
        if self.content_length and self.mimetype not in FORM_TYPES:
            raise UnsupportedMediaType(NO_FORM)
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType(COMPRESSED)
        return super().make_form_data_parser()
