"""What a function reads from its environment, on first use and nowhere else."""

import os
from functools import cache

SECRET_SECONDS = 300
"""How long a secret from the parameter store is kept before it is asked for again."""


class MissingSettingError(LookupError):
    """A function runs without a variable that its template must give it."""

    code = "setting_missing"


@cache
def value(name: str) -> str:
    """Raises MissingSettingError."""
    try:
        return os.environ[name]
    except KeyError:
        raise MissingSettingError(name) from None


def table(name: str) -> str:
    """The stage's name of a table; CASE_LOG is one such `name`."""
    return value(f"TABLE_{name}")


def site_origin() -> str:
    """Scheme and host under which people reach the site, without a trailing slash."""
    return value("SITE_ORIGIN")


def secure_site() -> bool:
    return site_origin().startswith("https://")


def parameter(name: str) -> str:
    """The full name of a secret in the parameter store."""
    return f"{value('PARAMETER_PREFIX')}/{name}"


@cache
def function() -> str:
    """The concern that this deployed function serves; empty in the local cloud, where one process serves all."""
    return os.environ.get("FUNCTION", "")


@cache
def traced() -> bool:
    return bool(os.environ.get("AWS_XRAY_DAEMON_ADDRESS"))
