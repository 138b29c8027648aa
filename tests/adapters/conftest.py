from collections.abc import Iterator

import pytest

from chalicelib import wiring
from infra.local.server import LocalCloud
from tests.infra.local_cloud import new_app, running


@pytest.fixture(scope="package")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """The deployed template's tables, bucket and queues, with no function behind them; wiring's adapters reach them."""
    wiring.forget()
    with running(tmp_path_factory.mktemp("cloud"), new_app()) as started:
        yield started
    wiring.forget()
