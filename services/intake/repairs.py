"""How an applicant mends a defect that the body named (Art. 64(6)). Pure."""

import hashlib
from datetime import datetime

from pydantic import Field

from services.intake.form import Fault, FaultCode, Form, read_json
from services.intake.rules import SOURCE, Trace
from services.intake.timeline import Timeline
from shared.contracts.envelope import Outgoing, encode
from shared.contracts.event import derived_id
from shared.contracts.submissions import RepairAppeal
from shared.contracts.topics import SUBMITTED

NOTICED = "appeal.defect_noticed"
REPAIRED = "appeal.defect_repaired"
SENT_ON = frozenset({"appeal.redirected", "appeal.passed_up"})
"""At the next body no defect notice of the former one counts, nor a request to it."""


class RepairForm(Form):
    """What was missing, in words; it is added to the appeal."""

    text: str = Field(min_length=1, max_length=20_000)


def read_repair(body: bytes) -> RepairForm | tuple[Fault, ...]:
    """The form in a JSON text, or its faults."""
    form = read_json(RepairForm, body)
    if isinstance(form, RepairForm) and not form.text.strip():
        return (Fault("text", FaultCode.BLANK),)
    return form


def last_notice(timeline: Timeline) -> int | None:
    """Sequence of the last defect notice; None when there was none."""
    return max((entry.sequence for entry in timeline.entries if entry.type == NOTICED), default=None)


def is_defective(timeline: Timeline) -> bool:
    """A defect was noticed by the present holder and is not repaired yet."""
    steps = [entry for entry in timeline.entries if entry.type in {NOTICED, REPAIRED, *SENT_ON}]
    return bool(steps) and steps[-1].type == NOTICED


def repair_id(appeal_id: str, notice: int | None, text: str) -> str:
    """Id of the command: one per defect notice and content, whatever the number of attempts."""
    return derived_id(appeal_id, f"appeal.repair:{notice}:{hashlib.sha256(text.encode()).hexdigest()}")


def repair(appeal_id: str, command_id: str, at: datetime, text: str, trace: Trace) -> Outgoing:
    """The command to the router, given at the instant `at` (aware)."""
    command = RepairAppeal(
        event_id=command_id,
        occurred_at=at,
        correlation_id=trace.correlation_id,
        traceparent=trace.traceparent,
        appeal_id=appeal_id,
        text=text,
    )
    return encode(command, SUBMITTED.name, SOURCE)
