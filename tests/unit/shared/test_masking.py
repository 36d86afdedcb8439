"""What an operator sees of a dead letter without a reason to see more."""

import json

from shared.contracts.envelope import Raw
from shared.operations.masking import masked, unmasked

APPEAL = "0199c0de-0000-7000-8000-000000000001"
VALUE = {
    "number": "ЖТ-2026-00000001",
    "dims": {"kind": "complaint", "region": "KZ-75"},
    "applicant": {"name": "Заявитель Пример", "iin_bin": "000000000000", "phone": "+7 000 000 00 00"},
    "text": "Яма у дома",
    "until": "Заявитель Пример, улица",
    "co_applicant_names": ["Второй Пример"],
    "Заявитель Пример": 1,
}
RAW = Raw(
    APPEAL.encode(), json.dumps(VALUE, ensure_ascii=False).encode(), [("ce_type", b"appeal.submit"), ("x", b"abc")]
)


def test_names_numbers_of_persons_phones_and_texts_are_hidden_and_codes_are_not() -> None:
    shown = masked(RAW)
    text = json.dumps(shown, ensure_ascii=False)
    for word in ("Пример", "000000000000", "+7", "Яма", "abc"):
        assert word not in text
    assert (shown["key"], shown["headers"]["ce_type"]) == (APPEAL, "appeal.submit")
    assert (shown["value"]["number"], shown["value"]["dims"]["region"]) == ("ЖТ-2026-00000001", "KZ-75")
    assert shown["value"]["text"] == "hidden, 10 characters"


def test_bytes_that_are_no_json_are_told_by_length_and_digest_alone() -> None:
    shown = masked(Raw(b"Yabloko", b"{broken \xff", []))
    assert shown["value"].startswith("hidden, 9 bytes, sha256 ")
    assert shown["key"].startswith("hidden, 7 bytes")


def test_unmasked_shows_what_came() -> None:
    assert json.loads(unmasked(RAW)["value"]) == VALUE
