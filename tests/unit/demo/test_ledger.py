"""The ledger must see what is lost, doubled or counted wrongly, and must not cry over harmless repeats."""

from datetime import UTC, datetime

import pytest

from deploy.demo.ledger import (
    ANSWERED,
    RAISED,
    REDIRECTED,
    WITHDRAWN_ESCALATION,
    Entry,
    Ledger,
    differing,
    disagreements,
    doubled,
    figures,
    lost,
    read_entry,
)
from shared.contracts.envelope import Unreadable, encode
from shared.contracts.topics import AGENCY_APPEALS
from tests.unit.demo.builders import appeal_id, assigned, delivered, delivery_of, entry, registered, sound_ledger

IN_TIME = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""23:00 in Almaty on the last day of the term."""
LATE = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
"""00:00 in Almaty, the day after."""


def escalation(number: int, kind: str = RAISED, rung: str = "overdue") -> Entry:
    data = {"escalation_id": f"{number}:{rung}", "rung": rung, "centre": "kz-55", "clock_sequence": 1}
    return entry(number, 0, kind, data)


def test_a_sound_ledger_has_nothing_to_say() -> None:
    ledger = sound_ledger()
    accepted = [appeal_id(1), appeal_id(2)]
    assert disagreements(ledger, accepted, figures(ledger)) == []


def test_an_accepted_appeal_that_is_nowhere_is_lost() -> None:
    assert lost(sound_ledger(2), [appeal_id(3)]) == [f"appeal {appeal_id(3)}: accepted, but not in the log"]


def test_a_gap_in_a_sequence_is_found() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(entry(1, 5, ANSWERED, {"in_time": True}))
    assert lost(ledger) == [f"appeal {appeal_id(1)}: sequence has gaps at [4]"]


def test_a_registration_without_a_case_is_found() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(registered(2))
    assert lost(ledger) == [f"appeal {appeal_id(2)}: registered, but no case was opened"]


def test_an_assignment_that_nobody_got_is_found() -> None:
    ledger = Ledger()
    for fact in (registered(1), assigned(1)):
        ledger.add_fact(fact)
    assert lost(ledger) == [f"appeal {appeal_id(1)}: akimat-55 never got assignment 2"]


def test_a_delivery_to_another_body_does_not_count() -> None:
    ledger = Ledger()
    for fact in (registered(1), assigned(1)):
        ledger.add_fact(fact)
    ledger.add_delivery("akimat-10", delivery_of(assigned(1)))
    assert len(lost(ledger)) == 1


def test_identical_repeats_are_counted_and_do_no_harm() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(assigned(1))
    ledger.add_delivery("akimat-55", delivery_of(assigned(1), "delivery 1"))
    assert ledger.repeats == 2
    assert disagreements(ledger, [appeal_id(1)]) == []


def test_a_second_delivery_with_another_id_is_a_double() -> None:
    ledger = sound_ledger(1)
    ledger.add_delivery("akimat-55", delivery_of(assigned(1), "another"))
    assert doubled(ledger) == [f"appeal {appeal_id(1)}: assignment 2 was delivered as 2 different records"]


def test_the_same_id_with_another_content_is_a_conflict() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(assigned(1)._replace(data={"agency": "mot", "rule": "x", "number": "1"}))
    assert len(doubled(ledger)) == 1
    assert "sequence 2" in doubled(ledger)[0]


def test_two_facts_in_one_place_are_a_conflict() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(entry(1, 3, "appeal.prolonged"))
    assert len(doubled(ledger)) == 1


def test_a_second_registration_is_a_double() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(registered(1)._replace(sequence=4, event_id="again"))
    assert any("2 registrations" in text for text in doubled(ledger))


def test_a_number_given_twice_is_a_double() -> None:
    ledger = sound_ledger(2)
    history = ledger.histories[appeal_id(2)]
    history[1] = history[1]._replace(data=dict(history[1].data) | {"number": "ЖТ-2026-00000001"})
    assert doubled(ledger) == ["number ЖТ-2026-00000001 was given 2 times"]


def test_article_64_8_an_attached_repeat_is_closed_and_no_answer() -> None:
    ledger = sound_ledger(1)
    before = figures(ledger)
    ledger.add_fact(entry(1, 4, "appeal.attached", {"dims": {"agency": "akimat-55"}}))
    after = figures(ledger)
    changed = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
    assert changed == {"closed": 1, "attached": 1, "open": -1}


def test_an_appeal_that_ended_twice_is_found() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(entry(1, 4, ANSWERED, {"in_time": True}))
    ledger.add_fact(entry(1, 5, "appeal.withdrawn"))
    assert doubled(ledger) == [f"appeal {appeal_id(1)}: ended more than once"]


@pytest.mark.parametrize(("at", "name"), [(IN_TIME, "answered_in_time"), (LATE, "answered_late")])
def test_lateness_is_judged_anew_by_the_civil_day_in_almaty(at: datetime, name: str) -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(entry(1, 4, ANSWERED, {"in_time": name == "answered_late"}, at))  # the fact claims the opposite
    assert figures(ledger)[name] == 1


def test_a_term_that_started_anew_counts_from_then_on() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(entry(1, 4, "appeal.prolonged", {"deadlines": {"answer_by": "2026-12-30"}}))
    ledger.add_fact(entry(1, 5, ANSWERED, {"in_time": True}, LATE))
    assert figures(ledger)["answered_in_time"] == 1


def test_figures_are_counted_by_name() -> None:
    ledger = sound_ledger(3)
    ledger.add_fact(entry(1, 4, ANSWERED, {"in_time": True}, IN_TIME))
    ledger.add_fact(entry(2, 4, REDIRECTED, {"from_agency": "akimat-55", "to_agency": "mot"}))
    ledger.add_escalation(escalation(1))
    ledger.add_escalation(escalation(2))
    ledger.add_escalation(escalation(3))
    counted = figures(ledger)
    wanted = {"received": 3, "assigned": 3, "answered": 1, "closed": 1, "open": 2, "redirected_out": 1}
    assert {name: counted[name] for name in wanted} == wanted
    assert (counted["overdue_standing"], counted["open_overdue"]) == (3, 1)


def test_an_escalation_taken_back_does_not_stand() -> None:
    ledger = sound_ledger(1)
    ledger.add_escalation(escalation(1))
    ledger.add_escalation(escalation(1, WITHDRAWN_ESCALATION))
    assert figures(ledger)["overdue_standing"] == 0


def test_a_body_answers_for_its_own() -> None:
    ledger = sound_ledger(1)
    ledger.add_fact(entry(1, 4, REDIRECTED, {"from_agency": "akimat-55", "to_agency": "mot"}))
    taken = entry(1, 5, "appeal.assigned", {"agency": "mot", "rule": "redirect", "dims": {"agency": "mot"}})
    ledger.add_fact(taken)
    ours, theirs = figures(ledger, "akimat-55"), figures(ledger, "mot")
    assert (ours["assigned"], ours["redirected_out"]) == (1, 1)
    assert (theirs["assigned"], theirs["redirected_in"]) == (1, 1)


def test_statistics_that_count_otherwise_are_named() -> None:
    ledger = sound_ledger(2)
    told = dict(figures(ledger)) | {"received": 3, "unheard_of": 9}
    assert differing(figures(ledger), told) == ["national received: the ledger counts 2, the statistics say 3"]


def test_a_record_is_read_without_our_models() -> None:
    out = encode(delivered(4), AGENCY_APPEALS.of("akimat-55"), "router")
    found = read_entry([(name, value.encode()) for name, value in out.headers.items()], out.value)
    assert (found.appeal_id, found.sequence, found.type) == (appeal_id(4), 2, "agency.appeal_delivered")
    assert found.data["number"] == "ЖТ-2026-00000004"


def test_a_record_that_is_no_cloudevent_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_entry([("ce_id", b"1")], b"{}")
