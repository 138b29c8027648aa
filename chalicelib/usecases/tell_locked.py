"""Telling the holder of a PIN that five wrong ones have locked it."""

import logging

from chalicelib.domain.identity import check_mobile
from chalicelib.ports import Parties, Sms, SmsFailedError, SmsUnknownError
from chalicelib.texts import text

LOG = logging.getLogger("buqiuren")


def tell_locked(staff: str, *, centre: str, parties: Parties, sms: Sms) -> None:
    """One SMS to the number on file; the lock holds whether or not it gets there."""
    person = parties.get(staff, "staff")
    if person is None:
        return
    try:
        sms.send(check_mobile(person["phone"]), text("sms.pin_locked.text", centre=centre))
    except (SmsFailedError, SmsUnknownError):
        LOG.warning("%s was not told that the PIN is locked", staff)
