"""What an event adds: to which cell, on which day, and how often."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from services.analytics.reading import read
from services.analytics.rules.counting import (
    Cell,
    Cells,
    add,
    cell_key,
    count,
    document_id,
    parse_cell,
    parse_document_id,
)
from services.analytics.rules.figures import FLOWS, figures
from services.analytics.rules.histories import Histories, place_in_history
from shared.contracts.envelope import Received
from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealRedirected,
    AppealRegistered,
    AppealWithdrawn,
    Dimensions,
)
from shared.contracts.topics import LIFECYCLE, TopicSpace
from shared.contracts.vocabulary import Channel, Kind, Language, Outcome, PersonType, RungName
from tests.support.lifecycle_log import Case, World, history, log_of, received

NOON = datetime(2026, 3, 10, 7, tzinfo=UTC)
ID = "0190b5f2-0000-7000-8000-000000000001"


def case(**changes: Any) -> Case:
    dims = Dimensions(
        kind=Kind.COMPLAINT,
        channel=Channel.PORTAL,
        language=Language.KK,
        person_type=PersonType.INDIVIDUAL,
        region="KZ-75",
        registered_on=NOON.date(),
        **changes,
    )
    return Case(ID, "ЖТ-2026-00000001", dims)


def sums(subject: Case) -> dict[tuple[str, str], int]:
    """By agency and measure, noughts left out."""
    cells: Cells = {}
    for item in received([record for _, record in subject.events]):
        add(cells, count(item.event))
    found: dict[tuple[str, str], int] = {}
    for key, row in cells.items():
        for measure, n in row.items():
            place = (parse_cell(key).agency, measure)
            found[place] = found.get(place, 0) + n
    return {place: n for place, n in found.items() if n}


def test_an_appeal_that_was_registered_is_open_and_held_by_nobody() -> None:
    subject = case()
    subject.say(AppealRegistered, NOON, registered_late=True)
    assert sums(subject) == {("", "received"): 1, ("", "open"): 1, ("", "registered_late"): 1}


def test_a_redirect_belongs_to_the_sender_and_the_open_case_moves_on() -> None:
    subject = case()
    subject.say(AppealRegistered, NOON)
    subject.say(AppealAssigned, NOON, agency="mlsp", rule="keywords", centre="mlsp")
    subject.say(AppealRedirected, NOON, from_agency="mlsp", to_agency="mzd", working_day=5, in_time=False)
    subject.say(AppealAssigned, NOON, agency="mzd", rule="redirect", centre="mzd", hop=1)
    assert sums(subject) == {
        ("", "received"): 1,
        ("mlsp", "assigned"): 1,
        ("mlsp", "redirected_out"): 1,
        ("mlsp", "redirected_late"): 1,
        ("mzd", "assigned"): 1,
        ("mzd", "redirected_in"): 1,
        ("mzd", "open"): 1,
    }


def test_an_answer_closes_the_case_of_its_holder_and_enters_the_histogram() -> None:
    subject = case()
    subject.say(AppealRegistered, NOON)
    subject.say(AppealAssigned, NOON, agency="mlsp", rule="keywords", centre="mlsp")
    subject.escalate(RungName.OVERDUE, "mlsp")
    subject.say(
        AppealAnswered,
        NOON,
        outcome=Outcome.LEFT_UNSATISFIED,
        reply_language=Language.KK,
        in_time=False,
        working_days=23,
        was_overdue=True,
    )
    assert sums(subject) == {
        ("", "received"): 1,
        ("mlsp", "assigned"): 1,
        ("mlsp", "escalated"): 1,
        ("mlsp", "overdue"): 1,
        ("mlsp", "answered"): 1,
        ("mlsp", "answered_late"): 1,
        ("mlsp", "closed"): 1,
        ("mlsp", "closed_overdue"): 1,
        ("mlsp", "wd_23"): 1,
    }


def test_a_redirect_of_an_overdue_appeal_leaves_nothing_overdue() -> None:
    subject = case()
    subject.say(AppealRegistered, NOON)
    subject.say(AppealAssigned, NOON, agency="mlsp", rule="keywords", centre="mlsp")
    subject.escalate(RungName.OVERDUE, "mlsp")
    subject.say(
        AppealRedirected, NOON, from_agency="mlsp", to_agency="moh", working_day=17, in_time=False, was_overdue=True
    )
    stock = {name: sum(n for (_, measure), n in sums(subject).items() if measure == name) for name in FLOWS}
    assert (stock["overdue"], figures({}, stock)["open_overdue"]) == (1, 0)


def test_a_historical_appeal_has_no_clock_and_so_closes_nothing_overdue() -> None:
    subject = case(historical=True)
    subject.say(AppealRegistered, NOON)
    subject.say(AppealWithdrawn, NOON, in_time=False, working_days=90, was_overdue=True)
    assert sums(subject) == {("", "received"): 1, ("", "historical"): 1, ("", "closed"): 1, ("", "withdrawn"): 1}


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-03-10T18:59:59+00:00", "2026-03-10"), ("2026-03-10T19:00:00+00:00", "2026-03-11")],
)
def test_a_fact_belongs_to_its_civil_day_in_almaty(instant: str, day: str) -> None:
    subject = case()
    subject.say(AppealRegistered, datetime.fromisoformat(instant))
    event = received([subject.events[0][1]])[0].event
    assert document_id("appeals.lifecycle.v1", 3, event) == f"appeals.lifecycle.v1/3/{day}/KZ-75"


def test_a_document_s_id_can_be_taken_apart() -> None:
    assert parse_document_id("natije.escalations.kz-75.v1/0/2026-03-10/none") == (
        "natije.escalations.kz-75.v1",
        0,
        "2026-03-10",
        "none",
    )


def test_a_category_with_any_characters_survives_the_key() -> None:
    dims = case(category="a.b|c$d%2E/е").dims
    key = cell_key(dims, "mlsp", "refused", ("kz-75", "overdue"))
    assert not set(".$/") & set(key)
    assert parse_cell(key) == Cell(
        "mlsp", "complaint", "portal", "kk", "individual", "0", "a.b|c$d%2E/е", "refused", "kz-75", "overdue"
    )


def test_a_repeat_is_not_admitted_also_within_one_batch() -> None:
    histories = Histories({"a1": 2})
    verdicts = [histories.admits("a1", n) for n in (2, 3, 3, 1, 4)]
    assert (verdicts, histories.moved, histories.repeats, histories.gaps) == (
        [False, True, False, False, True],
        {"a1": 4},
        3,
        0,
    )


def test_a_gap_is_counted() -> None:
    histories = Histories({"a1": 2})
    assert histories.admits("a1", 5)
    assert histories.gaps == 2


def test_the_quick_reader_of_recount_counts_what_the_full_one_counts() -> None:
    records: list[Received[Any]] = received(log_of(300, World(repeats=0.1)))
    for item in records:
        topic, _ = TopicSpace().find(item.place.topic)
        quick: Any = read(topic, item.raw.headers, item.raw.key, item.raw.value)
        assert list(count(quick)) == list(count(item.event))
        assert document_id("t", 0, quick) == document_id("t", 0, item.event)
        assert place_in_history(item.place.topic, quick) == place_in_history(item.place.topic, item.event)


def test_a_fact_of_an_unknown_type_moves_the_history_on_and_counts_nothing() -> None:
    _, record = history(random.Random(1), World(), 0)[0]
    headers = [(k, (v if k != "ce_type" else "appeal.dreamt_of").encode()) for k, v in record.headers.items()]
    event = read(LIFECYCLE, headers, record.key.encode(), b"{}")
    assert place_in_history(LIFECYCLE.name, event) == (record.key, 1)
    assert place_in_history("natije.escalations.republic.v1", event) is None
