"""The promise: living through a log leaves the same standing escalations as replaying it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.sla_monitor.rules import Case, advance, expire
from shared.contracts.clocks import Clock, Deadlines
from shared.contracts.envelope import UnknownFact
from shared.contracts.lifecycle import AppealPingPong, AppealTriaged, LifecycleEvent
from shared.contracts.natije import EscalationRaised, EscalationWithdrawn
from shared.contracts.vocabulary import ClockName, RungName
from tests.unit.sla_monitor.builders import (
    MORNING,
    answered,
    assigned,
    clock,
    dates_changed,
    deadlines,
    fact,
    hearing_noticed,
    prolonged,
    registered,
    unknown,
)

Fact = LifecycleEvent | UnknownFact
MINUTES = st.integers(0, 60)
LADDER = (
    RungName.DUE_IN_ONE_WORKING_DAY,
    RungName.OVERDUE,
    RungName.OVERDUE_THREE_WORKING_DAYS,
    RungName.OVERDUE_TEN_WORKING_DAYS,
)


def at(minute: int) -> datetime:
    return MORNING + timedelta(minutes=minute)


@st.composite
def terms(draw: st.DrawFn) -> Deadlines:
    """A consideration clock of up to four rungs, with or without a hearing clock, anywhere in the hour."""
    minutes = sorted(draw(st.lists(MINUTES, min_size=1, max_size=4, unique=True)))
    main = deadlines(dict(zip(LADDER, map(at, minutes), strict=False)))
    if not draw(st.booleans()):
        return main
    hearing = clock({RungName.HEARING_NOTICE_DUE: at(draw(MINUTES))}, ClockName.HEARING)
    return main.model_copy(update={"clocks": (*main.clocks, hearing)})


BESIDE = (ClockName.FILE_ACCESS, ClockName.EXECUTION, ClockName.CONSIDERATION, ClockName.TRIAGE)


@st.composite
def changes(draw: st.DrawFn) -> dict[str, object]:
    """Clocks that a fact starts and stops whatever its type; names repeat, so that they meet those of the deadlines."""
    names = draw(st.lists(st.sampled_from(BESIDE), max_size=2))
    starts: list[Clock] = [clock({RungName.TERM_PASSED: at(draw(MINUTES))}, name) for name in names]
    return {"starts": tuple(starts), "stops": tuple(draw(st.lists(st.sampled_from(BESIDE), max_size=2)))}


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts with rising sequences and times that may even fall, as after a fault of a clock."""
    facts: list[Fact] = [registered(at=at(draw(MINUTES)), deadlines=draw(terms()))]
    count = draw(st.integers(0, 6))
    return [*facts, *(draw(following(sequence, at(draw(MINUTES)))) for sequence in range(2, 2 + count))]


@st.composite
def following(draw: st.DrawFn, sequence: int, when: datetime) -> Fact:
    centre = draw(st.sampled_from(["kz-75", "kz-10", "moh"]))
    immediate = clock({RungName.UNTRIAGED: at(draw(MINUTES))}, ClockName.TRIAGE)
    bounced = clock({RungName.PING_PONG: when}, ClockName.PING_PONG)
    possible: list[Fact] = [
        assigned(sequence, when, centre=centre),
        assigned(sequence, when, centre=centre, deadlines=draw(terms()), hop=1),
        prolonged(sequence, when, draw(terms())),
        dates_changed(sequence, when, draw(terms())),
        hearing_noticed(sequence, when),
        fact(AppealTriaged, sequence, when, centre=centre, reason="no rule fits", clock=immediate),
        fact(AppealPingPong, sequence, when, hops=4, returned_to_sender=False, clock=bounced),
        unknown(sequence, when),
        answered(sequence, when),
    ]
    chosen = draw(st.sampled_from(possible))
    return chosen if isinstance(chosen, UnknownFact) else chosen.model_copy(update=draw(changes()))


def live(facts: Sequence[Fact], sweeps: Sequence[Sequence[datetime]], end: datetime) -> tuple[Case, list[object]]:
    """Sweep to `sweeps[n]` after the n-th fact, and to `end` after all; the case and everything emitted."""
    case: Case | None = None
    emitted: list[object] = []
    for number, one in enumerate(facts):
        case, told = advance(case, one)
        emitted += told
        for watermark in sweeps[number] if number < len(sweeps) else ():
            assert case is not None
            case, told = expire(case, watermark)
            emitted += told
    assert case is not None
    case, told = expire(case, end)
    return case, [*emitted, *told]


def standing(case: Case) -> list[tuple[str, datetime, str]]:
    return [(s.id, s.raised.occurred_at, s.raised.centre) for s in case.standing]


SWEEPS = st.lists(st.lists(MINUTES.map(at), max_size=3), max_size=7)
END = at(60)


@given(histories(), SWEEPS)
def test_sweeps_at_any_watermarks_leave_what_a_replay_leaves(facts: list[Fact], sweeps: list[list[datetime]]) -> None:
    lived, _ = live(facts, sweeps, END)
    replayed, _ = live(facts, (), END)
    assert standing(lived) == standing(replayed)
    assert [s.handling for s in lived.standing] == [s.handling for s in replayed.standing]
    assert lived.clocks == replayed.clocks


@given(histories(), SWEEPS)
def test_what_was_said_to_the_centres_adds_up_to_what_stands(facts: list[Fact], sweeps: list[list[datetime]]) -> None:
    case, emitted = live(facts, sweeps, END)
    told: set[tuple[str, str]] = set()
    for event in emitted:
        if isinstance(event, EscalationRaised):
            assert (event.escalation_id, event.centre) not in told
            told.add((event.escalation_id, event.centre))
        elif isinstance(event, EscalationWithdrawn):
            told.remove((event.escalation_id, event.centre))
    assert told == {(s.id, s.raised.centre) for s in case.standing}


@given(histories(), SWEEPS, st.data())
def test_delivering_facts_again_changes_nothing(
    facts: list[Fact], sweeps: list[list[datetime]], data: st.DataObject
) -> None:
    case, _ = live(facts, sweeps, END)
    again = data.draw(st.sampled_from(facts))
    assert advance(case, again) == (case, ())


@given(histories(), SWEEPS)
def test_sweeps_that_never_run_ahead_withdraw_nothing(facts: list[Fact], sweeps: list[list[datetime]]) -> None:
    """A true watermark lies before the time of every fact to come."""
    coming = [min(f.occurred_at for f in facts[n + 1 :]) for n in range(len(facts) - 1)]
    true = [[w for w in each if w < limit] for each, limit in zip(sweeps, coming, strict=False)]
    _, emitted = live(facts, true, END)
    assert not [e for e in emitted if isinstance(e, EscalationWithdrawn)]
