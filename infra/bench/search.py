"""How long the search takes for what people type, in processor time of this machine."""

import statistics
from collections.abc import Iterator

from chalicelib.adapters.city_files import read_city
from chalicelib.domain.catalogue import Edition
from chalicelib.domain.search import Index
from infra.bench.figure import Figure
from infra.city_folder import city_folder
from infra.search_check import MOST_MS, ask, lists


def figures() -> Iterator[Figure]:
    index = Index(Edition("", read_city(city_folder())))
    times = [one.ms for queries in lists().values() for one in ask(index, queries)]
    yield Figure("search.mean", statistics.mean(times), "ms")
    yield Figure("search.slowest", max(times), "ms", MOST_MS)
