"""Indicators of formalism: bodies with different tempers are told apart, whatever the order of their facts."""

import random
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.analytics.api import install
from services.analytics.derived import Derived
from services.analytics.handlers import AnalyticsHandlers
from services.analytics.rules.indicators import explained_excess, wilson
from services.analytics.rules.signals import Sample
from services.analytics.rules.templates import Finding, Reply, findings
from shared.contracts.envelope import Received
from shared.contracts.lifecycle import AppealAssigned
from shared.contracts.likeness import Earlier, Likeness
from shared.contracts.vocabulary import Kind, Outcome
from tests.support.analytics_store import InMemoryCounters
from tests.support.bodies import EXEMPT, FIRST, Log, answer, fingerprint, pass_round

OPERATOR = {"X-Operator-Token": "let-me-in"}
Rows = dict[tuple[str, str], dict[str, Any]]


async def rows_of(batch: list[Received[Any]], query: str = "period=2026-03&exact=true") -> Rows:
    """Rows by indicator and body."""
    derived = Derived(InMemoryCounters())
    handlers = AnalyticsHandlers(derived.counters, derived.all)
    for start in range(0, len(batch), 97):
        await handlers.on_facts(batch[start : start + 97])
    app = FastAPI()
    install(app, derived, SecretStr("let-me-in"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as client:
        response = await client.get(f"/v1/indicators?{query}", headers=OPERATOR)
    assert response.status_code == 200, response.text
    return {(row["indicator"], row["agency"]): row for row in response.json()["rows"]}


def three_bodies() -> Log:
    """`mti` answers everything with one template, `mot` plays ping-pong, `moj` issues lawful mass acts."""
    log = Log()
    for number in range(60):
        day = FIRST + timedelta(days=number % 20)
        answer(log.appeal("mti"), fingerprint("template", changed=number % 6), day, held_working_minutes=10)
        pass_round(log.appeal("mot"), ["mot", "mic", "mot", "men"])
        answer(log.appeal("moj"), fingerprint("mass act"), day, held_working_minutes=10, exemption=EXEMPT)
        answer(log.appeal("mes"), fingerprint(f"own words {number}"), day, held_working_minutes=900)
    return log


async def test_a_body_with_one_template_for_everything_is_found_by_f1_and_f14() -> None:
    rows = await rows_of(three_bodies().batch())
    assert (rows["F1", "mti"]["share"], rows["F1", "mti"]["ranked"]) == (1.0, True)
    assert rows["F14", "mti"]["share"] == 1.0
    assert rows["F1", "mes"]["share"] == rows["F14", "mes"]["share"] == 0.0


async def test_article_80_2_lawful_mass_acts_of_an_honest_body_are_no_templates() -> None:
    rows = await rows_of(three_bodies().batch())
    assert (rows["F1", "moj"]["hits"], rows["F1", "moj"]["n"]) == (0, 60)
    assert rows["F14", "moj"]["hits"] == 0


async def test_article_65_a_body_that_plays_ping_pong_is_found_by_f6_and_f7() -> None:
    rows = await rows_of(three_bodies().batch())
    assert rows["F6", "mot"]["share"] == pytest.approx(0.5)  # it had each of 60 appeals twice and sent 60 on again
    assert rows["F7.limit", "mot"]["share"] == 1.0
    assert ("F7.limit", "mti") not in rows
    assert rows["F6", "moj"]["share"] == 0.0


async def test_a_claim_of_identical_acts_does_not_help_a_body_with_five_of_them_in_thirty_days() -> None:
    log = Log()
    for number in range(5):
        answer(log.appeal("moj"), fingerprint("mass act"), FIRST + timedelta(days=5 * number), exemption=EXEMPT)
    for number in range(6):
        answer(log.appeal("mfa"), fingerprint("mass act"), FIRST + timedelta(days=5 * number), exemption=EXEMPT)
    rows = await rows_of(log.batch())
    assert (rows["F1", "moj"]["hits"], rows["F1", "mfa"]["hits"]) == (5, 0)


async def test_the_same_reply_to_the_same_matter_is_no_template() -> None:
    log = Log()
    for _ in range(10):
        answer(log.appeal("mti"), fingerprint("template"), FIRST, matter=fingerprint("one campaign"))
    assert (await rows_of(log.batch()))["F1", "mti"]["hits"] == 0


async def test_the_order_of_the_facts_does_not_matter() -> None:
    log = three_bodies()
    shuffled = three_bodies()
    random.Random(3).shuffle(shuffled.cases)
    assert await rows_of(shuffled.batch()) == await rows_of(log.batch())


async def test_a_small_body_is_shown_to_operators_but_not_ranked_and_hidden_from_the_public() -> None:
    log = Log()
    for _ in range(3):
        answer(log.appeal("aae"), fingerprint("template"), FIRST)
    exact = (await rows_of(log.batch()))["F1", "aae"]
    public = (await rows_of(log.batch(), "period=2026-03"))["F1", "aae"]
    assert (exact["hits"], exact["n"], exact["ranked"]) == (3, 3, False)
    assert (public["hits"], public["n"], public["share"], public["suppressed"]) == (None, None, None, True)


async def test_a_repeat_within_ninety_days_counts_against_the_body_that_answered() -> None:
    log = Log()
    for number in range(40):
        answer(log.appeal("mlsp"), fingerprint(f"reply {number}"), FIRST)
    first = log.cases[0]
    for days, _ in ((10, "counts"), (90, "counts"), (91, "too late")):
        closed = FIRST + timedelta(days=10) - timedelta(days=days)
        repeats = Earlier(
            appeal_id=first.id, number=first.number, agency="mlsp", outcome=Outcome.EXPLAINED, closed_on=closed
        )
        case = log.appeal("akimat-75", FIRST + timedelta(days=10))
        case.say(
            AppealAssigned,
            case.events[-1][0],
            agency="akimat-75",
            rule="central:x",
            centre="republic",
            likeness=Likeness(repeats=repeats),
        )
    row = (await rows_of(log.batch()))["F5", "mlsp"]
    assert (row["hits"], row["n"]) == (2, 40)


async def test_what_an_answer_was_like_is_counted_once_each() -> None:
    log = Log()
    told: list[dict[str, Any]] = [
        {"replies_refused": 2},
        {"prolonged": True, "outcome": Outcome.EXPLAINED},
        {"prolonged": True},
        {"left": 0},
        {"left": 1},
        {"complained_of": "mia", "outcome": Outcome.ACT_CANCELLED},
        {"complained_of": "mia", "outcome": Outcome.LEFT_UNSATISFIED},
    ]
    for number, traits in enumerate(told):
        answer(log.appeal("pgo", kind=Kind.INQUIRY), fingerprint(f"reply {number}"), FIRST, **traits)
    answer(log.appeal("mia"), fingerprint("reply"), FIRST)
    rows = await rows_of(log.batch())
    assert [(i, rows[i, "pgo"]["hits"], rows[i, "pgo"]["n"]) for i in ("F3", "F9", "F10")] == [
        ("F3", 1, 7),
        ("F9", 1, 7),
        ("F10", 1, 2),
    ]
    assert rows["F9", "pgo"]["beside"] == [1, 0]
    assert (rows["F12", "mia"]["hits"], rows["F12", "pgo"]["hits"]) == (1, 0)


def test_f11_expects_of_a_body_what_others_do_with_its_mix() -> None:
    easy, hard = ("inquiry", "roads", "KZ-75"), ("message", "land", "KZ-75")
    counted = {
        ("one", easy): (90, 100),
        ("other", easy): (90, 100),
        ("one", hard): (80, 100),
        ("other", hard): (20, 100),
    }
    found = explained_excess(counted)
    assert (found["one"].share, found["one"].expected) == (0.85, 0.7)
    assert (found["other"].share, found["other"].expected) == (0.55, 0.7)


def test_replies_more_than_ninety_days_apart_are_not_compared() -> None:
    def reply(day: date, name: str) -> Reply:
        matter = bytes.fromhex(fingerprint(name))
        return Reply(day, Sample(name, bytes.fromhex(fingerprint("template")), matter, "", 30, False))

    near = findings([reply(FIRST, "a"), reply(FIRST + timedelta(days=90), "b")])
    far = findings([reply(FIRST, "a"), reply(FIRST + timedelta(days=91), "b")])
    assert [f.is_template for f in near] == [True, True]
    assert [f.is_template for f in far] == [False, False]


def test_replies_that_differ_in_a_fifth_of_their_words_are_near_and_in_a_third_are_not() -> None:
    def pair(changed: int) -> list[Finding]:
        replies = [fingerprint("template"), fingerprint("template", changed)]
        return findings(
            [
                Reply(FIRST, Sample(str(n), bytes.fromhex(text), bytes.fromhex(fingerprint(str(n))), "", None, False))
                for n, text in enumerate(replies)
            ]
        )

    assert [f.is_template for f in pair(12)] == [True, True]
    assert [f.is_template for f in pair(21)] == [False, False]


@pytest.mark.parametrize(
    "sample",
    [
        Sample("0" * 36, bytes(64), None, "", None, False),
        Sample("1" * 36, bytes(range(64)), bytes(64), "roads.x|y/$", 0, True),
    ],
)
def test_a_sample_survives_as_the_name_of_a_cell(sample: Sample) -> None:
    assert Sample.of(sample.key()) == sample
    assert not set(sample.key()) & {".", "$", "/"}


def test_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)


@pytest.mark.parametrize("query", ["period=all", "period=2026-03-02", "period=2026-03&region=KZ-75", ""])
async def test_a_bad_request_is_told_what_is_allowed(query: str) -> None:
    app = FastAPI()
    install(app, Derived(InMemoryCounters()), None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://analytics") as client:
        response = await client.get(f"/v1/indicators?{query}")
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
