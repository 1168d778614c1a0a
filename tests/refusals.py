"""What every refused form says of itself: the browser's scripts tell by it that it is refused."""

import re

from flask import Response, request

REFUSED = (409, 413, 422)
FORM = re.compile(r'<form[^>]*(?:class="[^"]*item-form|data-draft=).*?</form>', re.DOTALL)
TYPED = 'dir="auto"'  # of fields for text
SAYS_SO = ('role="alert"', "data-asked")


def says_why(answer: Response) -> Response:
    """Fail where the form that an answer refuses has no alert: its text would count as saved."""
    refuses = request.method == "POST" and answer.status_code in REFUSED
    if refuses and answer.mimetype == "text/html":
        own = re.compile(rf'action="{re.escape(request.path)}["#?]')
        found = FORM.findall(answer.get_data(as_text=True))
        forms = [form for form in found if TYPED in form and own.search(form)]
        said = all(any(mark in form for mark in SAYS_SO) for form in forms)
        assert said, f"no alert in the form of {request.path}"
    return answer
