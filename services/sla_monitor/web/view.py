"""How an open escalation is shown: its row, its order, the filters of the page, the export. Pure."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from services.sla_monitor.web.board import Change, Open
from services.sla_monitor.web.texts import texts_in
from shared.contracts.clocks import Derivation
from shared.contracts.vocabulary import RungName, TermUnit
from shared.law import PHRASES, explain, listed
from shared.reference import load_reference
from shared.workdays import ALMATY, CalendarGap, WorkCalendar

Language = Literal["kk", "ru", "en"]
Row = dict[str, object]
SEVERITY = {rung: number for number, rung in enumerate(RungName)}
"""The contract lists the rungs in rising severity."""
LATE = frozenset(
    {
        RungName.TERM_PASSED,
        RungName.OVERDUE,
        RungName.OVERDUE_THREE_WORKING_DAYS,
        RungName.OVERDUE_TEN_WORKING_DAYS,
    }
)
"""Rungs of a term that has run out; the others warn."""
GRAVE = LATE | {RungName.CRIME_SUSPECTED}
"""Rungs that the page marks as an alarm."""
COLUMNS = ("number", "rung", "state", "due_on", "raised_at", "agency", "kind", "category", "region", "clock", "article")
DISTINCT_DERIVATIONS = 4096


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown; what is empty does not narrow. `text` is a part of the number."""

    rungs: frozenset[str] = frozenset()
    agency: str = ""
    kind: str = ""
    late: bool = False
    text: str = ""

    def takes(self, item: Open) -> bool:
        """True when the escalation is shown."""
        raised = item.raised
        return (
            (not self.rungs or raised.rung in self.rungs)
            and (not self.agency or raised.dims.agency == self.agency)
            and (not self.kind or raised.dims.kind == self.kind)
            and (not self.late or raised.rung in LATE)
            and self.text.strip().casefold() in raised.number.casefold()
        )


def ordered(items: Iterable[Open]) -> list[Open]:
    """The gravest first, the oldest first among equals."""
    return sorted(items, key=lambda i: (-SEVERITY[i.raised.rung], i.raised.occurred_at, i.raised.escalation_id))


def row_of(item: Open, language: Language, calendar: WorkCalendar) -> Row:
    """What the page needs of one escalation; texts in `language`, instants aware UTC."""
    raised, seen, names = item.raised, item.acknowledged, texts_in(language)
    return {
        "id": raised.escalation_id,
        "number": raised.number,
        "rung": raised.rung,
        "rung_name": names.rung(raised.rung),
        "severity": SEVERITY[raised.rung],
        "late": raised.rung in LATE,
        "grave": raised.rung in GRAVE,
        "state": "raised" if seen is None else "acknowledged",
        "acknowledged_at": None if seen is None else seen.occurred_at,
        "by": None if seen is None else seen.by,
        "cause": None if seen is None else seen.causation_id,
        "due_on": raised.due_on,
        "due_text": PHRASES[language].full(raised.due_on),
        "raised_at": raised.occurred_at,
        "agency": raised.dims.agency or "",
        "agency_name": agency_name(raised.dims.agency, language),
        "kind": raised.dims.kind,
        "kind_name": names.kind(raised.dims.kind),
        "category": raised.dims.category or "",
        "region_name": region_name(raised.dims.region, language),
        "clock": raised.clock,
        "clock_name": names.clock(raised.clock),
        "why": why(raised.derivation, language, calendar),
    }


def end_of(change: Change) -> Row:
    """What the page needs of an escalation that is open no longer."""
    event = change.event
    return {
        "id": event.escalation_id,
        "number": event.number,
        "what": event.type.removeprefix("escalation."),
        "by": getattr(event, "by", None),
        "cause": event.causation_id,
    }


@lru_cache(maxsize=DISTINCT_DERIVATIONS)
def why(derivation: Derivation, language: Language, calendar: WorkCalendar) -> dict[str, str]:
    """The derivation of a date: one sentence, and its parts. Days beyond the table are left out, never invented."""
    words = PHRASES[language]
    parts = {
        "start": words.full(derivation.start),
        "term": _term(derivation, language),
        "article": words.cited(derivation.article),
        "due": words.full(derivation.due_on),
        "sentence": "",
        "skipped": "",
    }
    try:
        parts["sentence"] = explain(derivation, language, calendar)
        off = _days_off(derivation, calendar)
        parts["skipped"] = listed(off, words, calendar) if off else ""
    except CalendarGap:
        pass
    return parts


def _days_off(derivation: Derivation, calendar: WorkCalendar) -> Sequence[date]:
    if derivation.unit is TermUnit.WORKING_DAYS:
        return calendar.days_off(derivation.start, derivation.due_on)
    return derivation.skipped


def _term(derivation: Derivation, language: Language) -> str:
    words = PHRASES[language]
    if derivation.term == 0:
        return texts_in(language).page["at_once"]
    match derivation.unit:
        case TermUnit.WORKING_DAYS:
            return words.working_days(derivation.term)
        case TermUnit.CALENDAR_DAYS:
            return words.calendar_days(derivation.term)
        case TermUnit.CALENDAR_MONTHS:
            return words.months(derivation.term)


@lru_cache(maxsize=1024)
def agency_name(code: str | None, language: Language) -> str:
    """A body's name; its code when the reference does not know it."""
    found = load_reference().agencies.get(code or "")
    return (code or "") if found is None else found.names.in_language(language)


def region_name(code: str | None, language: Language) -> str:
    """A region's name; its code when the reference does not know it."""
    found = load_reference().regions.get(code or "")
    return (code or "") if found is None else found.names.in_language(language)


def as_csv(items: Collection[Open], language: Language, calendar: WorkCalendar) -> str:
    """The list as it is shown, a head in `language`; civil times in Asia/Almaty."""
    text, names = io.StringIO(), texts_in(language).page
    writer = csv.writer(text)
    writer.writerow([*(names[f"column_{column}"] for column in COLUMNS), names["column_why"]])
    for item in ordered(items):
        row = row_of(item, language, calendar)
        raised = item.raised
        writer.writerow(
            [
                raised.number,
                row["rung_name"],
                names[f"state_{row['state']}"],
                raised.due_on.isoformat(),
                f"{raised.occurred_at.astimezone(ALMATY):%Y-%m-%d %H:%M}",
                row["agency_name"],
                row["kind_name"],
                row["category"],
                row["region_name"],
                row["clock_name"],
                raised.derivation.article,
                why(raised.derivation, language, calendar)["sentence"],
            ]
        )
    return text.getvalue()
