"""The names of inquiries' queues, for those who only read their rows."""


def inquiries_queue(party: str) -> str:
    """Where a party finds what it asked."""
    return f"{party}#inquiries"


def questions_queue(unit: str) -> str:
    """A unit's questions to answer."""
    return f"{unit}:questions"


def answered_queue(unit: str) -> str:
    """A unit's answered questions."""
    return f"{unit}:answered-questions"


def faq_queue(item: str, unit: str) -> str:
    """Published answers of an item, or general ones of a unit."""
    return f"faq:{item or unit}"


def complaints_queue(post: str, *, closed: bool) -> str:
    """Complaints by the code of the post that handles them."""
    return f"complaints:{post}:closed" if closed else f"complaints:{post}"


def bad_ratings_queue(post: str, *, closed: bool) -> str:
    """Bad ratings by the code of the post that calls back."""
    return f"bad-ratings:{post}:closed" if closed else f"bad-ratings:{post}"


def ratings_queue(unit: str) -> str:
    """Every rating of a unit, without whose it is."""
    return f"{unit}:ratings"


def duties_queue(unit: str) -> str:
    """What a unit owes on inquiries: answers to their cards, and what a complaint's handlers ordered it to put right."""
    return f"{unit}:inquiry-duties"
