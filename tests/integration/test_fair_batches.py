"""Fair batches on a real broker: a flood of one body comes in portions, nothing lost, everything in its order."""

from collections import Counter

from deploy.local import Stack
from shared.contracts.topics import AGENCY_ACTIONS_TOPIC
from shared.kafka.consume import Delivery
from tests.support.installation import caught_up, install
from tests.support.members import Ledger, Wire, member, write
from tests.support.records import command, wire

BODIES = ["akimat-35", "akimat-61", "akimat-71", "akimat-75", "mia", "mlsp", "moh"]
FLOODER, *OTHERS = BODIES
SHARE = 50
FLOOD = 40 * SHARE
FAIR = Delivery(max_records=5 * SHARE, share=SHARE, pause=0.05)


def sent(body: str, step: int) -> Wire:
    """The `step`-th command of a body."""
    record = command(BODIES.index(body), step, AGENCY_ACTIONS_TOPIC.of(body))
    return record.topic, record.key.encode(), record.value, [*wire(record).items()]


async def test_a_flood_of_one_body_does_not_keep_the_others_waiting_and_loses_nothing(stack: Stack) -> None:
    installation = await install(stack, agencies=BODIES)
    flood = [sent(FLOODER, step) for step in range(FLOOD)]
    places = await write(installation, [*flood, *(sent(body, 0) for body in OTHERS)])
    ledger = Ledger()
    ledger.failures += [OSError("the store is away"), OSError("once more")]
    async with member(installation, [AGENCY_ACTIONS_TOPIC], ledger, FAIR):
        await caught_up(installation, "router", [AGENCY_ACTIONS_TOPIC])
    assert set(ledger.effects) == set(places)
    first = list(dict.fromkeys(delivery.place for delivery in ledger.deliveries))
    ahead = Counter(place.topic for place in first[: max(first.index(place) for place in places[FLOOD:])])
    assert ahead[AGENCY_ACTIONS_TOPIC.of(FLOODER)] <= 4 * SHARE
    assert [place for place in first if place.topic == places[0].topic] == places[:FLOOD]
