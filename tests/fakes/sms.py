import re

from chalicelib.ports import Letter, SmsFailedError


class FakeSms:
    """Keeps what was sent; `failure` is raised by every send while it is set."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.failure: Exception | None = None

    @property
    def sent(self) -> list[tuple[str, str]]:
        return [(letter.phone, letter.words) for letter in self.letters]

    def send(self, letter: Letter) -> str:
        if self.failure:
            raise self.failure
        if not re.fullmatch(r"\+[0-9]{1,15}", letter.phone):
            raise SmsFailedError("InvalidParameter")
        self.letters.append(letter)
        return f"m-{len(self.letters)}"
