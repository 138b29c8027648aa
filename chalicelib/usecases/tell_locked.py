"""Telling the holder of a PIN that five wrong ones have locked it."""

import logging

from chalicelib.domain.catalogue import Edition
from chalicelib.domain.identity import check_mobile
from chalicelib.ports import Parties, Sms, SmsFailedError, SmsUnknownError
from chalicelib.usecases.city_sms import sms_letter

LOG = logging.getLogger("buqiuren")


def tell_locked(staff: str, *, edition: Edition, parties: Parties, sms: Sms) -> None:
    """One SMS to the number on file; the lock holds whether or not it gets there."""
    person = parties.get(staff, "staff")
    if person is None:
        return
    try:
        sms.send(sms_letter(check_mobile(person["phone"]), "pin_locked", {}, edition))
    except (SmsFailedError, SmsUnknownError):
        LOG.warning("%s was not told that the PIN is locked", staff)
