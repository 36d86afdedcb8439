"""What simulated applicants file must be lawful, varied, repeatable and nobody's."""

import json
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from deploy.demo import importing
from deploy.demo.citizens import filing
from deploy.demo.texts import Topic, compose, homes, topics
from services.intake.form import AppealForm, check, read_json
from shared.contracts.vocabulary import Kind
from shared.reference import load_reference
from shared.workdays import load_calendar

REFERENCE = load_reference()
FILINGS = [filing(number, 7) for number in range(600)]


def test_every_filing_is_a_form_that_intake_takes() -> None:
    for found in FILINGS:
        form = read_json(AppealForm, json.dumps(found.body).encode())
        assert isinstance(form, AppealForm), form
        assert check(form, REFERENCE) == ()


def test_the_same_seed_and_number_file_the_same_appeal() -> None:
    assert filing(17, 7) == filing(17, 7)
    assert filing(17, 7) != filing(17, 8)


def test_no_two_applicants_share_a_key() -> None:
    assert len({found.key for found in FILINGS}) == len(FILINGS)


def test_texts_differ() -> None:
    assert len({found.body["text"] for found in FILINGS}) > 0.9 * len(FILINGS)


def test_both_languages_are_heard() -> None:
    tongues = Counter(found.body["language"] for found in FILINGS)
    assert min(tongues["kk"], tongues["ru"]) > 0.35 * len(FILINGS)


def test_a_complaint_names_the_body_complained_of_and_is_never_oral() -> None:
    complaints = [found.body for found in FILINGS if found.body["kind"] == Kind.COMPLAINT]
    assert complaints
    assert all(body["addressee"] in REFERENCE.agencies for body in complaints)
    assert {body["channel"] for body in complaints}.isdisjoint({"reception", "video"})


def test_some_applicants_change_their_mind() -> None:
    assert 0 < sum(found.changes_mind_after is not None for found in FILINGS) < 0.05 * len(FILINGS)


def test_homes_are_the_regions_of_the_country() -> None:
    assert {home.region for home in homes()} == set(REFERENCE.regions)


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.name)
def test_a_topic_has_a_body_that_gets_appeals_and_texts_without_blanks(topic: Topic) -> None:
    assert topic.agency("KZ-55") in {None, *REFERENCE.routed_agencies()}
    for seed in range(20):
        for kind in Kind:
            text = compose(topic, kind, "kk" if seed % 2 else "ru", Random(seed))
            assert "{" not in text
            assert not text[0].islower()


def test_our_own_samples_are_many_in_both_languages() -> None:
    tongues = Counter(row["lang"] for row in importing.texts(importing.OWN))
    assert min(tongues["ru"], tongues["kk"]) >= 20
    assert len({row["id"] for row in importing.texts(importing.OWN)}) == sum(tongues.values())


def test_imported_rows_came_before_the_import_on_working_days_and_name_nobody() -> None:
    now, calendar = datetime(2026, 11, 3, 5, 0, tzinfo=UTC), load_calendar()
    rows = [json.loads(line) for line in importing.rows(importing.texts(importing.OWN), now, calendar, 7)]
    assert len(rows) == len(importing.texts(importing.OWN))
    for row in rows:
        received_at = datetime.fromisoformat(row["received_at"])
        assert received_at < now
        assert calendar.is_working(received_at.date())
        assert row["applicant"]["name"].split()[0] in ("Заявитель", "Өтініш")


def test_the_sample_data_beside_the_checkout_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "SHARED", importing.OWN.parent / "no such file")
    assert importing.source() == importing.OWN
    monkeypatch.setattr(importing, "SHARED", importing.OWN.parent / "topics.toml")
    assert importing.source().name == "topics.toml"
