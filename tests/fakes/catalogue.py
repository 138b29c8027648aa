from chalicelib.domain.catalogue import Edition


class FakeCatalogue:
    def __init__(self) -> None:
        self.editions: dict[str, Edition] = {}
        self.pointer = ""

    def current(self) -> Edition:
        return self.editions[self.pointer]

    def edition(self, digest: str) -> Edition:
        return self.editions[digest]

    def publish(self, edition: Edition, *, now: str) -> None:
        self.editions[edition.digest] = edition
        self.pointer = edition.digest
