"""What redirects and people at centres teach about the table of competences."""

from datetime import timedelta
from typing import Any

import pytest

from services.router.network_command import page, report_of
from services.router.rules.network import Network, cycles, wilson_low
from shared.contracts.clocks import Clock
from shared.contracts.lifecycle import (
    AppealAnswered,
    AppealAssigned,
    AppealPingPong,
    AppealRedirected,
    AppealTriaged,
    Dimensions,
    LifecycleEvent,
)
from shared.contracts.vocabulary import ClockName, Language, Outcome, RungName
from shared.law import immediate_clock
from tests.support.router import MORNING, appeal_id, submission

SENT = {"working_day": 1, "in_time": True}
NOW = {"outcome": Outcome.EXPLAINED, "reply_language": Language.RU, "in_time": True, "working_days": 5}


def clock(name: ClockName, rung: RungName) -> Clock:
    return immediate_clock(name, rung, MORNING, "Art. 65")


def dims(subject: str | None, agency: str | None = None) -> Dimensions:
    return submission().dims.model_copy(update={"category": subject, "agency": agency})


def fact(kind: type[LifecycleEvent], name: str, sequence: int, subject: str | None, **fields: Any) -> LifecycleEvent:
    agency = fields.pop("holder", fields.get("agency"))
    return kind.model_validate(
        {
            "event_id": f"{name}-{sequence}",
            "appeal_id": appeal_id(name),
            "occurred_at": MORNING + timedelta(hours=sequence),
            "correlation_id": name,
            "sequence": sequence,
            "number": "ЖТ-2026-00000001",
            "dims": dims(subject, agency),
            **fields,
        }
    )


def assigned(name: str, sequence: int, subject: str, agency: str, rule: str, hop: int = 0) -> LifecycleEvent:
    return fact(AppealAssigned, name, sequence, subject, agency=agency, rule=rule, centre="republic", hop=hop)


def answered(name: str, sequence: int, subject: str, agency: str) -> LifecycleEvent:
    return fact(AppealAnswered, name, sequence, subject, holder=agency, was_overdue=False, **NOW)


def sent_on(name: str, subject: str, one: str, other: str) -> list[LifecycleEvent]:
    """The router names `one`, which sends it to `other`, which answers."""
    moved = fact(AppealRedirected, name, 3, subject, holder=one, from_agency=one, to_agency=other, **SENT)
    return [
        assigned(name, 2, subject, one, "central:x"),
        moved,
        assigned(name, 4, subject, other, "redirect", hop=1),
        answered(name, 5, subject, other),
    ]


def network(*events: LifecycleEvent) -> Network:
    found = Network()
    for event in events:
        found.add(event)
    return found


def many(n: int, subject: str, one: str, other: str) -> list[LifecycleEvent]:
    return [event for number in range(n) for event in sent_on(f"{subject}{number}", subject, one, other)]


def test_a_subject_that_another_body_answers_is_proposed_to_it() -> None:
    (proposal,) = network(*many(30, "water", "mwri", "akimat-75")).proposals(fewest=20)
    assert (proposal.subject, proposal.now, proposal.body, proposal.n) == ("water", "mwri", "akimat", 30)
    assert proposal.share == 1.0
    assert proposal.at_least == pytest.approx(0.886, abs=0.001)


def test_akimats_of_all_regions_are_one_row_of_the_table() -> None:
    events = many(10, "water", "mwri", "akimat-75") + many(10, "water", "mwri", "akimat-10")
    renamed = [e.model_copy(update={"appeal_id": f"{i // 4}"}) for i, e in enumerate(events)]
    assert [p.body for p in network(*renamed).proposals(fewest=20)] == ["akimat"]


def test_few_answers_and_narrow_majorities_are_no_ground_for_a_proposal() -> None:
    assert network(*many(19, "water", "mwri", "akimat-75")).proposals(fewest=20) == []
    split = many(12, "roads", "akimat-75", "mot") + [
        event
        for number in range(10)
        for event in (
            assigned(f"kept{number}", 2, "roads", "akimat-75", "local:roads"),
            answered(f"kept{number}", 3, "roads", "akimat-75"),
        )
    ]
    assert network(*split).proposals(fewest=20) == []


def test_what_a_person_chose_is_counted_with_its_rank_among_the_proposals() -> None:
    def triage(name: str, chosen: str) -> list[LifecycleEvent]:
        untriaged = clock(ClockName.TRIAGE, RungName.UNTRIAGED)
        asked = {"reason": "two_bodies_alike", "proposals": ("mlsp", "akimat-75"), "clock": untriaged}
        return [
            fact(AppealTriaged, name, 2, "wages", centre="kz-75", **asked),
            assigned(name, 3, "wages", chosen, "by_hand"),
        ]

    found = network(*triage("one", "akimat-10"), *triage("two", "mlsp"), *triage("three", "pgo"))
    assert found.by_hand == {("wages", "akimat", 2): 1, ("wages", "mlsp", 1): 1, ("wages", "pgo", 0): 1}
    assert found.named == {}


def test_pairs_that_send_a_subject_to_each_other_are_named_once() -> None:
    found = network(*many(2, "gas", "men", "akimat-75"), *sent_on("back", "gas", "akimat-75", "men"))
    assert cycles(found.edges) == {("gas", "akimat-75", "men")}
    assert found.hops == {1: 3}


def test_long_ways_and_returns_to_the_sender_are_counted_apart() -> None:
    bounced = {"clock": clock(ClockName.PING_PONG, RungName.PING_PONG)}
    found = network(
        fact(AppealPingPong, "one", 9, "gas", hops=2, returned_to_sender=True, **bounced),
        fact(AppealPingPong, "two", 9, "gas", hops=4, returned_to_sender=False, **bounced),
    )
    assert (found.returned, found.long) == (1, 1)


def test_the_page_says_what_practice_says_and_that_a_person_decides() -> None:
    report = report_of(network(*many(30, "water", "mwri", "akimat-75")), fewest=20)
    text = "\n".join(page(report))
    assert "a person decides" in text
    assert "water: akimat answers 100% of 30 (at least 89%), the router names mwri" in text
    assert "30  water                    mwri -> akimat-75" in text


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson_low(0, 0) == 0.0
    assert wilson_low(8, 10) == pytest.approx(0.490, abs=0.001)
