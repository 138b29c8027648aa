"""That something asked for is not possible."""

from collections.abc import Mapping


class RefusedError(Exception):
    """The command is not possible; `code` names the sentence, `about` holds what the sentence needs (no personal
    data). For `step_already_decided` it says what was decided, by whom and when."""

    def __init__(self, code: str, about: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.about = about or {}
