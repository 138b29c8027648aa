"""The figures of the Administrative Licensing Law, each with its article; the agency's days are working days (Art. 82)."""

from typing import Final

NOTICE_DAYS: Final = 5
"""Working days to accept, decline or ask for corrections (Art. 32(4))."""

LEAST_OFFICERS: Final = 2
"""So many officers check on the spot (Art. 34(3))."""

LONGEST_EXTENSION: Final = 10
"""Working days by which a limit may be extended (Art. 42(1))."""

JOINT_DAYS: Final = 45
"""Working days of a joint review (Art. 42(2))."""

LONGEST_JOINT_EXTENSION: Final = 15
"""Working days by which a joint review may be extended, with the head of government's approval (Art. 42(2))."""

DELIVERY_DAYS: Final = 10
"""Working days from the grant until the result is on its way (Art. 44)."""

HEARING_REQUEST_DAYS: Final = 5
"""Calendar days in which the applicant may ask for a hearing (Art. 47(1)): Art. 82 speaks of the agency's limits only."""

HEARING_DAYS: Final = 20
"""Working days from the request until a hearing is held (Art. 47(1))."""

HEARING_TOLD_DAYS: Final = 7
"""Working days before a hearing by which the parties are told (Art. 48(1))."""

SURVEY_DAYS: Final = 5
"""Working days until officers are assigned to an inspection (Art. 55(2))."""
