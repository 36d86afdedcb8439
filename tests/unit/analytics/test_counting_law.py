"""What the facts of special procedures add to the counters."""

from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealAttached,
    AppealReclassified,
    AppealRegistered,
    AppealReturned,
    ComplaintPassedUp,
    DefectNoticed,
    DefectRepaired,
)
from shared.contracts.recusal import RecusalDecided, RecusalMoved
from shared.contracts.requests import CorrectionDecided, CorrectionRequested, FileAccessGranted, FileAccessRequested
from shared.contracts.vocabulary import Kind, Language, Outcome, Requirement, ReturnGround
from tests.support.lifecycle_log import Case
from tests.unit.analytics.test_counting import NOON, case, sums


def held(**changes: object) -> Case:
    subject = case(**changes)
    subject.say(AppealRegistered, NOON)
    subject.say(AppealAssigned, NOON, agency="mlsp", rule="keywords", centre="mlsp")
    return subject


HELD = {("", "received"): 1, ("mlsp", "assigned"): 1}


def test_article_91_4_a_complaint_passed_up_belongs_to_the_sender_and_the_open_case_moves_on() -> None:
    subject = held()
    subject.say(ComplaintPassedUp, NOON, from_agency="mlsp", to_agency="moh", working_day=4, in_time=False)
    subject.say(AppealAssigned, NOON, agency="moh", rule="passed_up", centre="moh")
    assert sums(subject) == HELD | {
        ("mlsp", "passed_up"): 1,
        ("mlsp", "passed_up_late"): 1,
        ("moh", "assigned"): 1,
        ("moh", "open"): 1,
    }


def test_article_65_1_a_demand_passed_on_is_an_appeal_received_and_told_apart() -> None:
    subject = case()
    subject.say(AppealRegistered, NOON, parent="ЖТ-2026-00000007")
    assert sums(subject) == {("", "received"): 1, ("", "open"): 1, ("", "parts_received"): 1}


def test_an_appeal_of_another_kind_stays_open_once_and_is_counted_for_whoever_changed_it() -> None:
    subject = held()
    subject.dims = subject.dims.model_copy(update={"kind": Kind.APPLICATION})
    subject.say(AppealReclassified, NOON, from_kind=Kind.COMPLAINT, by_agency="mlsp")
    assert sums(subject) == HELD | {("mlsp", "open"): 1, ("mlsp", "reclassified"): 1}


def test_article_64_defects_repairs_and_late_returns_are_counted_for_the_body() -> None:
    subject = held()
    subject.say(DefectNoticed, NOON, requirement=Requirement.DATE, until=NOON.date())
    subject.say(DefectRepaired, NOON, in_time=True)
    ending = {"in_time": True, "working_days": 9, "was_overdue": False, "late": True}
    subject.say(AppealReturned, NOON, ground=ReturnGround.NOT_REPAIRED, **ending)
    assert sums(subject) == HELD | {
        ("mlsp", "defect_noticed"): 1,
        ("mlsp", "defect_repaired"): 1,
        ("mlsp", "closed"): 1,
        ("mlsp", "returned"): 1,
        ("mlsp", "returned_late"): 1,
    }


def test_article_64_8_an_attached_repeat_is_closed_and_told_apart_from_answers() -> None:
    subject = held()
    ending = {"in_time": True, "working_days": 2, "was_overdue": False}
    subject.say(AppealAttached, NOON, prior_number="ЖТ-2026-00000007", **ending)
    assert sums(subject) == HELD | {("mlsp", "closed"): 1, ("mlsp", "attached"): 1}


def test_article_67_motions_to_recuse_and_their_decisions_are_counted_for_the_body() -> None:
    subject = held()
    subject.say(RecusalMoved, NOON)
    subject.say(RecusalDecided, NOON, granted=False)
    assert sums(subject) == HELD | {
        ("mlsp", "open"): 1,
        ("mlsp", "recusal_moved"): 1,
        ("mlsp", "recusal_decided"): 1,
    }


def test_articles_75_and_82_requests_to_a_body_and_what_it_did_are_counted_also_after_the_end() -> None:
    subject = held()
    subject.say(FileAccessRequested, NOON)
    subject.say(FileAccessGranted, NOON)
    ending = {"in_time": True, "working_days": 2, "was_overdue": False}
    subject.say(AppealAnswered, NOON, outcome=Outcome.FAVOURABLE_ACT, reply_language=Language.RU, **ending)
    subject.say(CorrectionRequested, NOON)
    subject.say(CorrectionDecided, NOON, corrected=True)
    assert sums(subject) == HELD | {
        ("mlsp", "file_access_requested"): 1,
        ("mlsp", "file_access_granted"): 1,
        ("mlsp", "closed"): 1,
        ("mlsp", "answered"): 1,
        ("mlsp", "answered_in_time"): 1,
        ("mlsp", "wd_2"): 1,
        ("mlsp", "correction_requested"): 1,
        ("mlsp", "correction_decided"): 1,
    }
