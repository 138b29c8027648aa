"""Draws the pages: one strict Jinja2 environment over the templates beside this module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup

from chalicelib.domain.times import SHANGHAI
from chalicelib.domain.words import LONGEST_RECORD, LONGEST_WORDS
from chalicelib.pages.assets import asset_path
from chalicelib.texts import ErrorText, error_text, moment_words, money, text

if TYPE_CHECKING:
    from jinja2.runtime import Context

FOLDER = Path(__file__).parent


def render(template: str, **context: object) -> str:
    """The HTML of a template of this package.

    Every page needs `city` (name, centre, hall_name, telephone), `nonce` (of the Content-Security-Policy) and `today`
    (date in Shanghai); a page with a form needs `csrf`. A name that is used and not given raises UndefinedError.
    """
    return _environment().get_template(template).render(context)


def inline_styles(html: str) -> list[str]:
    """What stands in the page's style elements, each once: what a content security policy names by digest."""
    return list(dict.fromkeys(re.findall(r"<style[^>]*>(.*?)</style>", html, flags=re.DOTALL)))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_nothing_for_none,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals.update(t=text, error_text=_error_text, asset=asset_path, style=_style)
    environment.globals.update(longest_words=LONGEST_WORDS, longest_record=LONGEST_RECORD)
    environment.filters.update(on=on, at=at, money=money, limit=limit, phone_link=phone_link, since=moment_words)
    return environment


@pass_context
def on(context: Context, day: date | str) -> str:
    """5月12日, or 2027年1月4日 in a year other than that of `today`; an instant counts as its day in Shanghai."""
    local = _local(day)
    code = "date" if local.year == context["today"].year else "date_other_year"
    return text(code, year=local.year, month=local.month, day=local.day)


@pass_context
def at(context: Context, instant: datetime | str) -> str:
    """5月12日 09:05 in Shanghai; raises ValueError for an instant without its offset."""
    local = _local(instant)
    if not isinstance(local, datetime):
        raise ValueError(f"an instant is needed, not a day: {instant}")  # noqa: TRY004 - the text may be the wrong half
    return f"{on(context, local)} {text('clock', hour=local.hour, minute=local.minute)}"


def limit(value: Mapping[str, Any]) -> str:
    """A limit of the catalogue, `{"amount", "unit"}`, in plain words: 10个工作日; a session is 当场办结."""
    return text(f"limit.{value['unit']}", **value)


def phone_link(number: str) -> Markup:
    """The number as a `tel:` link, as plain text where it holds no dialable digits."""
    dialable = re.sub(r"[^\d+]", "", number)
    if not dialable:
        return Markup.escape(number)
    return Markup('<a class="tel" href="tel:{}">{}</a>').format(dialable, number)


def _local(moment: date | str) -> date:
    parsed = _parsed(moment) if isinstance(moment, str) else moment
    if not isinstance(parsed, datetime):
        return parsed
    if parsed.tzinfo is None:
        raise ValueError(f"an instant needs its offset: {moment}")
    return parsed.astimezone(SHANGHAI)


def _parsed(moment: str) -> date:
    day_only = len(moment) == len("2026-05-01")
    return date.fromisoformat(moment) if day_only else datetime.fromisoformat(moment)


def _error_text(error: str | Mapping[str, Any]) -> ErrorText:
    """Text of an error given as its code, or as `{"code": ..., parameters...}`."""
    if isinstance(error, str):
        return error_text(error)
    return error_text(error["code"], **error)


@cache
def _style(*names: str) -> Markup:
    sheets = (FOLDER / "style" / f"{name}.css" for name in names)
    return Markup("".join(_compact(sheet.read_text(encoding="utf-8")) for sheet in sheets))  # noqa: S704 - our own files


def _compact(css: str) -> str:
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,>])\s*|(:) ", r"\1\2", re.sub(r"\s+", " ", without_comments)).strip()


def _nothing_for_none(value: object) -> object:
    return "" if value is None else value
