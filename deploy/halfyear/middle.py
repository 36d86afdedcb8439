"""Between assignment and closing: acceptance, redirects, defects, hearings, prolongation and the rest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from deploy.halfyear import endings
from deploy.halfyear.assigning import take
from deploy.halfyear.case import AGENCY, FAR_INSTANT, OTHER_AGENCY, Case, Opening, day_marks, office, working_day
from deploy.halfyear.decisions import decided
from deploy.halfyear.facts import ID, NUMBER, Marks
from deploy.halfyear.world import CALENDAR, PING_PONG_BODY, REFERENCE, TEMPLATE_BODY, bodies, temper
from shared.contracts.dates import ClocksChanged
from shared.contracts.event import derived_id
from shared.contracts.joining import AppealJoined
from shared.contracts.lifecycle import (
    AppealAccepted,
    AppealPingPong,
    AppealReclassified,
    AppealRedirected,
    AppealRedirectedInPart,
    ComplaintPassedUp,
    DefectNoticed,
    DefectRepaired,
    LifecycleEvent,
)
from shared.contracts.recusal import RecusalDecided, RecusalMoved
from shared.contracts.requests import FileAccessGranted, FileAccessRequested
from shared.contracts.vocabulary import (
    ClockName,
    DatesChangedBy,
    Kind,
    Outcome,
    Requirement,
    ReturnGround,
    RulesetId,
    RungName,
)
from shared.law import immediate_clock, opening, repair_clock, restarted
from shared.workdays import civil_day

MOST_HOPS = 6
MANY_HOPS = 3
LIMIT = 3
DAY = timedelta(days=1)
PING_PONG_CLOCK = immediate_clock(ClockName.PING_PONG, RungName.PING_PONG, FAR_INSTANT, "Art. 65")


def lived(case: Case) -> None:
    """What the bodies do with an assigned case until it is closed, or for ever."""
    if case.chance(0.95):
        most = 5 if case.holder == TEMPLATE_BODY else 600
        case.move(case.now + timedelta(minutes=case.rng.randint(1, most)))
        case.say(AppealAccepted)
    earlier = case.opening.earlier
    if earlier is not None and earlier.outcome is None:
        case.move(working_day(case, 1, 3))
        endings.attached(case, earlier.number)
        return
    if case.opening.complained_of is not None:
        if _complaint_settled(case):
            return
    else:
        _redirects(case)
    _incidents(case)
    chance = case.rng.random()
    if chance < 0.025:
        _defect_returned(case)
    elif chance < 0.035:
        case.move(working_day(case, 1, 3))
        endings.returned(case, case.rng.choice((ReturnGround.INSULTING, ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS)))
    elif chance < 0.06:
        case.move(working_day(case, 1, 9))
        endings.terminated(case)
    elif chance < 0.075:
        case.move(working_day(case, 1, 9))
        endings.withdrawn(case)
    elif chance < 0.985:
        decided(case)
    else:
        case.climb(FAR_INSTANT)  # never answered


def _redirects(case: Case) -> None:
    while case.hops < MOST_HOPS and case.chance(temper(case.holder).redirects * (1.0 if case.hops == 0 else 0.7)):
        _redirected(case)
        if case.chance(0.9):
            case.move(case.now + timedelta(minutes=case.rng.randint(5, 300)))
            case.say(AppealAccepted)
    if case.chance(0.02) and case.opening.parent is None:
        _redirected_in_part(case)


def _held(case: Case) -> int:
    """Working days after arrival on which it is sent on."""
    late = case.chance(temper(case.holder).late_redirects)
    return case.rng.randint(LIMIT + 1, 8) if late else case.rng.choice((1, 1, 2, 2, 3))


def _sent(case: Case, cls: type[LifecycleEvent], target: str, key: tuple[Any, ...], fields: dict[str, Any]) -> None:
    """The case leaves for `target`, where the term starts anew (Art. 76(2))."""
    sender, arrived = case.holder, civil_day(case.arrived)
    case.move(office(CALENDAR.nth_after(arrived, _held(case)), case.rng))
    case.climb(case.now)
    days = CALENDAR.count(arrived, civil_day(case.now))
    told = {"working_day": days, "in_time": days <= LIMIT, "was_overdue": case.was_overdue()}
    marks: Marks = ((AGENCY.encode(), sender.encode()), (OTHER_AGENCY.encode(), target.encode()))
    case.change(agency=target)
    case.say(
        cls,
        (*key, *told.values()),
        lambda: {"from_agency": AGENCY, "to_agency": OTHER_AGENCY, **told, **fields},
        marks,
    )
    case.settle()
    case.move(case.now + timedelta(seconds=1))
    case.hops += 1


def _arrive(case: Case, target: str, rule: str) -> None:
    due = restarted(case.dims.kind, case.now, RulesetId.B, CALENDAR, special=case.dims.special)
    key = (case.dims.kind, case.dims.special, due.clocks[0].derivation.start)
    take(case, target, rule, due=due, due_key=key)


def _redirected(case: Case) -> None:
    former = [body for body in case.had if body != case.holder]
    back = bool(former) and case.chance(0.75 if case.holder == PING_PONG_BODY or former[-1] == PING_PONG_BODY else 0.1)
    target = former[-1] if back else _other(case)
    returns = target in case.had
    fields = {"hops_before": case.hops, "to_former_holder": returns}
    _sent(case, AppealRedirected, target, (case.hops, returns), fields)
    _arrive(case, target, "redirect")
    if case.hops > MANY_HOPS or returns:
        told = {"hops": case.hops, "returned_to_sender": returns, "clock": PING_PONG_CLOCK}
        case.say(AppealPingPong, (case.hops, returns), lambda: told, day_marks(case.now))
        derivation = PING_PONG_CLOCK.derivation
        case.alarm(
            ClockName.PING_PONG,
            RungName.PING_PONG,
            {"clock": ClockName.PING_PONG, "due_on": derivation.due_on, "derivation": derivation},
        )


def _other(case: Case) -> str:
    akimat = REFERENCE.akimat_of(case.opening.region or "KZ-75")
    choices = (akimat, akimat, "pgo", "mic", case.rng.choice(bodies()))
    return next((body for body in case.rng.sample(choices, len(choices)) if body != case.holder), "gov")


def _redirected_in_part(case: Case) -> None:
    target = _other(case)
    case.move(working_day(case, 1, 2))
    days = CALENDAR.count(civil_day(case.arrived), civil_day(case.now))
    story = case.story
    marks: Marks = (
        (AGENCY.encode(), case.holder.encode()),
        (OTHER_AGENCY.encode(), target.encode()),
        (ID.encode(), derived_id(story.id, "child").encode()),
        (NUMBER.encode(), story.number.encode()),
    )
    told = {"working_day": days, "in_time": days <= LIMIT}
    fields = {"from_agency": AGENCY, "to_agency": OTHER_AGENCY, "child_id": ID, "child_number": f"{NUMBER}/1"}
    case.say(AppealRedirectedInPart, (days,), lambda: told | fields, marks)
    child: Opening = replace(
        case.opening, when=case.now, body=target, parent=story, earlier=None, complained_of=None, historical=False
    )
    case.next_openings.append(child)


def _complaint_settled(case: Case) -> bool:
    """The body complained of satisfies it, or passes it to the higher body (Art. 91(4)); True when it is settled."""
    if case.chance(0.08):
        case.move(working_day(case, 1, 3))
        endings.answered(case, Outcome.SELF_CORRECTED)
        return True
    higher = REFERENCE.agencies[case.holder].higher or "ap"
    if higher != case.holder:
        _sent(case, ComplaintPassedUp, higher, (), {})
        _arrive(case, higher, "passed_up")
        case.say(AppealAccepted, ("higher",), lambda: {"as_higher_body": True})
    return False


def _incidents(case: Case) -> None:
    """What happens to few."""
    if case.chance(0.004):
        case.move(working_day(case, 1, 2))
        case.say(AppealJoined, (1,), lambda: {"co_applicants": 1})
    if case.chance(0.003):
        case.move(working_day(case, 1, 1))
        case.say(RecusalMoved)
        case.move(working_day(case, 1, 3))
        granted = case.chance(0.3)
        case.say(RecusalDecided, (granted,), lambda: {"granted": granted})
    if case.chance(0.02):
        case.move(working_day(case, 1, 2))
        case.say(FileAccessRequested)
        case.move(working_day(case, 1, 3))
        case.say(FileAccessGranted)
    if case.chance(0.015) and case.hops == 0 and case.dims.special is None:
        _reclassified(case)
    if case.chance(0.01):
        _defect(case)
        case.move(working_day(case, 1, 3))
        case.say(DefectRepaired, (), lambda: {"in_time": True, "stops": (ClockName.REPAIR,)})
    if case.chance(0.002):
        case.say(ClocksChanged, (), lambda: {"reason": DatesChangedBy.WORKING_DAYS})


def _defect(case: Case) -> None:
    today = civil_day(case.now)
    clock = repair_clock(today, today + DAY * 10, RulesetId.B, CALENDAR)
    until = clock.derivation.due_on
    requirement = case.rng.choice((Requirement.ADDRESS, Requirement.SIGNATURE, Requirement.ESSENCE))
    fields = {"requirement": requirement, "until": until, "starts": (clock,)}
    case.say(DefectNoticed, (requirement, today), lambda: fields)


def _defect_returned(case: Case) -> None:
    _defect(case)
    case.move(working_day(case, 9, 12))
    endings.returned(case, ReturnGround.NOT_REPAIRED)


def _reclassified(case: Case) -> None:
    was, before = case.dims.kind, case.due
    kind = Kind.MESSAGE if was is not Kind.MESSAGE else Kind.APPLICATION
    if was is Kind.COMPLAINT or before is None:
        return
    case.move(working_day(case, 1, 2))
    case.climb(case.now)
    due = opening(kind, case.dims.registered_on, CALENDAR)
    case.change(kind=kind)
    told = {"from_kind": was, "by_agency": AGENCY, "previous": before, "deadlines": due, "starts": due.clocks}
    marks: Marks = ((AGENCY.encode(), case.holder.encode()),)
    case.say(AppealReclassified, (was, kind, case.dims.registered_on), lambda: told, marks)
    case.settle()
    case.run(due, (kind, None, case.dims.registered_on))
