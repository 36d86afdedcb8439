"""What a simulated body plans when an appeal arrives: seeded, lawful, never before delivery or outside office hours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from deploy.demo.mixes import pick
from deploy.demo.replies import hasty_reply, hearing_notice, reason, reply
from deploy.demo.tempers import Temper
from shared.contracts.agency import (
    AcceptAppeal,
    AgencyAction,
    AnswerAppeal,
    AppealDelivered,
    ExecuteAct,
    NoticeHearing,
    ProlongAppeal,
    RedirectAppeal,
    ReturnAppeal,
    TerminateAppeal,
)
from shared.contracts.vocabulary import (
    DecidedBy,
    HearingExemption,
    Kind,
    Language,
    Outcome,
    ReturnGround,
    TerminationGround,
)
from shared.law import allowed_outcomes, termination_grounds
from shared.workdays import WorkCalendar, at, civil_day

FIRST, LAST = time(9, 5), time(14, 0)
"""Plans fall into the first half of a working day, so that the afternoon step still sees them done on that day."""
WITHOUT_TERM = 15
HEARD = frozenset({Kind.APPLICATION, Kind.COMPLAINT})
OUTCOMES: Mapping[Outcome, float] = {
    Outcome.FAVOURABLE_ACT: 0.55,
    Outcome.BURDENSOME_ACT: 0.45,
    Outcome.EXPLAINED: 0.6,
    Outcome.SATISFIED: 0.25,
    Outcome.REFUSED: 0.08,
    Outcome.NOTED: 0.07,
    Outcome.LEFT_UNSATISFIED: 0.5,
    Outcome.ACT_CANCELLED: 0.08,
    Outcome.ACT_REPLACED: 0.06,
    Outcome.ACTION_ORDERED: 0.14,
    Outcome.SENT_BACK: 0.06,
    Outcome.LEFT_UNCONSIDERED: 0.04,
}
"""Relative weights; of these, those that the law allows for the kind."""
BURDENSOME = frozenset({Outcome.BURDENSOME_ACT, Outcome.LEFT_UNSATISFIED})
OWING = frozenset({Outcome.FAVOURABLE_ACT, Outcome.SENT_BACK})
NOTICE_WORKING_DAYS = 3
HIGHER_OR_NEIGHBOUR: Mapping[str, str] = {
    "roads": "mot",
    "transport": "mot",
    "water": "mwri",
    "heating_power": "men",
    "yards": "menr",
    "housing_inspection": "mic",
    "housing_queue": "mic",
    "land": "moa",
    "schools": "moe",
    "hospitals": "moh",
    "social": "mlsp",
}
"""A central body that an akimat may plausibly think competent, by category."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An action that the body means to take from the instant `due` (aware UTC) on."""

    due: datetime
    command: type[AgencyAction]
    fields: Mapping[str, Any] = field(default_factory=dict)
    mended: Mapping[str, Any] | None = None
    """What it sends instead when the first is refused as incomplete."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk the appeal lies on, and by what calendar."""

    agency: str
    temper: Temper
    calendar: WorkCalendar
    seed: int


def plan(delivered: AppealDelivered, desk: Desk) -> tuple[Planned, ...]:
    """The actions in order of their instants; the same delivery on the same desk gives the same plan."""
    rng = Random(f"{desk.seed}:{delivered.number}:{delivered.sequence}:{desk.agency}")  # noqa: S311
    day = civil_day(delivered.occurred_at)
    work = _Work(delivered, desk, rng, _Diary(day, desk.calendar, rng))
    return tuple(sorted(_course(work), key=lambda action: action.due))


@dataclass(frozen=True, slots=True)
class _Diary:
    """Turns working days after the arrival into instants."""

    arrived_on: date
    calendar: WorkCalendar
    rng: Random

    def after(self, working_days: int) -> datetime:
        return self.on(self.calendar.nth_after(self.arrived_on, max(1, working_days)))

    def on(self, day: date) -> datetime:
        first = at(day, FIRST)
        return first + timedelta(seconds=self.rng.randrange(int((at(day, LAST) - first).total_seconds())))


@dataclass(frozen=True, slots=True)
class _Work:
    delivered: AppealDelivered
    desk: Desk
    rng: Random
    diary: _Diary

    @property
    def days_left(self) -> int:
        """Working days from arrival to the last day of the term."""
        until = self.delivered.answer_by
        left = self.desk.calendar.count(self.diary.arrived_on, until) if until is not None else WITHOUT_TERM
        return max(2, left)


def _course(work: _Work) -> Iterator[Planned]:
    temper, kind = work.desk.temper, work.delivered.dims.kind
    target = _target(work)
    ways = {
        "redirect": _chance_of_redirect(work) if target is not None else 0.0,
        "return": temper.returns,
        "terminate": temper.terminates,
        "silence": temper.keeps_silent,
        "late": temper.answers_late,
        "prolong": 0.0 if kind is Kind.COMPLAINT else temper.prolongs,
    }
    way = pick(ways | {"answer": max(0.05, 1 - sum(ways.values()))}, work.rng)
    if way == "redirect":
        words = reason("redirect", work.delivered.dims.language)
        fields = {"to_agency": target, "reason": words}
        yield Planned(work.diary.after(pick({1: 0.4, 2: 0.3, 3: 0.22, 5: 0.08}, work.rng)), RedirectAppeal, fields)
        return
    if way in ("return", "terminate"):
        yield _ended_early(work, way)
        return
    unit = {"unit": f"dept-{work.rng.randint(1, 9)}", "as_higher_body": kind is Kind.COMPLAINT}
    yield Planned(work.diary.after(1), AcceptAppeal, unit)
    if way != "silence":
        yield from _considered(work, way)


def _considered(work: _Work, way: str) -> Iterator[Planned]:
    left = work.days_left
    match way:
        case "late":
            due = left + work.rng.randint(1, 14)
        case "prolong":
            decided = work.rng.randint(max(1, left - 4), max(1, left - 1))
            until = work.desk.calendar.nth_after(work.diary.arrived_on, left + work.rng.randint(8, 20))
            fields = {"until": until, "decided_by": pick(_DECIDERS, work.rng)}
            words = {"reason": reason("prolong", work.delivered.dims.language)}
            yield Planned(work.diary.after(decided), ProlongAppeal, fields | words)
            due = left + work.rng.randint(2, 8)
        case _:
            due = min(left, max(2, round(work.rng.triangular(2, left, left * 0.75))))
    noticed = due
    if work.delivered.dims.kind in HEARD and due > left - 4 and work.rng.random() < work.desk.temper.notices_hearing:
        noticed = max(2, min(left, due) - work.rng.randint(4, 6))
        held_on = work.desk.calendar.nth_after(work.diary.arrived_on, noticed + 2)
        fields = {"hearing_on": held_on, "text": hearing_notice(work.delivered.dims.language)}
        yield Planned(work.diary.after(noticed), NoticeHearing, fields)
    answer = _answer(work)
    if answer["outcome"] in BURDENSOME and due - noticed < NOTICE_WORKING_DAYS:
        answer["no_hearing"] = HearingExemption.PARTICIPANT_ASKS
    yield _answered(work, answer, work.diary.after(due))
    if answer["outcome"] in OWING:
        yield Planned(work.diary.after(due + work.rng.randint(3, 5)), ExecuteAct)  # a reply may have to be mended first


def _answered(work: _Work, full: dict[str, Any], due: datetime) -> Planned:
    if work.rng.random() >= work.desk.temper.forgets_rights:
        return Planned(due, AnswerAppeal, full)
    hasty = {"text": hasty_reply(work.delivered, full["language"], work.rng)}
    return Planned(due, AnswerAppeal, full | hasty, mended=full)


def _answer(work: _Work) -> dict[str, Any]:
    dims = work.delivered.dims
    lawful = allowed_outcomes(dims.kind) - {Outcome.SELF_CORRECTED}  # these bodies stand above the one complained of
    outcome = pick({outcome: weight for outcome, weight in OUTCOMES.items() if outcome in lawful}, work.rng)
    tongue = dims.language if work.rng.random() < 0.97 else Language.KK
    return {"outcome": outcome, "language": tongue, "text": reply(work.delivered, tongue, work.rng)}


def _ended_early(work: _Work, way: str) -> Planned:
    due, tongue = work.diary.after(work.rng.randint(1, 3)), work.delivered.dims.language
    if way == "return":
        ground = pick({ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS: 0.8, ReturnGround.INSULTING: 0.2}, work.rng)
        return Planned(due, ReturnAppeal, {"ground": ground, "reason": reason("return", tongue)})
    grounds = {TerminationGround.EARLIER_DECISION: 0.6, TerminationGround.NO_ESSENCE: 0.25}
    _, lawful = termination_grounds(work.delivered.dims.kind)
    weights = grounds | {TerminationGround.COURT_ACT: 0.15}
    ground_of_end = pick({ground: weight for ground, weight in weights.items() if ground in lawful}, work.rng)
    return Planned(due, TerminateAppeal, {"ground": ground_of_end, "reason": reason("terminate", tongue)})


_DECIDERS = {DecidedBy.HEAD: 0.3, DecidedBy.DEPUTY_HEAD: 0.55, DecidedBy.HEAD_OF_APPARATUS: 0.15}
TOO_MANY_HOPS = 5


def _chance_of_redirect(work: _Work) -> float:
    hops = len(work.delivered.hops)
    if hops >= TOO_MANY_HOPS or work.delivered.dims.kind is Kind.COMPLAINT:
        return 0.0
    return work.desk.temper.sends_back if hops else work.desk.temper.redirects


def _target(work: _Work) -> str | None:
    """A body that somebody might think competent: whence it came, the neighbour by subject, or the akimat."""
    agency, dims, hops = work.desk.agency, work.delivered.dims, work.delivered.hops
    if hops:
        return hops[-1] if hops[-1] != agency else None
    if agency.startswith("akimat-"):
        return HIGHER_OR_NEIGHBOUR.get(dims.category or "")
    return f"akimat-{dims.region[3:]}" if dims.region else None
