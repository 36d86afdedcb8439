"""The history of one appeal as its applicant sees it: a fold over lifecycle facts and notices. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from shared.contracts.clocks import Clock, Deadlines, Derivation, Fact
from shared.contracts.dates import ClocksChanged
from shared.contracts.event import SequencedEvent
from shared.contracts.lifecycle import DeadlinesChanged, LifecycleEvent
from shared.contracts.notices import ApplicantNotified
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import ClockName, NoticeKind, Outcome, ReturnGround, TerminationGround


class Status(StrEnum):
    """Where an appeal stands, in one word."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    IN_TRIAGE = "in_triage"
    IN_WORK = "in_work"
    REDIRECTED = "redirected"
    PROLONGED = "prolonged"
    HEARING = "hearing"
    DEFECTIVE = "defective"
    ANSWERED = "answered"
    RETURNED = "returned"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    ATTACHED = "attached"


STATUS_AFTER = {
    "appeal.registered": Status.REGISTERED,
    "appeal.assigned": Status.ASSIGNED,
    "appeal.triaged": Status.IN_TRIAGE,
    "appeal.accepted": Status.IN_WORK,
    "appeal.redirected": Status.REDIRECTED,
    "appeal.defect_noticed": Status.DEFECTIVE,
    "appeal.defect_repaired": Status.IN_WORK,
    "appeal.passed_up": Status.REDIRECTED,
    "appeal.prolonged": Status.PROLONGED,
    "appeal.hearing_noticed": Status.HEARING,
    "appeal.answered": Status.ANSWERED,
    "appeal.returned": Status.RETURNED,
    "appeal.terminated": Status.TERMINATED,
    "appeal.withdrawn": Status.WITHDRAWN,
    "appeal.attached": Status.ATTACHED,
}
CLOSED = frozenset({Status.ANSWERED, Status.RETURNED, Status.TERMINATED, Status.WITHDRAWN, Status.ATTACHED})


PART = "appeal.redirected_in_part"
"""Its `to_agency` gets a demand, not the appeal."""


class Entry(Fact):
    """One line of the timeline; fields that do not apply are None."""

    sequence: int
    type: str
    event_id: str
    at: AwareDatetime
    agency: str | None = None
    to_agency: str | None = None
    outcome: Outcome | None = None
    ground: ReturnGround | TerminationGround | None = None
    until: date | None = None
    redirect_by: date | None = None
    answer_by: date | None = None
    derivation: Derivation | None = None
    """How `answer_by` follows from the law."""
    child_number: str | None = None
    """Number of a demand that was passed on."""
    prior_number: str | None = None
    """The earlier case that the applicant named, or to which this one was attached."""
    special: SpecialKind | None = None
    """The special kind of the appeal after this fact."""
    terms: tuple[Clock, ...] = ()
    """Terms beside that of the answer that a changed table of working days has moved (Art. 76(5))."""
    notice: NoticeKind | None = None
    text: str | None = None
    """The agency's words, from a notice. Personal."""


class Timeline(Fact):
    """All that is known of an appeal. `last` is the newest lifecycle sequence folded; `version` counts writes."""

    appeal_id: str
    number: str
    last: int = 0
    version: int = 0
    entries: tuple[Entry, ...] = ()
    gaps: int = 0
    """Sequences that were skipped; must stay 0."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Status, the body that holds the appeal, and the due date in force with its derivation."""

    status: Status
    agency: str | None
    answer_by: date | None
    derivation: Derivation | None
    special: SpecialKind | None = None

    @property
    def is_closed(self) -> bool:
        """The consideration has ended."""
        return self.status in CLOSED


def fold(timeline: Timeline | None, event: SequencedEvent) -> Timeline | None:
    """The timeline after `event`; the same object (or None) when the event says nothing new.

    A lifecycle fact is new when its sequence is; a notice when its id is. A fact of an unknown type moves the
    sequence on and leaves no entry.
    """
    if isinstance(event, ApplicantNotified):
        return _noticed(timeline, event)
    if timeline is not None and event.sequence <= timeline.last:
        return timeline
    known = event if isinstance(event, LifecycleEvent) else None
    if timeline is None and known is None:
        return None  # a fact of an unknown type names no number: the next known one begins the timeline
    before = timeline or Timeline(appeal_id=event.appeal_id, number=known.number if known else "")
    added = (entry_of(known),) if known else ()
    changes = {
        "last": event.sequence,
        "gaps": before.gaps + event.sequence - before.last - 1,
        "entries": _in_order((*before.entries, *added)),
    }
    return before.model_copy(update=changes)


def entry_of(event: LifecycleEvent) -> Entry:
    """A lifecycle fact as a line of the timeline."""
    deadlines: Deadlines | None = getattr(event, "deadlines", None)
    return Entry(
        sequence=event.sequence,
        type=event.type,
        event_id=event.event_id,
        at=event.occurred_at,
        agency=getattr(event, "agency", None) or getattr(event, "from_agency", None) or event.dims.agency,
        to_agency=getattr(event, "to_agency", None),
        outcome=getattr(event, "outcome", None),
        ground=getattr(event, "ground", None),
        child_number=getattr(event, "child_number", None),
        prior_number=getattr(event, "prior_number", None),
        special=event.dims.special,
        terms=event.starts if isinstance(event, DeadlinesChanged | ClocksChanged) else (),
        until=getattr(event, "until", None) or getattr(event, "hearing_on", None),
        redirect_by=deadlines.redirect_by if deadlines else None,
        answer_by=deadlines.answer_by if deadlines else None,
        derivation=_derivation(deadlines),
    )


def begun(timeline: Timeline | None, appeal_id: str, number: str, opened: Entry) -> Timeline:
    """The timeline, at least with the registration: the log may be a moment behind the answer to the applicant."""
    before = timeline or Timeline(appeal_id=appeal_id, number=number)
    if any(entry.sequence == 1 and entry.notice is None for entry in before.entries):
        return before
    return before.model_copy(update={"last": max(before.last, 1), "entries": _in_order((opened, *before.entries))})


def standing(timeline: Timeline) -> Standing:
    """Where the appeal stands after its last lifecycle fact."""
    facts = [entry for entry in timeline.entries if entry.notice is None]
    whole = [entry for entry in facts if entry.type != PART]
    statuses = (STATUS_AFTER[entry.type] for entry in reversed(facts) if entry.type in STATUS_AFTER)
    dated = next((entry for entry in reversed(facts) if entry.answer_by is not None), None)
    holder = next(
        (entry.to_agency or entry.agency for entry in reversed(whole) if entry.to_agency or entry.agency), None
    )
    return Standing(
        status=next(statuses, Status.REGISTERED),
        agency=holder,
        answer_by=dated.answer_by if dated else None,
        derivation=dated.derivation if dated else None,
        special=facts[-1].special if facts else None,
    )


def _noticed(timeline: Timeline | None, event: ApplicantNotified) -> Timeline:
    before = timeline or Timeline(appeal_id=event.appeal_id, number=event.number)
    if any(entry.event_id == event.event_id for entry in before.entries):
        return before
    added = Entry(
        sequence=event.sequence,
        type=event.type,
        event_id=event.event_id,
        at=event.occurred_at,
        agency=event.agency,
        to_agency=event.to_agency,
        outcome=event.outcome,
        until=event.until,
        child_number=event.child_number,
        prior_number=event.prior_number,
        notice=event.notice,
        text=event.text,
    )
    return before.model_copy(update={"entries": _in_order((*before.entries, added))})


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By sequence, a notice after the fact it was made from; otherwise as they came."""
    return tuple(sorted(entries, key=lambda entry: (entry.sequence, entry.notice is not None)))


def _derivation(deadlines: Deadlines | None) -> Derivation | None:
    clocks = deadlines.clocks if deadlines else ()
    return next((clock.derivation for clock in clocks if clock.name is ClockName.CONSIDERATION), None)
