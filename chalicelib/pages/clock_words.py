"""A clock in words: which day of how many it is, what did not count by which article, and the rule it runs by."""

from chalicelib.domain.explanation import Explanation, Stop
from chalicelib.texts import joined, text


def explanation(seen: Explanation) -> str:
    """第7个工作日（共10个），专家评审的2个工作日不计入期限（《行政许可法》第四十五条）; for a session, the rule itself."""
    day = rule(seen) if seen.unit == "session" else _day(seen)
    told = [day, *(_stopped(stop, seen.unit) for stop in seen.stopped)]
    if seen.standing:
        named = any(stop.kind == seen.standing.kind for stop in seen.stopped)
        kind, law = text(f"interruption.{seen.standing.kind}"), text(f"law.{seen.standing.article}")
        told.append(text("clock_sum.still_standing" if named else "clock_sum.standing", kind=kind, law=law))
    return joined(told, "clauses")


def rule(seen: Explanation) -> str:
    """The sentence of the rule by which the clock runs."""
    unit = seen.due.explanation["unit"]
    limit = "" if unit == "session" else text(f"limit.{unit}", amount=seen.amount)
    return text(f"clock_rule.{'session' if unit == 'session' else seen.due.clock}", limit=limit)


def whole(seen: Explanation) -> str:
    """The sum and the rule, as a page shows them below a due date."""
    if seen.unit == "session":
        return explanation(seen)
    return text("clock_sum.whole", sum=explanation(seen), rule=rule(seen))


def _day(seen: Explanation) -> str:
    unit = seen.due.explanation["unit"]
    if not seen.used and not seen.stopped:
        return text("clock_sum.first", limit=text(f"limit.{unit}", amount=seen.amount))
    return text(f"clock_sum.{unit}", used=seen.used, amount=seen.amount)


def _stopped(stop: Stop, unit: str) -> str:
    days = text(f"days.{unit}", amount=stop.days)
    return text("clock_sum.stopped", kind=text(f"interruption.{stop.kind}"), days=days, law=text(f"law.{stop.article}"))
