"""A suspected crime is an escalation at once, until a competent body accepts or the case ends: Art. 88(1)(2)."""

from services.sla_monitor.rules.clocks import advance, expire
from shared.contracts.lifecycle import AppealAccepted, AppealWithdrawn
from shared.contracts.vocabulary import ClockName
from tests.unit.sla_monitor.builders import (
    MORNING,
    OVERDUE,
    SECOND,
    assigned,
    case_after,
    crime_suspected,
    deadlines,
    fact,
    registered,
    said,
)

LATER = MORNING + 2 * SECOND
BEGUN = (registered(), assigned(2, LATER), crime_suspected(3, LATER))


def test_article_88_1_2_a_suspected_crime_is_escalated_to_the_centre_of_the_case_at_once() -> None:
    assert said(expire(case_after(*BEGUN), LATER)[1]) == [("raised", "crime_suspected", "kz-75")]


def test_article_65_a_redirect_does_not_end_the_clock_and_a_competent_body_does() -> None:
    moved = assigned(4, LATER, deadlines=deadlines({}), hop=1)
    case = case_after(*BEGUN, moved)
    assert ClockName.CRIME_SUSPECTED in {running.clock.name for running in case.clocks}
    accepted, _ = advance(case, fact(AppealAccepted, 5, LATER + SECOND, stops=(ClockName.CRIME_SUSPECTED,)))
    assert accepted is not None
    assert ClockName.CRIME_SUSPECTED not in {running.clock.name for running in accepted.clocks}


def test_a_close_of_any_kind_resolves_the_escalation() -> None:
    raised, _ = expire(case_after(*BEGUN), LATER)
    end = fact(AppealWithdrawn, 4, LATER + SECOND, in_time=True, working_days=1, was_overdue=False)
    closed, told = advance(raised, end)
    assert said(told) == [("resolved", "crime_suspected", "kz-75")]
    assert closed is not None
    assert expire(closed, OVERDUE)[1] == ()
