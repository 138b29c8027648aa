"""Every call of every AWS client of this process, for as long as somebody looks."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.client import BaseClient

Arguments = Mapping[str, Any]
Around = Callable[[Callable[[Arguments], Any], Arguments], Any]
"""Given the call itself and its arguments; returns what the caller gets."""


@contextmanager
def each_call(around: Around) -> Iterator[None]:
    call = BaseClient._make_api_call  # noqa: SLF001 - all go through it, and botocore has no hook around a whole call

    def watched(client: BaseClient, operation: str, arguments: Arguments) -> Any:
        return around(lambda given: call(client, operation, given), arguments)

    BaseClient._make_api_call = watched  # noqa: SLF001
    try:
        yield
    finally:
        BaseClient._make_api_call = call  # noqa: SLF001
