"""Signing in through the JSON API: a citizen's code by SMS, or the PIN of staff or leader, becomes a bearer token."""

from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.identity import IdentityError, check_mobile
from chalicelib.handlers.api_input import json_body
from chalicelib.handlers.approval_door import door, program_by_pin
from chalicelib.handlers.problems import InvalidError
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.signin import sending, signing_in
from chalicelib.handlers.signin_operations import LOGIN, REQUEST_LOGIN_CODE
from chalicelib.usecases.leader_sign_in import LeaderSignedIn, awaits_leader_code, confirm_leader_code
from chalicelib.usecases.request_code import request_code
from chalicelib.usecases.sessions import Session
from chalicelib.usecases.sign_in import SignedIn, SignInError, confirm_code, confirm_last_four
from chalicelib.usecases.sign_in_staff import find_staff, sign_in_staff
from chalicelib.usecases.tell_locked import tell_locked


def request_login_code(request: Request) -> Reply:
    """Raises InvalidError, TooManyRequestsError, SmsFailedError."""
    try:
        phone = check_mobile(json_body(request, REQUEST_LOGIN_CODE)["phone"])
    except IdentityError as error:
        raise InvalidError({"phone": error.code}) from None
    pending = request_code(phone, "/mine", request.address, **sending())
    return json_reply({"sign_in": pending.id, "code_expires_at": pending.code_expires_at}, status=202)


def login(request: Request) -> Reply:
    """Raises SignInError, for staff and leaders SharedNameError, WrongPinError, PinLockedError, for staff
    TooManyRequestsError, LeaderSignsInElsewhereError, for leaders DeviceNewError, SmsFailedError.
    """
    body = json_body(request, LOGIN)
    if "staff" in body and body.get("kind") != "leader":
        session = _staff(body, request.address)
        return json_reply({"token": session.token, "expires_at": session.expires_at}, status=201)
    done = _leader(body, request) if _is_leader(body) else _citizen(body)
    opened = {"token": done.session.token, "device": done.device, "expires_at": done.session.expires_at}
    return json_reply(opened, status=201)


def _is_leader(body: Mapping[str, Any]) -> bool:
    return "staff" in body or awaits_leader_code(body["sign_in"], guards=wiring.guards(), now=wiring.now())


def _leader(body: Mapping[str, Any], request: Request) -> LeaderSignedIn:
    """By PIN on a device that is known, or by the code that was sent for a new one."""
    if "sign_in" in body:
        return confirm_leader_code(body["sign_in"], body["code"], door(request))
    staff = find_staff(body["staff"], parties=wiring.parties())
    return program_by_pin(staff, body["pin"], body.get("device", ""), request)


def _citizen(body: Mapping[str, Any]) -> SignedIn:
    four = body.get("last_four", "")
    try:
        return confirm_code(body["sign_in"], body["code"], body.get("device", ""), **signing_in())
    except SignInError as error:
        if error.code != "last_four_needed" or not four:
            raise
        return confirm_last_four(body["sign_in"], four, **signing_in())


def _staff(body: Mapping[str, Any], address: str) -> Session:
    edition = wiring.edition()
    return sign_in_staff(
        body["staff"],
        body["pin"],
        address,
        **signing_in(),
        locked=lambda staff: tell_locked(staff, edition=edition, parties=wiring.parties(), sms=wiring.sms()),
    )
