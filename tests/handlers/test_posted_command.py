"""The nonce of a page's form has the letters, the digits and the length of ours, as a program's key has."""

from urllib.parse import urlencode

import pytest

from chalicelib.handlers.operation import IDEMPOTENCY_KEY
from chalicelib.handlers.request import COMMAND, BadRequestError, Request, posted_command


def posted(command: str) -> str:
    return posted_command(Request("POST", "/", {}, {}, {}, urlencode({"command": command}).encode(), ""))


@pytest.mark.parametrize("command", ["", "a" * 15, "a" * 81, "办" * 20, "٣" * 20, "a" * 20 + "/"])
def test_what_no_page_of_ours_posts_is_refused(command: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        posted(command)
    assert refused.value.code == "form_incomplete"


def test_a_nonce_is_taken_as_it_is() -> None:
    assert posted("0d2c9a51-7f5e-4a43") == "0d2c9a51-7f5e-4a43"


def test_a_programs_key_has_the_same_form() -> None:
    assert IDEMPOTENCY_KEY.schema["pattern"] == f"^{COMMAND.pattern}$"
