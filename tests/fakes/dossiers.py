from collections.abc import Iterable, Mapping

from chalicelib.domain.dossier import Part


class FakeDossiers:
    def __init__(self) -> None:
        self.parts: dict[tuple[str, str], Part] = {}

    def put(self, part: Part) -> Part:
        return self.parts.setdefault((part.matter, part.name), part)

    def get(self, matter: str, name: str) -> Part | None:
        return self.parts.get((matter, name))

    def get_many(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
        return {key: self.parts[key] for key in keys if key in self.parts}
