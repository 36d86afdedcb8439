"""Each input has its effect once, however often it comes."""

from dataclasses import replace

from shared.contracts.agency import AcceptAppeal, ActionRefused, RedirectAppeal
from shared.contracts.dead_letters import origin
from shared.contracts.event import Event
from shared.contracts.vocabulary import Refusal
from shared.kafka.consume import Unread
from tests.support.router import MORNING, Confirmed, Router, appeal_id, from_agency, read, submission, submitted

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def accept(name: str = "first", input_id: str = "accept-1") -> AcceptAppeal:
    return AcceptAppeal(event_id=input_id, appeal_id=appeal_id(name), occurred_at=MORNING)


async def test_a_redelivered_input_sends_its_tail_again_and_changes_nothing() -> None:
    router = Router()
    first = await router.take(submitted(submission(), offset=0))
    stored = router.cases.dossiers[appeal_id("first")]
    assert await router.take(submitted(submission(), offset=0)) == first
    assert router.cases.dossiers[appeal_id("first")] == stored


async def test_a_confirmed_tail_is_not_sent_again() -> None:
    router = Router()
    await router.take(submitted(submission(), offset=0))
    router.confirmed.below = 1
    assert await router.take(submitted(submission(), offset=0)) == []


async def test_a_producers_repeat_at_a_later_offset_changes_nothing() -> None:
    router = Router(confirmed=Confirmed(below=99))
    await router.take(submitted(submission(), offset=0), from_agency("akimat-75", accept(), offset=3))
    sequence = router.cases.dossiers[appeal_id("first")].case.sequence
    assert await router.take(from_agency("akimat-75", accept(), offset=8)) == []
    assert router.cases.dossiers[appeal_id("first")].case.sequence == sequence


async def test_an_unconfirmed_tail_goes_out_before_the_next_fact() -> None:
    router = Router()
    await router.take(submitted(submission(), offset=0))
    events = await router.take(from_agency("akimat-75", accept(), offset=0))
    assert [e.type for e in events] == [
        "appeal.assigned",
        "agency.appeal_delivered",
        "appeal.accepted",
        "action.applied",
    ]


async def test_a_refused_action_is_remembered_too() -> None:
    router = Router(confirmed=Confirmed(below=99))
    await router.take(submitted(submission(), offset=0))
    (refused,) = await router.take(from_agency("mot", accept(), offset=0))
    assert isinstance(refused, ActionRefused)
    assert await router.take(from_agency("mot", accept(), offset=5)) == []


async def test_inputs_of_one_batch_see_each_other() -> None:
    router = Router()
    events = await router.take(submitted(submission(), offset=0), from_agency("akimat-75", accept(), offset=0))
    assert [(e.type, getattr(e, "sequence", None)) for e in events] == [
        ("appeal.assigned", 2),
        ("agency.appeal_delivered", 2),
        ("appeal.accepted", 3),
        ("action.applied", 3),
    ]


async def test_a_lost_version_folds_again_over_what_the_other_replica_wrote() -> None:
    router = Router()
    await router.take(submitted(submission(), offset=0))
    raced = router.cases.dossiers[appeal_id("first")]
    real_load = router.cases.load
    loads: list[int] = []

    async def stale_once(ids: object) -> dict[str, object]:
        found = await real_load(ids)  # type: ignore[arg-type]  # the wrapper keeps the argument as it is
        loads.append(1)
        if len(loads) == 1:
            router.cases.dossiers[appeal_id("first")] = replace(raced, version=raced.version + 1)
        return found  # type: ignore[return-value]  # see above

    router.cases.load = stale_once  # type: ignore[method-assign,assignment]  # a race made to order
    events = await router.take(from_agency("akimat-75", accept(), offset=0))
    assert len(loads) == 2
    assert [e.type for e in events][-2:] == ["appeal.accepted", "action.applied"]


async def test_an_action_on_an_unknown_appeal_is_refused_and_kept_for_an_operator() -> None:
    stray = from_agency("mot", accept("stranger"), offset=7)
    receipt, letter = await Router().handlers.on_inputs([stray])
    refused = read(receipt)
    assert isinstance(refused, ActionRefused)
    assert refused.refusal is Refusal.UNKNOWN_APPEAL
    assert letter.topic == "dlt.router.v1"
    assert origin(letter.headers) == stray.place


def test_an_unreadable_command_gets_a_receipt_where_its_key_names_an_appeal() -> None:
    stray: Event = accept()
    record = from_agency("mot", stray)
    unread = Unread(record.place, "mot", record.raw, MORNING, "the value is not JSON")
    handlers = Router().handlers
    (receipt,) = handlers.refuse_unread(unread)
    assert receipt.topic == "agency.appeals.mot.v1"
    assert handlers.refuse_unread(replace(unread, raw=replace(record.raw, key=b"nonsense"))) == []


def test_an_unreadable_command_about_an_escalation_is_left_to_the_sla_monitor() -> None:
    record = from_agency("mot", accept())
    raw = replace(record.raw, headers=[("ce_type", b"action.acknowledge")])
    assert Router().handlers.refuse_unread(Unread(record.place, "mot", raw, MORNING, "not JSON")) == []


async def test_what_lies_beyond_the_table_of_working_days_is_refused_and_stops_nobody() -> None:
    router = Router(confirmed=Confirmed(below=99))
    await router.take(submitted(submission(), offset=0), submitted(submission("second"), offset=1))
    far = MORNING.replace(year=2031)
    redirect = RedirectAppeal(
        event_id="far", appeal_id=appeal_id("first"), occurred_at=far, to_agency="mot", reason="трасса"
    )
    router.clock = far
    outgoing = await router.handlers.on_inputs(
        [from_agency("akimat-75", redirect), from_agency("akimat-75", accept("second", "accept-2"))]
    )
    assert [o.headers.get("ce_type") for o in outgoing if not o.topic.startswith("dlt.")] == [
        "action.refused",
        "appeal.accepted",
        "action.applied",
    ]
    assert [o.headers["dlt-offset"] for o in outgoing if o.topic == "dlt.router.v1"] != []


async def test_what_follows_an_action_without_a_trace_carries_the_trace_of_the_appeals_own_request() -> None:
    traced = submission().model_copy(update={"traceparent": TRACEPARENT})
    router = Router(confirmed=Confirmed(below=99))
    await router.take(submitted(traced, offset=0))
    events = await router.take(from_agency("akimat-75", accept(), offset=0), from_agency("mot", accept(), offset=1))
    told = [(event.type, event.traceparent) for event in events]
    assert told == [(kind, TRACEPARENT) for kind in ("appeal.accepted", "action.applied", "action.refused")]


async def test_an_action_with_a_trace_of_its_own_keeps_it() -> None:
    traced = submission().model_copy(update={"traceparent": TRACEPARENT})
    own = TRACEPARENT.replace("4bf9", "5bf9")
    router = Router(confirmed=Confirmed(below=99))
    await router.take(submitted(traced, offset=0))
    given = accept().model_copy(update={"traceparent": own})
    assert {event.traceparent for event in await router.take(from_agency("akimat-75", given, offset=0))} == {own}
