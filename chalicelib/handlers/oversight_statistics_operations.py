"""The operations of the statistics: a month's sheet, its table, the trend."""

from typing import Any, Final

from chalicelib.handlers.operation import CODE, Body, Operation, Parameter, Schema, in_query, record

_NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
_SHARE: Final[Schema] = {
    "type": ["number", "null"],
    "minimum": 0,
    "description": "Of what was decided; null where nothing was.",
}
_DAYS: Final[Schema] = {
    "type": ["number", "null"],
    "minimum": 0,
    "description": "Average working days of what was promised in working days; null where nothing was.",
}
MONTH: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
_MEASURES: Final = record(
    "Measures",
    {
        **dict.fromkeys(("received", "online", "accepted", "deemed", "decided", "ended_otherwise"), _NUMBER),
        **dict.fromkeys(("instant", "on_time"), _NUMBER),
        **dict.fromkeys(("instant_share", "on_time_share"), _SHARE),
        **dict.fromkeys(("elapsed", "promised"), _DAYS),
        **dict.fromkeys(("corrections", "yellow", "red", "withdrawn"), _NUMBER),
        **dict.fromkeys(("consultations", "complaints", "founded", "ratings", "bad_ratings"), _NUMBER),
    },
)
_EXAMPLE: Final[dict[str, Any]] = {
    "received": 5008,
    "online": 812,
    "accepted": 5003,
    "deemed": 0,
    "decided": 4996,
    "ended_otherwise": 9,
    "instant": 4911,
    "on_time": 4996,
    "instant_share": 0.983,
    "on_time_share": 1.0,
    "elapsed": 3.4,
    "promised": 10.0,
    "corrections": 31,
    "yellow": 2,
    "red": 0,
    "withdrawn": 0,
    "consultations": 14,
    "complaints": 0,
    "founded": 0,
    "ratings": 620,
    "bad_ratings": 1,
}
_HELD: Final = record(
    "TimeHeld",
    {
        "kind": {"type": "string", "enum": ["applicant", "window", "post", "third_party", "carrier"]},
        "unit": {"type": "string"},
        "post": {"type": "string", "description": "Of a third party the kind of special procedure."},
        "days": {"type": "number", "description": "Working days of service time from receipt to decision, all cases."},
        "a_case": {"type": "number", "description": "The same for each decided case."},
    },
)
IN_UNIT: Final = in_query("unit", {"type": "string", "maxLength": 64}, "RSJ", "One unit; left out: all that one sees.")
_MONTH_IN_PATH: Final = Parameter("path", "month", MONTH, "2026-03", "The month.")
_WHO: Final = ("staff", "leader")
_ERRORS: Final = ("forbidden", "unit_unknown", "month_unknown")

GET_MONTH_SHEET: Final = Operation(
    id="getMonthSheet",
    method="GET",
    path="/api/statistics/{month}",
    summary="A month by unit, zone and window, and where its time went; for supervisors, and a head's own units",
    who=_WHO,
    parameters=(_MONTH_IN_PATH, IN_UNIT),
    response=Body(
        record(
            "MonthSheet",
            {
                "month": MONTH,
                "until": {"type": "string", "description": "The last day that is in it; empty before it began."},
                "lacking": {"type": "array", "items": DAY, "description": "Days that nobody has counted yet."},
                "total": _MEASURES,
                "zones": {
                    "type": "array",
                    "items": record("ZoneMeasures", {"zone": {"type": "string"}, "measures": _MEASURES}),
                },
                "units": {
                    "type": "array",
                    "items": record("UnitMeasures", {"unit": CODE, "zone": {"type": "string"}, "measures": _MEASURES}),
                },
                "windows": {
                    "type": "array",
                    "items": record(
                        "WindowMeasures",
                        {
                            "unit": CODE,
                            "window": {"type": "string", "description": "Empty for what belongs to no window."},
                            "measures": _MEASURES,
                        },
                    ),
                },
                "held": {"type": "array", "items": _HELD},
            },
        ),
        {
            "month": "2026-03",
            "until": "2026-03-31",
            "lacking": [],
            "total": _EXAMPLE,
            "zones": [{"zone": "general", "measures": _EXAMPLE}],
            "units": [{"unit": "RSJ", "zone": "general", "measures": _EXAMPLE}],
            "windows": [{"unit": "RSJ", "window": "二楼B区12号窗口", "measures": _EXAMPLE}],
            "held": [{"kind": "post", "unit": "RSJ", "post": "chief", "days": 41.5, "a_case": 0.008}],
        },
    ),
    errors=_ERRORS,
)

EXPORT_MONTH_SHEET: Final = Operation(
    id="exportMonthSheet",
    method="GET",
    path="/api/statistics/{month}/table",
    summary="The same as CSV with Chinese headings: a line a window (`of=windows`), or where the time went (`of=held`)",
    who=_WHO,
    parameters=(
        _MONTH_IN_PATH,
        IN_UNIT,
        in_query("of", {"type": "string", "enum": ["windows", "held"]}, "windows", "Which table."),
    ),
    response=Body({"type": "string"}, "功能区,单位,窗口,收件\r\n"),
    media="text/csv",
    errors=(*_ERRORS, "not_found"),
)

GET_TREND: Final = Operation(
    id="getTrend",
    method="GET",
    path="/api/statistics",
    summary="The sums of twelve months, the oldest first; for supervisors, and a head's own units",
    who=_WHO,
    parameters=(in_query("month", MONTH, "2026-03", "The last of them; left out: this month."), IN_UNIT),
    response=Body(
        record(
            "Trend",
            {
                "months": {
                    "type": "array",
                    "items": record("MonthMeasures", {"month": MONTH, "measures": _MEASURES}),
                }
            },
        ),
        {"months": [{"month": "2026-03", "measures": _EXAMPLE}]},
    ),
    errors=_ERRORS,
)

OPERATIONS: Final = (GET_MONTH_SHEET, EXPORT_MONTH_SHEET, GET_TREND)
