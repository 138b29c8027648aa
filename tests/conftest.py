"""For every test: a property's time is not what it tests, and a shared machine is sometimes slow."""

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import settings

# As deployed: lxml is in the layer of what signs only, so tables are read without it.
os.environ["OPENPYXL_LXML"] = "False"

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What collecting makes lives as long as the session: nobody looks for garbage in it, then or later. That takes a
    quarter of a worker's collection, and half a second whenever all generations are searched."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
