"""What applicants read: the receipt with its talon, and the status with a timeline in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from services.intake.access import Secrets
from services.intake.emergency import emergency_help
from services.intake.joining_texts import JOINING_FACTS, JOINING_NOTICES
from services.intake.request_texts import REQUEST_FACTS, REQUEST_NOTICES
from services.intake.silence import Registered, Silence, silences
from services.intake.status_texts import COMPLAIN, COURT, DUE, OUTCOMES, OVERDUE, STATUSES
from services.intake.store import Filed
from services.intake.texts import FACTS, NOTICES, OTHER_FACT, Tongue
from services.intake.timeline import Entry, Standing, Timeline, standing
from shared.contracts.clocks import Clock, Derivation
from shared.contracts.vocabulary import Kind
from shared.law import SPECIAL_NAMES, explain
from shared.reference import Reference
from shared.workdays import CalendarGap, WorkCalendar, civil_day

View = dict[str, Any]
ALL_FACTS = FACTS | REQUEST_FACTS | JOINING_FACTS
ALL_NOTICES = NOTICES | REQUEST_NOTICES | JOINING_NOTICES
SHOWN = (
    "agency",
    "to_agency",
    "outcome",
    "ground",
    "until",
    "child_number",
    "prior_number",
    "redirect_by",
    "answer_by",
)
"""Fields of an entry that stand in its line when they are set."""

UNTOLD = frozenset({"appeal.crime_suspected"})
"""Facts that stand in no timeline: whoever looks over the applicant's shoulder must not learn that police may come."""


def receipt(filed: Filed, secrets: Secrets) -> View:
    """The 202 answer; a repetition gives the same. Danger in the text puts the numbers to call into it."""
    view: View = {
        **emergency_help(filed.form.get("text")),
        "appeal_id": filed.appeal_id,
        "number": filed.number,
        "talon": filed.talon.model_dump(mode="json"),
        "secret": secrets.of(filed.appeal_id),
        "status_url": status_url(filed.number),
    }
    special = filed.opened.special
    return view | ({"special": {"code": special, **SPECIAL_NAMES[special]}} if special else {})


def status_url(number: str) -> str:
    """Path of the status resource, percent-encoded."""
    return f"/v1/appeals/{quote(number, safe='')}"


class StatusView:
    """Renders timelines in one language after another. Names of bodies come from the reference data."""

    def __init__(self, reference: Reference, calendar: WorkCalendar) -> None:
        self._reference, self._calendar = reference, calendar

    def of(self, filed: Filed, timeline: Timeline, tongue: Tongue, now: datetime) -> View:
        """Status and timeline of an appeal at the instant `now`."""
        stand = standing(timeline)
        overdue = not stand.is_closed and stand.answer_by is not None and civil_day(now) > stand.answer_by
        view: View = {
            "appeal_id": timeline.appeal_id,
            "number": timeline.number,
            "status": stand.status,
            "status_text": STATUSES[stand.status].said(tongue),
            "closed": stand.is_closed,
            "overdue": overdue,
            "withdrawal_requested": timeline.number in filed.withdrawn,
            "talon": filed.talon.model_dump(mode="json"),
            "timeline": self._lines(filed, timeline, tongue, now),
        }
        if not stand.is_closed:
            view |= emergency_help(filed.form.get("text"))
        if stand.agency is not None:
            view |= {"agency": stand.agency, "agency_name": self._name(stand.agency, tongue)}
        if stand.answer_by is not None and not stand.is_closed:
            view |= {"answer_by": stand.answer_by, "answer_by_text": self._due(stand, overdue, tongue)}
        if stand.special is not None:
            view |= {"special": stand.special, "special_name": SPECIAL_NAMES[stand.special][tongue]}
        return view

    def _lines(self, filed: Filed, timeline: Timeline, tongue: Tongue, now: datetime) -> list[View]:
        """Facts and notices, and between them what the law reads into silence."""
        lines = [self._line(entry, tongue) for entry in timeline.entries if entry.type not in UNTOLD]
        try:
            registered = Registered(Kind(filed.form["kind"]), filed.talon.registered_on)
            found = list(silences(timeline, registered, now, self._calendar))
        except CalendarGap:
            return lines  # the table of working days ends before the right to complain does
        for silence in found:
            later = (
                n for n, line in enumerate(lines) if line["sequence"] > silence.sequence and line["at"] >= silence.at
            )
            lines.insert(next(later, len(lines)), self._silence(silence, tongue))
        return lines

    def _silence(self, silence: Silence, tongue: Tongue) -> View:
        line: View = {"sequence": silence.sequence, "type": "deemed_refusal", "at": silence.at}
        if silence.right is None:
            return line | {"text": COURT.said(tongue)}
        until = silence.right.due_on
        return line | {
            "text": f"{OVERDUE.said(tongue)} {COMPLAIN.said(tongue, until=_day(until))}",
            "explanation": explain(silence.right, tongue, self._calendar),
            "complain_by": until,
        }

    def _line(self, entry: Entry, tongue: Tongue) -> View:
        line: View = {
            "sequence": entry.sequence,
            "type": f"notice.{entry.notice}" if entry.notice else entry.type,
            "at": entry.at,
            "text": self._sentence(entry, tongue),
        }
        if entry.derivation is not None:
            line["explanation"] = self._explained(entry.derivation, tongue)
        if entry.terms:
            line["terms"] = [self._term(clock, tongue) for clock in entry.terms]
        line |= {name: value for name in SHOWN if (value := getattr(entry, name)) is not None}
        if entry.text is not None:
            line["message"] = entry.text
        return line

    def _sentence(self, entry: Entry, tongue: Tongue) -> str:
        words = ALL_NOTICES[entry.notice] if entry.notice else ALL_FACTS.get(entry.type, OTHER_FACT)
        sentence = words.said(tongue, **self._values(entry, tongue))
        if entry.answer_by is None:
            return sentence
        return f"{sentence} {DUE.said(tongue, until=_day(entry.answer_by))}"

    def _values(self, entry: Entry, tongue: Tongue) -> Mapping[str, str]:
        return {
            "agency": self._name(entry.agency, tongue),
            "to_agency": self._name(entry.to_agency, tongue),
            "until": _day(entry.until) if entry.until else "",
            "child": entry.child_number or "",
            "prior": entry.prior_number or "",
            "outcome": OUTCOMES[entry.outcome].said(tongue) if entry.outcome else "",
        }

    def _due(self, stand: Standing, overdue: bool, tongue: Tongue) -> str:
        if overdue:
            return OVERDUE.said(tongue)
        return DUE.said(tongue, until=_day(stand.answer_by)) if stand.answer_by else ""

    def _term(self, clock: Clock, tongue: Tongue) -> View:
        derivation = clock.derivation
        return {"name": clock.name, "until": derivation.due_on, "explanation": self._explained(derivation, tongue)}

    def _explained(self, derivation: Derivation, tongue: Tongue) -> str:
        """The date in words; only the date where the table of working days no longer covers it."""
        try:
            return explain(derivation, tongue, self._calendar)
        except CalendarGap:
            return DUE.said(tongue, until=_day(derivation.due_on))

    def _name(self, agency: str | None, tongue: Tongue) -> str:
        """The body's name; its code when the reference data do not know it."""
        if agency is None:
            return ""
        row = self._reference.agencies.get(agency)
        return row.names.in_language(tongue) if row else agency


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
