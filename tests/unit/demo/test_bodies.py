"""Bodies and centres act when their time has come, at the instant of the step, and not on what is withdrawn."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from deploy.demo.bodies import Bodies
from deploy.demo.post import Letter, Order
from deploy.demo.tempers import Temper, tempers
from shared.contracts.agency import AcceptAppeal, ActionRefused, AnswerAppeal, AppealRecalled
from shared.contracts.clocks import Derivation
from shared.contracts.natije import AcknowledgeEscalation, AssignAppeal, EscalationRaised, TriageRequested
from shared.contracts.topics import AGENCY_APPEALS, NATIJE_APPEALS, NATIJE_ESCALATIONS
from shared.contracts.vocabulary import ClockName, Refusal, RungName, TermUnit
from shared.reference import load_reference
from shared.workdays import load_calendar
from tests.unit.demo.builders import MONDAY, appeal_id, delivered

AGENCIES = load_reference().routed_agencies()
PLAIN = Temper(redirects=0, returns=0, terminates=0, prolongs=0, answers_late=0, keeps_silent=0)


def bodies(temper: Temper = PLAIN) -> Bodies:
    return Bodies(dict.fromkeys(AGENCIES, temper), load_calendar(), 7)


def to_agency(number: int) -> Letter:
    return Letter(AGENCY_APPEALS.name, "akimat-55", delivered(number))


def to_centre(record: Any, topic: str = NATIJE_APPEALS.name) -> Letter:
    return Letter(topic, "kz-55", record)


def triage(number: int, proposals: tuple[str, ...] = ()) -> TriageRequested:
    case = delivered(number)
    context = case.model_dump(include={"appeal_id", "occurred_at", "sequence", "number", "received_at", "text"})
    return TriageRequested(
        **context,
        event_id=f"t{number}",
        dims=case.dims,
        applicant=case.applicant,
        reason="no_subject_found",
        proposals=proposals,
    )


def raised(number: int) -> EscalationRaised:
    derivation = Derivation(
        start=date(2026, 11, 2), term=15, unit=TermUnit.WORKING_DAYS, due_on=date(2026, 11, 23), article="Art. 76"
    )
    return EscalationRaised(
        event_id=f"e{number}",
        escalation_id=f"e{number}",
        appeal_id=appeal_id(number),
        occurred_at=MONDAY,
        number=f"ЖТ-2026-{number:08d}",
        centre="kz-55",
        rung=RungName.OVERDUE,
        dims=delivered(number).dims,
        clock=ClockName.CONSIDERATION,
        clock_sequence=1,
        due_on=date(2026, 11, 23),
        derivation=derivation,
    )


def everything(body: Bodies) -> list[Order]:
    return body.act(MONDAY + timedelta(days=80))


def test_nothing_happens_before_its_time() -> None:
    body = bodies()
    body.read([to_agency(1)])
    assert body.act(MONDAY) == []
    assert body.plans > 0


def test_commands_bear_the_instant_of_the_step_and_go_to_the_sender_own_topic() -> None:
    body = bodies()
    body.read([to_agency(1)])
    now = MONDAY + timedelta(days=3)
    (order,) = body.act(now)
    assert order.topic == "agency.actions.akimat-55.v1"
    assert isinstance(order.command, AcceptAppeal)
    assert (order.command.appeal_id, order.command.occurred_at) == (appeal_id(1), now)


def test_what_is_done_is_not_done_again() -> None:
    body = bodies()
    body.read([to_agency(1)])
    ids = [order.command.event_id for order in everything(body)]
    assert len(ids) == len(set(ids)) > 1
    assert everything(body) == []


def test_a_withdrawn_appeal_is_left_alone() -> None:
    body = bodies()
    recalled = AppealRecalled(
        event_id="r", appeal_id=appeal_id(1), occurred_at=MONDAY, sequence=3, number="ЖТ-2026-00000001"
    )
    body.read([to_agency(1), to_agency(2), Letter(AGENCY_APPEALS.name, "akimat-55", recalled)])
    assert {order.command.appeal_id for order in everything(body)} == {appeal_id(2)}


def test_clerks_assign_most_triage_cases_to_a_body_that_gets_appeals() -> None:
    body = bodies()
    body.read([to_centre(triage(number, ("mia",) if number % 2 else ())) for number in range(100)])
    commands = [order.command for order in everything(body)]
    assert 75 < len(commands) < 100
    agencies = {command.agency for command in commands if isinstance(command, AssignAppeal)}
    assert agencies == {"mia", "akimat-55"}


def test_centres_acknowledge_some_of_their_escalations() -> None:
    body = bodies()
    body.read([to_centre(raised(number), NATIJE_ESCALATIONS.name) for number in range(100)])
    orders = everything(body)
    assert 40 < len(orders) < 80
    assert {order.topic for order in orders} == {"natije.actions.kz-55.v1"}
    assert all(isinstance(order.command, AcknowledgeEscalation) for order in orders)


def refused(number: int, refusal: Refusal, cause: str | None = None, at: datetime = MONDAY) -> ActionRefused:
    return ActionRefused(
        event_id=f"refusal of {cause}",
        appeal_id=appeal_id(number),
        occurred_at=at,
        causation_id=cause,
        sequence=4,
        action="action.answer",
        refusal=refusal,
        article="Art. 65",
        detail="",
    )


def test_refusals_are_remembered() -> None:
    body, receipt = bodies(), refused(1, Refusal.NOT_THE_HOLDER)
    body.read([Letter(AGENCY_APPEALS.name, "akimat-55", receipt)])
    assert body.refused == [receipt]
    assert body.plans == 0


def test_article_89_2_a_reply_that_came_back_as_incomplete_is_mended_once_on_the_next_working_day() -> None:
    body = bodies(replace(PLAIN, forgets_rights=1))
    body.read([to_agency(1)])
    hasty = everything(body)[-1].command
    assert isinstance(hasty, AnswerAppeal)
    at = MONDAY + timedelta(days=80)
    receipt = refused(1, Refusal.REPLY_INCOMPLETE, hasty.event_id, at)
    body.read([Letter(AGENCY_APPEALS.name, "akimat-55", receipt)] * 2)
    assert body.act(at) == []
    (order,) = body.act(at + timedelta(days=4))
    assert isinstance(order.command, AnswerAppeal)
    assert order.command.event_id != hasty.event_id
    assert "обжал" in order.command.text or "шағым" in order.command.text


def test_the_same_mail_makes_the_same_orders() -> None:
    def orders(now: datetime) -> list[Order]:
        body = Bodies(tempers(AGENCIES, 7), load_calendar(), 7)
        body.read([to_agency(number) for number in range(30)])
        return body.act(now)

    later = MONDAY + timedelta(days=10)
    assert orders(later) == orders(later)
