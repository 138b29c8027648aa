"""For every test: a property's time is not what it tests, and a shared machine is sometimes slow."""

import os

from hypothesis import settings

# As deployed: lxml is in the layer of what signs only, so tables are read without it.
os.environ["OPENPYXL_LXML"] = "False"

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
