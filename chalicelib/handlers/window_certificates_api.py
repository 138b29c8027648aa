"""Ends of certificates, for programs: by a desk's or a leader's bearer session."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.reference import reference_of
from chalicelib.domain.renewal import IN_FORCE
from chalicelib.handlers.api_input import idempotency_key, json_body
from chalicelib.handlers.operation import Operation
from chalicelib.handlers.request import Reply, Request, json_reply
from chalicelib.handlers.visitor import decider, staff_actor
from chalicelib.handlers.window_certificates import acted
from chalicelib.handlers.window_certificates_operations import (
    CONFIRM_CERTIFICATE_END,
    END_CERTIFICATE,
    NOTE_CERTIFICATE_CALL,
    RESUME_CERTIFICATE,
    SUSPEND_CERTIFICATE,
    TAKE_BACK_CERTIFICATE_END,
)
from chalicelib.usecases.act_on_certificate import CertificateDone


def end_certificate(request: Request) -> Reply:
    """Raises UnknownCertificateError, RefusedError, BusyError."""
    return _act(request, END_CERTIFICATE, "end")


def suspend_certificate(request: Request) -> Reply:
    """Raises UnknownCertificateError, RefusedError, BusyError."""
    return _act(request, SUSPEND_CERTIFICATE, "suspend")


def confirm_certificate_end(request: Request) -> Reply:
    """Raises UnknownCertificateError, RefusedError, BusyError."""
    return _act(request, CONFIRM_CERTIFICATE_END, "confirm")


def take_back_certificate_end(request: Request) -> Reply:
    """Raises UnknownCertificateError, RefusedError, BusyError."""
    return _act(request, TAKE_BACK_CERTIFICATE_END, "take_back")


def resume_certificate(request: Request) -> Reply:
    """Raises UnknownCertificateError, RefusedError, BusyError."""
    return _act(request, RESUME_CERTIFICATE, "resume")


def note_certificate_call(request: Request) -> Reply:
    """Raises UnknownCertificateError, RefusedError, BusyError."""
    return _act(request, NOTE_CERTIFICATE_CALL, "note_call", document=request.params["document"])


def _act(request: Request, operation: Operation, name: str, **more: str) -> Reply:
    actor = staff_actor(decider(request))
    said = {key: str(value).strip() for key, value in json_body(request, operation).items()} | more
    done = acted(request.params["certificate"], actor, name, said, idempotency_key(request))
    return json_reply(_state(done))


def _state(done: CertificateDone) -> Mapping[str, Any]:
    certificate, standing = done.file.certificate, done.validity
    return {
        "reference": reference_of(certificate.matter),
        "standing": standing,
        "in_force": standing in IN_FORCE,
        "proposed": certificate.proposal.fact.end if certificate.proposal else "",
        "seq": certificate.seq,
        "hash": certificate.head,
        "repeated": done.repeated,
    }
