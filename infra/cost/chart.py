"""The monthly cost as an SVG of bars, for the README."""

from collections.abc import Sequence
from html import escape
from typing import Final

from infra.cost.bill import ASSUMED, CASES_A_BUREAU, Bill

WIDTH: Final = 720
BAR_LEFT: Final = 230
BAR_RIGHT: Final = 110
"""Room for the names on the left, for the figures on the right."""
ROW: Final = 44
BAR: Final = 26
TOP: Final = 56
INK: Final = "#14262b"
MUTED: Final = "#4c6067"
OURS: Final = "#0b6e7d"
THEIRS: Final = "#8a8f94"


def chart(bill: Bill) -> str:
    rows = [
        ("idle month", bill.idle_month, OURS),
        ("one bureau", bill.month(1), OURS),
        (f"{ASSUMED['units']} units", bill.month(ASSUMED["units"]), OURS),
        ("two servers and a database", bill.always_on, THEIRS),
    ]
    most = max(value for _, value, _ in rows)
    height = TOP + ROW * len(rows) + 16
    told = "; ".join(f"{name} {bill.currency}{value:.2f}" for name, value, _ in rows)
    titled = f"Cost of a month in {bill.region}, without SMS"
    root = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
    heading = f"{titled} ({CASES_A_BUREAU:,} cases a bureau)"
    return "\n".join(
        [
            f'{root} aria-labelledby="title desc" font-family="system-ui, sans-serif">',
            f'<title id="title">{titled}</title>',
            f'<desc id="desc">{escape(told)}</desc>',
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="16" y="30" font-size="17" fill="{INK}">{heading}</text>',
            *_bars(rows, most, bill.currency),
            "</svg>\n",
        ]
    )


def _bars(rows: Sequence[tuple[str, float, str]], most: float, currency: str) -> list[str]:
    lines = []
    for number, (name, value, colour) in enumerate(rows):
        top = TOP + ROW * number
        width = max(2.0, value / most * (WIDTH - BAR_LEFT - BAR_RIGHT))
        base = top + BAR * 0.7
        figure, after = f"{currency}{value:,.2f}", BAR_LEFT + width + 8
        lines += [
            f'<text x="{BAR_LEFT - 10}" y="{base:.0f}" font-size="14" text-anchor="end" fill="{MUTED}">{name}</text>',
            f'<rect x="{BAR_LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>',
            f'<text x="{after:.1f}" y="{base:.0f}" font-size="14" fill="{INK}">{figure}</text>',
        ]
    return lines
