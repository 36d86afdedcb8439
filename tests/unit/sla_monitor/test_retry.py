"""A centre's command that could not be read is run again once, when it can be."""

from dataclasses import replace

from services.sla_monitor.dead_letters_command import forget
from services.sla_monitor.handlers import MonitorHandlers
from services.sla_monitor.store import retry_cause
from shared.contracts.envelope import Received
from shared.contracts.event import Record
from shared.contracts.natije import AcknowledgeEscalation, ResolveEscalation
from shared.operations.committed import Committed
from tests.unit.sla_monitor.builders import APPEAL, received, types
from tests.unit.sla_monitor.test_handlers import ACTIONS, command, overdue_case

LETTER: Received[Record] = replace(received(command(AcknowledgeEscalation), 3, ACTIONS, "kz-75"), retried=True)
LIVED = Committed({(ACTIONS, 0): 99})


async def test_a_retry_has_its_effect_though_later_commands_of_the_centre_were_handled() -> None:
    cases = overdue_case()
    handlers = MonitorHandlers(cases, LIVED)
    refused = received(command(ResolveEscalation, "unknown", "no such escalation"), 8, ACTIONS, "kz-75")
    await handlers.on_batch([refused])
    first = await handlers.on_batch([LETTER])
    assert [kind for _, kind in types(first)] == ["escalation.acknowledged", "action.applied"]
    assert await handlers.on_batch([refused]) == first  # the tail, until it is known to be published
    assert {sent.cause for sent in cases.sheets[APPEAL].tail} == {retry_cause(LETTER.place)}
    await forget(cases, APPEAL, LETTER.place)
    assert await handlers.on_batch([LETTER]) == []
    assert cases.sheets[APPEAL].tail == ()
