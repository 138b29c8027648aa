"""The operations of window_certificates_api."""

from typing import Final, get_args

from chalicelib.domain.certificate_ends import AUTHORITIES, LONGEST_DOCUMENT, RULES, SUSPENDED
from chalicelib.domain.renewal import Validity
from chalicelib.domain.words import LONGEST_WORDS
from chalicelib.handlers.operation import (
    EXAMPLE_HASH,
    HASH,
    IDEMPOTENCY_KEY,
    REFERENCE,
    Body,
    Operation,
    Schema,
    in_path,
    record,
)
from chalicelib.handlers.telephone_calls import CALL_BODY, CALL_CODES

CERTIFICATE_IN_PATH: Final = in_path("certificate", "CP6553X2RM", "The certificate's reference, or its whole number.")
_ONE: Final = (CERTIFICATE_IN_PATH, IDEMPOTENCY_KEY)
_REASON: Final[Schema] = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS}
_DOCUMENT: Final[Schema] = {"type": "string", "maxLength": LONGEST_DOCUMENT, "description": "The document's number."}
STANDING: Final[Schema] = {"type": "string", "enum": list(get_args(Validity))}
_STATE: Final = Body(
    record(
        "CertificateState",
        {
            "reference": REFERENCE,
            "standing": STANDING,
            "in_force": {"type": "boolean", "description": "Today, in Asia/Shanghai."},
            "proposed": {"type": "string", "description": "What waits for the second person; empty: nothing."},
            "seq": {"type": "integer"},
            "hash": HASH,
            "repeated": {"type": "boolean", "description": "An earlier request with this key had done it."},
        },
    ),
    {
        "reference": "CP6553X2RM",
        "standing": "in_force",
        "in_force": True,
        "proposed": "revoked",
        "seq": 2,
        "hash": EXAMPLE_HASH,
        "repeated": False,
    },
)
_ON_ONE: Final = ("certificate_unknown", "not_your_step", "own_case", "case_busy", "words_too_long")
_PROPOSING: Final = (
    "end_proposed_already",
    "certificate_ended_already",
    "end_ground_unknown",
    "end_ground_not_so",
    "end_authority_unknown",
    "end_document_required",
    "reason_required",
)
_SUSPENDING: Final = ("certificate_suspended_already", "date_format", "date_past")
_REASONED: Final = Body(record("CertificateReason", {"reason": _REASON}, closed=True), {"reason": "已经改正"})

END_CERTIFICATE: Final = Operation(
    id="endCertificate",
    method="POST",
    path="/api/certificates/{certificate}/end",
    summary="End a certificate, or propose to where it takes two people: withdrawn, revoked and penalised do",
    who=("staff", "leader"),
    parameters=_ONE,
    request=Body(
        record(
            "CertificateEnd",
            {
                "end": {"type": "string", "enum": [end for end in RULES if end != SUSPENDED]},
                "ground": {
                    "type": "string",
                    "enum": sorted(
                        {ground for end, rule in RULES.items() if end != SUSPENDED for ground in rule.grounds}
                    ),
                    "description": "Each end has its own.",
                },
                "document": _DOCUMENT,
                "by": {
                    "type": "string",
                    "enum": list(AUTHORITIES),
                    "description": "Whose decision it is; organ if left out.",
                },
                "replaced_by": {"type": "string", "maxLength": 64, "description": "The new certificate's number."},
                "reason": _REASON,
            },
            optional=("document", "by", "replaced_by"),
            closed=True,
        ),
        {"end": "revoked", "ground": "deception", "reason": "申请时提交的租赁合同是伪造的"},
    ),
    response=_STATE,
    errors=(*_ON_ONE, "end_unknown", "replacement_unknown", *_PROPOSING),
)

SUSPEND_CERTIFICATE: Final = Operation(
    id="suspendCertificate",
    method="POST",
    path="/api/certificates/{certificate}/suspension",
    summary="Propose to suspend a certificate through a day, by a penalty's document",
    who=("staff", "leader"),
    parameters=_ONE,
    request=Body(
        record(
            "Suspension",
            {"document": _DOCUMENT, "until": {"type": "string", "format": "date"}, "reason": _REASON},
            closed=True,
        ),
        {"document": "咸市监罚〔2026〕1号", "until": "2027-02-26", "reason": "超出许可的经营范围"},
    ),
    response=_STATE,
    errors=(*_ON_ONE, *_PROPOSING, *_SUSPENDING),
)

CONFIRM_CERTIFICATE_END: Final = Operation(
    id="confirmCertificateEnd",
    method="POST",
    path="/api/certificates/{certificate}/end/confirmation",
    summary="Confirm, as the person in charge, what another has proposed: it takes effect now",
    who=("staff", "leader"),
    parameters=_ONE,
    request=Body(record("Confirmation", {}, closed=True), {}),
    response=_STATE,
    errors=(
        *_ON_ONE,
        "end_not_proposed",
        "end_needs_two",
        "certificate_ended_already",
        "end_proposed_already",
        "end_ground_unknown",
        "end_ground_not_so",
        *_SUSPENDING,
    ),
)

TAKE_BACK_CERTIFICATE_END: Final = Operation(
    id="takeBackCertificateEnd",
    method="POST",
    path="/api/certificates/{certificate}/end/taking-back",
    summary="Take back what was proposed, or, as the person in charge, turn it down",
    who=("staff", "leader"),
    parameters=_ONE,
    request=_REASONED,
    response=_STATE,
    errors=(*_ON_ONE, "end_not_proposed", "reason_required"),
)

RESUME_CERTIFICATE: Final = Operation(
    id="resumeCertificate",
    method="POST",
    path="/api/certificates/{certificate}/suspension/lifting",
    summary="Lift a suspension before its last day, as the person in charge",
    who=("staff", "leader"),
    parameters=_ONE,
    request=_REASONED,
    response=_STATE,
    errors=(*_ON_ONE, "certificate_not_suspended", "reason_required"),
)

NOTE_CERTIFICATE_CALL: Final = Operation(
    id="noteCertificateCall",
    method="POST",
    path="/api/certificates/{certificate}/documents/{document}/calls",
    summary="Note a telephone call about what an SMS could not tell the holder of a certificate",
    who=("staff", "leader"),
    parameters=(
        CERTIFICATE_IN_PATH,
        in_path("document", "certificate_revoked-3", "The `subject` of the task."),
        IDEMPOTENCY_KEY,
    ),
    request=CALL_BODY,
    response=_STATE,
    errors=(*_ON_ONE, *CALL_CODES),
)

OPERATIONS: Final = (
    END_CERTIFICATE,
    SUSPEND_CERTIFICATE,
    CONFIRM_CERTIFICATE_END,
    TAKE_BACK_CERTIFICATE_END,
    RESUME_CERTIFICATE,
    NOTE_CERTIFICATE_CALL,
)
