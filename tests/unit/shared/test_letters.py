"""Dead letters as they are listed."""

import json
from datetime import UTC, datetime

import pytest

from shared.contracts.envelope import Place, Raw
from shared.operations.dead_letters import place_of, table
from shared.operations.letters import Letter, still_open

PLACE = Place("agency.actions.mot.v1", 0, 17)
AT = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


def letter(reason: str, kind: bytes = b"action.accept", place: Place = PLACE) -> Letter:
    return Letter(place, AT, reason, "mot", Raw(b"a", b"{}", [("ce_type", kind)]), is_cut=False)


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("not_computable: table ends 2026-12-31", "not_computable"),
        ("unknown_appeal: no such appeal", "unknown_appeal"),
        ("the value is not JSON: unexpected character", "unreadable"),
        ("text: field required", "unreadable"),
    ],
)
def test_a_reason_is_told_as_a_word(reason: str, word: str) -> None:
    assert letter(reason).reason_class == word


def test_a_row_holds_place_time_reason_tenant_and_type_and_nothing_that_a_sender_made_up() -> None:
    (row,) = table([letter("text: field required", b"a sentence about Somebody")], as_json=True)
    assert json.loads(row) == {
        "place": "agency.actions.mot.v1/0/17",
        "arrived": "2026-03-30T07:00:00+00:00",
        "reason": "unreadable",
        "tenant": "mot",
        "type": "?",
    }


def test_only_open_letters_are_listed() -> None:
    other = Place(PLACE.topic, 0, 18)
    letters = {PLACE: letter(""), other: letter("", place=other)}
    assert [one.place for one in still_open(letters, {str(PLACE)})] == [other]


def test_a_place_is_read_as_it_is_printed() -> None:
    assert place_of(str(PLACE)) == PLACE
