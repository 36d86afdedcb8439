"""The ledger of a live installation says what disagrees, and is silent about what is on its way."""

from collections.abc import Callable

import pytest

from deploy.demo.ledger import RAISED, Ledger
from deploy.ledger.books import Logs, disagreements
from deploy.ledger.stores import Kept, Stores
from tests.unit.demo.builders import MONDAY, appeal_id, assigned, delivery_of, entry, registered

ONE = appeal_id(1)
NUMBER = "ЖТ-2026-00000001"
RUNG = {"name": "overdue", "at": MONDAY.isoformat()}
CLOCK = {"name": "consideration", "rungs": [RUNG]}


def books() -> tuple[Logs, Stores]:
    """One appeal: registered, assigned, delivered, overdue; all agree."""
    ledger, first = Ledger(), registered(1)
    ledger.add_fact(first._replace(data={**first.data, "deadlines": {"answer_by": "2026-11-23", "clocks": [CLOCK]}}))
    ledger.add_fact(assigned(1))
    ledger.add_delivery("akimat-55", delivery_of(assigned(1)))
    raised = {"escalation_id": "e", "rung": "overdue", "clock": "consideration", "clock_sequence": 1}
    ledger.add_escalation(entry(1, 0, RAISED, raised))
    stores = Stores({ONE: NUMBER}, set(), {"ЖТ-2026": 1}, {ONE: Kept(NUMBER, 2)}, {ONE: 2}, {ONE: 2})
    return Logs(ledger, {ONE: 2}, {ONE}), stores


def test_books_that_agree_have_nothing_to_say() -> None:
    assert disagreements(*books()) == []


def test_what_came_after_the_noted_offsets_is_no_disagreement() -> None:
    logs, stores = books()
    logs.ledger.add_fact(entry(1, 3, "appeal.accepted"))
    logs.ledger.add_fact(registered(2))
    assert disagreements(logs, stores) == []
    stores.cases[ONE] = Kept(NUMBER, 3)
    assert disagreements(logs, stores) == []


def never_submitted(logs: Logs, stores: Stores) -> None:
    logs.submitted.clear()
    stores.cases.clear()
    logs.settled[ONE] = 1


def torn(logs: Logs, stores: Stores) -> None:
    logs.ledger.add_fact(entry(1, 4, "appeal.accepted"))
    logs.settled[ONE] = 4


WRONG: dict[str, tuple[Callable[[Logs, Stores], object], str]] = {
    "no submit": (
        never_submitted,
        "never submitted to the router",
    ),
    "intake forgot it": (lambda logs, stores: stores.filed.clear(), "intake does not know it"),
    "a number will be given twice": (lambda logs, stores: stores.given.clear(), "intake would give 1"),
    "given and lost": (lambda logs, stores: stores.filed.update(x="ЖТ-2026-00000009"), "neither in the log nor in"),
    "case ahead": (lambda logs, stores: stores.cases.update({ONE: Kept(NUMBER, 3)}), "ahead of the log at 2"),
    "case behind": (lambda logs, stores: stores.cases.update({ONE: Kept(NUMBER, 1)}), "behind the log at 2"),
    "case missing": (lambda logs, stores: stores.cases.clear(), "the router has no case"),
    "clocks missing": (lambda logs, stores: stores.clocks.clear(), "no clocks at the SLA monitor"),
    "clocks behind": (lambda logs, stores: stores.clocks.update({ONE: 1}), "the SLA monitor is at 1"),
    "not counted": (lambda logs, stores: stores.counted.clear(), "the statistics are at 0"),
    "not delivered": (lambda logs, stores: logs.ledger.deliveries.clear(), "never got assignment 2"),
    "delivered alone": (
        lambda logs, stores: logs.ledger.deliveries.update(nothing={("akimat-55", "d")}),
        "delivery without assignment nothing",
    ),
    "a rung that nothing set": (
        lambda logs, stores: logs.ledger.escalations.update(
            {("f", RAISED): entry(1, 0, RAISED, {"rung": "overdue_3", "clock": "consideration", "clock_sequence": 1})}
        ),
        "set the rung overdue_3",
    ),
    "a gap": (
        torn,
        "sequence has gaps at [3]",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_disagreement_is_said_in_words(name: str) -> None:
    logs, stores = books()
    spoil, words = WRONG[name]
    spoil(logs, stores)
    assert any(words in line for line in disagreements(logs, stores)), disagreements(logs, stores)


def test_an_appeal_in_the_outbox_is_on_its_way() -> None:
    logs, stores = books()
    stores.filed["x"] = "ЖТ-2026-00000009"
    stores.waiting.add("x")
    assert disagreements(logs, stores) == []
