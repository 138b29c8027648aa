"""For every test: a property's time is not what it tests, and a shared machine is sometimes slow."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
