"""The report as one HTML document that prints well, from a browser too."""

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.analytics.reports.content import sections
from services.analytics.reports.formal import formalism, notes
from services.analytics.reports.parts import Report
from services.analytics.reports.source import LATE_SHARE, Source
from services.analytics.reports.words import Words
from services.analytics.rules.figures import MEDIAN
from services.analytics.rules.periods import days_of
from services.analytics.tables import Tables
from services.analytics.words import Tongue

HERE = Path(__file__).parent
MAIN = ("received", "answered", LATE_SHARE, MEDIAN, "open", "open_overdue")
"""What stands on the title page."""
MARK = "*"
"""Stands for what is hidden."""


def report_of(tables: Tables, period: str, language: Tongue, digest: str) -> Report:
    """All that the report says; `digest` names the state of the log that was counted."""
    words = Words(language)
    source = Source(tables, period, words)
    parts = [*sections(source), formalism(source), notes(source)]
    main = source.cells(source.summary(), MAIN)
    return Report(period, words, _made_from(tables, period, words, digest), main, parts)


def html_of(report: Report) -> str:
    """The whole document, its style included: it needs no other file."""
    return _environment().get_template("report.html").render(report=report, words=report.words, mark=MARK)


def _made_from(tables: Tables, period: str, words: Words, digest: str) -> list[tuple[str, str]]:
    first, last = days_of(period)
    latest = max((day for day in tables.daily(last, {}) if day >= first), default=None)
    return [
        (words.report("period"), words.report("days", first=words.day(first), last=words.day(last))),
        (words.report("last_day"), _day(words, latest)),
        (words.report("records"), words.number(sum(tables.offsets.values()))),
        (words.report("digest"), digest),
    ]


def _day(words: Words, day: date | None) -> str:
    return "–" if day is None else words.day(day)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals["style"] = Markup((HERE / "report.css").read_text())  # noqa: S704 - a file of ours
    return found
