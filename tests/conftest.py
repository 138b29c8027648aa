"""For every test: a property's time is not what it tests, and a shared machine is sometimes slow."""

import gc
import os
from collections.abc import Generator
from functools import cache

import pytest
from botocore.loaders import JSONFileLoader
from hypothesis import settings

# As deployed: lxml is in the layer of what signs only, so tables are read without it.
os.environ["OPENPYXL_LXML"] = "False"

# Each local cloud opens AWS clients of its own, and botocore reads the services' models anew for each.
JSONFileLoader.load_file = staticmethod(cache(JSONFileLoader().load_file))

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collecting makes lives as long as the session: nobody looks for garbage in it, then or later. That takes a
    quarter of a worker's collection, and half a second whenever all generations are searched. Tests make little garbage
    that only a search finds, so that it is looked for seldom."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(700, 10, 200)
        gc.enable()


def pytest_sessionfinish() -> None:
    """Here everything is searched once for what was never closed; pytest's five searches then find little to look at."""
    gc.collect()
    gc.freeze()
