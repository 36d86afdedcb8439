"""Plans of simulated bodies: repeatable, lawful, never before the appeal is there or outside office hours."""

from collections import Counter

import pytest

from deploy.demo.agencies import Desk, Planned, plan
from deploy.demo.steps import is_office_time
from deploy.demo.tempers import DEAF, DUTIFUL, PING_PONG, SLOW, tempers
from services.router.reply_table import load_reply_rules
from services.router.rules.reply_check import Claim, check_reply
from services.router.rules.reply_text import Appeal, Reply
from shared.contracts.agency import AcceptAppeal, AnswerAppeal, ExecuteAct, NoticeHearing, ProlongAppeal, RedirectAppeal
from shared.contracts.vocabulary import Kind, Outcome, Refusal
from shared.law import allowed_outcomes, opening, prolonged
from shared.reference import load_reference
from shared.workdays import civil_day, load_calendar
from tests.unit.demo.builders import delivered

CALENDAR = load_calendar()
AGENCIES = load_reference().routed_agencies()
SLOW_DESK = Desk("akimat-55", SLOW, CALENDAR, 7)
DESK = Desk("akimat-55", DUTIFUL, CALENDAR, 7)
CASES = [delivered(number, kind) for kind in Kind for number in range(120)]


def answers(plans: list[tuple[Planned, ...]]) -> list[Planned]:
    return [action for actions in plans for action in actions if action.command is AnswerAppeal]


def test_the_same_desk_plans_the_same_for_the_same_delivery() -> None:
    assert [plan(case, DESK) for case in CASES] == [plan(case, DESK) for case in CASES]


def test_another_seed_plans_otherwise() -> None:
    other = Desk("akimat-55", DUTIFUL, CALENDAR, 8)
    assert [plan(case, DESK) for case in CASES] != [plan(case, other) for case in CASES]


@pytest.mark.parametrize("desk", [DESK, SLOW_DESK])
def test_nothing_is_done_before_the_delivery_or_outside_office_hours(desk: Desk) -> None:
    for case in CASES:
        for action in plan(case, desk):
            assert action.due > case.occurred_at
            assert is_office_time(action.due, CALENDAR)


def test_a_plan_is_in_order_and_ends_with_its_last_word() -> None:
    for case in CASES:
        actions = plan(case, SLOW_DESK)
        assert list(actions) == sorted(actions, key=lambda action: action.due)
        if any(action.command is AnswerAppeal for action in actions):
            assert actions[-1].command in (AnswerAppeal, ExecuteAct)
            assert actions[0].command is AcceptAppeal


@pytest.mark.parametrize("kind", list(Kind))
def test_outcomes_are_those_the_law_knows_for_the_kind(kind: Kind) -> None:
    found = answers([plan(delivered(number, kind), DESK) for number in range(200)])
    assert found
    assert {action.fields["outcome"] for action in found} <= allowed_outcomes(kind)


def test_every_action_is_a_valid_command() -> None:
    for case in CASES[::3]:
        for action in plan(case, SLOW_DESK):
            context = {"event_id": "x", "appeal_id": case.appeal_id, "occurred_at": action.due}
            action.command.model_validate(context | dict(action.fields))


def test_article_80_and_89_a_reply_says_all_that_the_law_asks_for_unless_it_was_hasty() -> None:
    rules, hasty = load_reply_rules(), 0
    for case in CASES:
        appeal = Appeal(case.number, case.dims.language, case.place)
        for action in answers([plan(case, SLOW_DESK)]):
            claim = Claim(action.fields["outcome"])
            for fields, missing in ((action.fields, action.mended is not None), (action.mended, False)):
                if fields is not None and claim.outcome is not Outcome.NOTED:
                    found = check_reply(Reply(fields["text"], fields["language"]), appeal, claim, rules)
                    assert bool(found) is missing
            hasty += action.mended is not None
    assert 5 < hasty < 80


def test_a_complaint_is_never_prolonged_and_never_redirected() -> None:
    for number in range(300):
        kinds = {action.command for action in plan(delivered(number, Kind.COMPLAINT), SLOW_DESK)}
        assert kinds.isdisjoint({ProlongAppeal, RedirectAppeal})


def test_prolongations_stay_within_the_two_months_of_the_law() -> None:
    found = 0
    for case in CASES:
        for action in plan(case, SLOW_DESK):
            if action.command is ProlongAppeal:
                found += 1
                current = opening(case.dims.kind, case.dims.registered_on, CALENDAR)
                decided_on = civil_day(action.due)
                assert not isinstance(
                    prolonged(case.dims.kind, decided_on, action.fields["until"], current, CALENDAR), Refusal
                )
    assert found > 10


def test_only_applications_and_complaints_are_heard() -> None:
    heard = {case.dims.kind for case in CASES for action in plan(case, SLOW_DESK) if action.command is NoticeHearing}
    assert heard == {Kind.APPLICATION, Kind.COMPLAINT}


def test_most_bodies_answer_in_time_and_bad_ones_do_not() -> None:
    def late(desk: Desk) -> float:
        found = [(case, answer) for case in CASES for answer in answers([plan(case, desk)])]
        overdue = sum(civil_day(answer.due) > (case.answer_by or civil_day(answer.due)) for case, answer in found)
        return overdue / len(found)

    assert late(DESK) < 0.2
    assert late(SLOW_DESK) > 0.3


def test_a_deaf_body_leaves_appeals_without_an_answer() -> None:
    deaf = Desk("akimat-55", DEAF, CALENDAR, 7)
    silent = sum({action.command for action in plan(case, deaf)} == {AcceptAppeal} for case in CASES)
    assert silent / len(CASES) > 0.2


def test_redirects_go_to_another_body_that_gets_appeals() -> None:
    player = Desk("mlsp", PING_PONG, CALENDAR, 7)
    targets = Counter(
        action.fields["to_agency"]
        for desk in (DESK, player)
        for case in CASES
        for action in plan(case, desk)
        if action.command is RedirectAppeal
    )
    assert set(targets) <= set(AGENCIES)
    assert targets["mot"]
    assert targets["akimat-55"]


def test_the_ping_pong_player_sends_back_to_where_it_came_from() -> None:
    player = Desk("mlsp", PING_PONG, CALENDAR, 7)
    sent = [plan(delivered(number, hops=("akimat-10", "akimat-61")), player)[0] for number in range(50)]
    back = [action.fields["to_agency"] for action in sent if action.command is RedirectAppeal]
    assert len(back) > 35
    assert set(back) == {"akimat-61"}


def test_a_case_that_went_round_long_enough_stays() -> None:
    player = Desk("mlsp", PING_PONG, CALENDAR, 7)
    long_way = ("akimat-10", "mia", "akimat-10", "mia", "akimat-10")
    for number in range(50):
        assert RedirectAppeal not in {action.command for action in plan(delivered(number, hops=long_way), player)}


def test_a_few_akimats_are_bad_and_one_central_body_plays() -> None:
    found = tempers(AGENCIES, 7)
    assert set(found) == set(AGENCIES)
    assert sum(temper.redirects > 0.5 for temper in found.values()) == 1
    assert sum(temper.answers_late > 0.15 for temper in found.values()) == 3
    assert found == tempers(AGENCIES, 7)
    assert found != tempers(AGENCIES, 8)
