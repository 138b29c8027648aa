"""A clock in words: which day of how many it is, what did not count by which article, and the rule it runs by."""

from chalicelib.domain.document.kinds import Document
from chalicelib.domain.explanation import Explanation, Stop
from chalicelib.domain.times import local_date
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
    """The sum, of the applicant's time when it began, and the rule, as a page shows them below a due date."""
    if seen.unit == "session":
        return explanation(seen)
    if seen.served:
        return text("clock_sum.whole_told", sum=explanation(seen), told=told(seen.served), rule=rule(seen))
    return text("clock_sum.whole", sum=explanation(seen), rule=rule(seen))


def told(served: Document) -> str:
    """短信3月5日送到，期限从第二天起算: when and how the notice reached the applicant from which their time runs."""
    on = local_date(served.served_at)
    return text(f"clock_sum.told.{served.served_how}", date=text("date", month=on.month, day=on.day))


def _day(seen: Explanation) -> str:
    unit = seen.due.explanation["unit"]
    if not seen.used and not seen.stopped:
        return text("clock_sum.first", limit=text(f"limit.{unit}", amount=seen.amount))
    return text(f"clock_sum.{unit}", used=seen.used, amount=seen.amount)


def _stopped(stop: Stop, unit: str) -> str:
    days = text(f"days.{unit}", amount=stop.days)
    return text("clock_sum.stopped", kind=text(f"interruption.{stop.kind}"), days=days, law=text(f"law.{stop.article}"))
