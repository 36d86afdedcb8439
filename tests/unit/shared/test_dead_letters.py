"""A dead letter keeps a bad record's bytes, where it stood and why, and never grows past its topic."""

import pytest

from shared.contracts.dead_letters import MAX_VALUE, dead_letter, origin
from shared.contracts.envelope import Place, Raw
from shared.contracts.topics import DEAD_LETTERS

PLACE = Place("agency.actions.mot.v1", 0, 17)


def test_bytes_headers_origin_and_reason_are_kept() -> None:
    letter = dead_letter("router", PLACE, Raw(b"a1", b"{broken", [("ce_id", b"7")]), "the value is not JSON")
    assert (letter.topic, letter.key, letter.value) == ("dlt.router.v1", "a1", b"{broken")
    assert letter.headers == {
        "ce_id": "7",
        "dlt-topic": "agency.actions.mot.v1",
        "dlt-partition": "0",
        "dlt-offset": "17",
        "dlt-reason": "the value is not JSON",
        "content-type": "application/octet-stream",
    }
    assert origin(letter.headers) == PLACE


def test_headers_that_cannot_be_kept_are_named() -> None:
    headers = [("ce_id", None), ("ce_type", b"\xff"), ("big", b"x" * 40_000), ("ce_time", b"now")]
    letter = dead_letter("router", PLACE, Raw(b"a1", b"{}", headers), "")
    assert letter.headers["dlt-lost-headers"] == "ce_id,ce_type,big,ce_time"


def test_a_sender_cannot_forge_the_origin() -> None:
    letter = dead_letter("router", PLACE, Raw(b"a1", b"", [("dlt-topic", b"x"), ("dlt-cut-from", b"1")]), "")
    assert origin(letter.headers) == PLACE
    assert letter.headers["dlt-lost-headers"] == "dlt-topic,dlt-cut-from"
    assert "dlt-cut-from" not in letter.headers


def test_a_null_is_told_from_an_empty_value() -> None:
    null = dead_letter("router", PLACE, Raw(None, None, []), "")
    empty = dead_letter("router", PLACE, Raw(b"", b"", []), "")
    assert (null.key, null.value, null.headers["dlt-null"]) == (str(PLACE), b"", "key,value")
    assert (empty.value, "dlt-null" in empty.headers) == (b"", False)


@pytest.mark.parametrize(
    "raw",
    [
        Raw(b"k" * 2_000_000, b"v" * 5_000_000, []),
        Raw(b"\xff" * 2_000_000, None, [(f"h{n}", b"x") for n in range(50_000)]),
        Raw(b"a1", b"v" * 5_000_000, [("h" * 2_000_000, b"x"), ("ж" * 30_000, b"x"), ("y", "ж".encode() * 30_000)]),
    ],
    ids=["value", "many headers", "long names"],
)
def test_a_record_that_was_small_only_when_compressed_makes_a_letter_that_fits(raw: Raw) -> None:
    letter = dead_letter("router", PLACE, raw, "ж" * 5_000)
    headers = sum(len(name.encode()) + len(text.encode()) + 20 for name, text in letter.headers.items())
    assert len(letter.key.encode()) + len(letter.value) + headers + 1024 < DEAD_LETTERS.max_message_bytes
    assert origin(letter.headers) == PLACE


def test_a_cut_value_says_how_long_it_was() -> None:
    letter = dead_letter("router", PLACE, Raw(b"a1", b"v" * (MAX_VALUE + 1), []), "")
    assert (len(letter.value), letter.headers["dlt-cut-from"]) == (MAX_VALUE, str(MAX_VALUE + 1))


def test_a_record_that_is_no_dead_letter_has_no_origin() -> None:
    with pytest.raises(KeyError):
        origin({"ce_id": "7"})
