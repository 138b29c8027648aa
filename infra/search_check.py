"""`make search-check`: how well the search finds what people type, and how fast.

It runs the lists in tests/domain/search_queries.json on CITY_DIR's catalogue and prints the tuned list's misses (the other list's are not for the eyes of who tunes), the share whose item
is among the first three, and milliseconds of processor a query. Exit 1: the tuned list is below its share, or a query is too slow.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from time import process_time
from typing import Final

from chalicelib.adapters.city_files import read_city
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.search import Index
from infra.city_folder import city_folder

QUERIES: Final = Path(__file__).parent.parent / "tests" / "domain" / "search_queries.json"
FIRST: Final = 3
LEAST_SHARE: Final = 0.95
MOST_MS: Final = 5.0
RUNS: Final = 5


@dataclass(frozen=True)
class Asked:
    """One query: the item that is meant, the codes found, and the processor's milliseconds, of the fastest of a few runs."""

    query: str
    meant: str
    found: tuple[str, ...]
    ms: float

    @property
    def hit(self) -> bool:
        return self.meant in self.found[:FIRST]


def ask(index: Index, queries: Sequence[Sequence[str]]) -> list[Asked]:
    return [_asked(index, query, meant) for query, meant in queries]


def share(asked: Sequence[Asked]) -> float:
    return mean(one.hit for one in asked)


def lists() -> dict[str, list[list[str]]]:
    """`tuned`: the engine and the synonyms were fitted to it; `untuned`: they were not. Pairs of query and code."""
    read: dict[str, list[list[str]]] = json.loads(QUERIES.read_text(encoding="utf-8"))
    return read


def _asked(index: Index, query: str, meant: str) -> Asked:
    times = []
    for _ in range(RUNS):
        index.forget()
        times.append(_timed(lambda: index.find(query)))
    return Asked(query, meant, tuple(item["code"] for item in index.find(query)), min(times))


def _timed(run: Callable[[], object]) -> float:
    start = process_time()
    run()
    return (process_time() - start) * 1000


def main() -> int:
    edition = Edition("", read_city(city_folder()))
    built: list[Index] = []
    first = _timed(lambda: built.append(Index(edition)))
    index = built[0]
    letters = _timed(lambda: index.find("jszg"))
    print(
        f"{len(index.items)} items; index made in {first:.0f} ms, its letters with the first such query in {letters:.0f}"
    )
    told, slowest = {}, 0.0
    for name, queries in lists().items():
        asked = ask(index, queries)
        for one in asked:
            if name == "tuned" and not one.hit:
                names = [edition.item(code)["name"] for code in one.found[:FIRST]]
                print(f"  miss: {one.query} → {edition.item(one.meant)['name']}; found {len(one.found)}: {names}")
        told[name] = share(asked)
        slowest = max([slowest, *(one.ms for one in asked)])
        print(f"{name}: {told[name]:.1%} of {len(asked)} in the first {FIRST}; ", end="")
        print(f"mean {mean(one.ms for one in asked):.2f} ms, slowest {max(one.ms for one in asked):.2f} ms")
    return 1 if told["tuned"] < LEAST_SHARE or slowest > MOST_MS else 0


if __name__ == "__main__":
    sys.exit(main())
