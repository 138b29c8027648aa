"""What a telephone's owner wants to be told: messages of courtesy can be switched off, by the account of the number."""

from chalicelib.ports import Parties

_KIND = "sms"


def wants_courtesies(account: str, *, parties: Parties) -> bool:
    """Wanted until they are switched off."""
    wishes = parties.get(account, _KIND)
    return bool(wishes is None or wishes["courtesies"])


def wish_courtesies(account: str, *, wanted: bool, parties: Parties) -> None:
    """Idempotent; holds for what is sent from now on."""
    parties.put(account, _KIND, {"courtesies": wanted})
