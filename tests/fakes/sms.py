class FakeSms:
    """Keeps what was sent; `failure` is raised by every send while it is set."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failure: Exception | None = None

    def send(self, phone: str, text: str) -> str:
        if self.failure:
            raise self.failure
        self.sent.append((phone, text))
        return f"m-{len(self.sent)}"
