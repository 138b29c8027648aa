"""The operations on cards of questions, complaints and ratings."""

from typing import Final

from chalicelib.handlers.operation import IDEMPOTENCY_KEY, Operation, in_path
from chalicelib.handlers.oversight_operations import ANSWER_CARD, CARD_IN_PATH, FOLLOW_UP_CARD, WITHDRAW_CARD
from chalicelib.handlers.submission_inquiries_operations import INQUIRY_IN_PATH, ON_AN_INQUIRY

_KIND: Final = in_path("kind", "q", "q consultation, x complaint, r rating.")
_CODES: Final = (*ON_AN_INQUIRY, "own_case", "card_unknown")


def _operation(of_a_case: Operation, name: str, path: str, summary: str, *errors: str) -> Operation:
    """As the operation on a case's card: the same request and answer."""
    return Operation(
        id=name,
        method="POST",
        path=f"/api/inquiries/{{kind}}/{{reference}}/cards/{{card}}/{path}",
        summary=summary,
        who=("staff", "leader"),
        parameters=(_KIND, INQUIRY_IN_PATH, CARD_IN_PATH, IDEMPOTENCY_KEY),
        request=of_a_case.request,
        response=of_a_case.response,
        errors=(*_CODES, *errors),
    )


ANSWER_INQUIRY_CARD: Final = _operation(
    ANSWER_CARD,
    "answerInquiryCard",
    "answer",
    "Answer a card of a question, complaint or rating, for who got it: feedback, or an objection",
    *("card_closed", "reason_required"),
)
WITHDRAW_INQUIRY_CARD: Final = _operation(
    WITHDRAW_CARD,
    "withdrawInquiryCard",
    "withdrawal",
    "Withdraw such a card after an objection, for who watches it",
    *("card_closed", "no_objection", "reason_required"),
)
FOLLOW_UP_INQUIRY_CARD: Final = _operation(
    FOLLOW_UP_CARD,
    "followUpInquiryCard",
    "follow-ups",
    "Follow up such a red card that has no feedback, for who watches it",
    *("card_closed", "level_unknown"),
)

OPERATIONS: Final = (ANSWER_INQUIRY_CARD, WITHDRAW_INQUIRY_CARD, FOLLOW_UP_INQUIRY_CARD)
