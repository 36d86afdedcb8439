"""An interested person joins an open case (Art. 22(1)): asked for by the holder of the applicant's secret."""

import hashlib

from services.intake.form import ApplicantForm, Fault, FaultCode, read_json
from services.intake.handlers import Call, Denied, IntakeHandlers
from services.intake.rules import SOURCE, canonical
from services.intake.timeline import standing
from shared.contracts.envelope import encode
from shared.contracts.event import derived_id
from shared.contracts.submissions import Applicant, JoinAppeal
from shared.contracts.topics import SUBMITTED
from shared.mongo.outbox import Pending
from shared.reference import Verdict, check_iin_bin


def read_join(body: bytes) -> ApplicantForm | tuple[Fault, ...]:
    """Who joins, in a JSON text, or its faults."""
    form = read_json(ApplicantForm, body)
    if isinstance(form, tuple):
        return form
    if not form.name.strip():
        return (Fault("name", FaultCode.BLANK),)
    if form.iin_bin is not None and (found := check_iin_bin(form.iin_bin)).verdict is Verdict.INVALID:
        return (Fault("iin_bin", FaultCode.BAD_IIN_BIN, str(found.problem or "")),)
    return form


async def join(intake: IntakeHandlers, number: str, secret: str, form: ApplicantForm, call: Call) -> Denied | None:
    """Send the person to the router; the same person again is the first time. None when it is on its way.

    Raises StoreUnavailable.
    """
    found = await intake.look_up(number, secret)
    if isinstance(found, Denied):
        return found
    filed, timeline = found
    person = hashlib.sha256(canonical(form.model_dump(exclude_none=True))).hexdigest()
    command_id = derived_id(timeline.appeal_id, f"appeal.join:{person}")
    if command_id in filed.requests:
        return None
    if standing(timeline).is_closed:
        return Denied.CLOSED_TO_JOINING
    trace = call.trace(timeline.appeal_id)
    command = JoinAppeal(
        event_id=command_id,
        occurred_at=intake.now(),
        correlation_id=trace.correlation_id,
        traceparent=trace.traceparent,
        appeal_id=timeline.appeal_id,
        applicant=Applicant.model_validate(form.model_dump()),
    )
    record = encode(command, SUBMITTED.name, SOURCE)
    intake.relay(Pending(filed.appeal_id, await intake.appeals.ask(filed.appeal_id, command_id, record)))
    return None
