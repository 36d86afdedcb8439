"""What one event says about formalism: sums by body, and samples of replies to be compared. Pure.

The indicators themselves (see `indicators`) are functions of these sums and of the set of samples, never of the order
in which events arrived.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from services.analytics.rules.counting import Increment, cell_key, escaped, unescaped
from shared.contracts.lifecycle import AppealAnswered, AppealAssigned, AppealRedirected, AppealTriaged, LifecycleEvent
from shared.contracts.likeness import AnswerTraits, Likeness
from shared.contracts.vocabulary import Outcome
from shared.workdays import civil_day

OVERTURNED = frozenset(
    {Outcome.ACT_CANCELLED, Outcome.ACT_REPLACED, Outcome.ACTION_ORDERED, Outcome.SENT_BACK, Outcome.SELF_CORRECTED}
)
"""Art. 100(1)(1)-(3), (5) and the correction by oneself of Art. 91(4)."""
REPEAT_DAYS = 90
"""A repeat counts against a reply that is at most this many civil days old (a proposal, not law)."""
LIMIT_DAY = 3
"""Art. 65(1): the last working day on which a redirect is in time."""
NEAR_THE_END = 3
"""How many of the last working days of a term are counted apart."""


class Signal(StrEnum):
    """Sums that only indicators read, beside `left_<n>`: answers with n working days left, of the last three."""

    MENDED_REPLIES = "s_mended_replies"
    """Answers before which a reply of the same holder had been refused for want of a mandatory part."""
    SILENT_ON_APPEAL = "s_silent_on_appeal"
    """Answers that do not say how to contest them (Art. 80(5), 89(2))."""
    REPEATED = "s_repeated"
    """Against the body that had answered: the same applicant came back with the same matter."""
    SENT_ON_AGAIN = "s_sent_on_again"
    """Redirects of an appeal that had been redirected before, or back to a former holder."""
    ON_LIMIT_DAY = "s_on_limit_day"
    PROLONGED_ANSWERS = "s_prolonged_answers"
    PROLONGED_EXPLAINED = "s_prolonged_explained"
    OVERTURNED = "s_overturned"
    """Against the body complained of."""


LEFT_PREFIX = "s_left_"


@dataclass(frozen=True, slots=True)
class Sample:
    """One reply as far as replies are compared: 64 bytes of its fingerprint, and of the appeal's where known."""

    appeal_id: str
    reply: bytes
    matter: bytes | None
    subject: str
    held_minutes: int | None
    """Minutes of office hours from arrival to answer."""
    claims_identical_acts: bool
    """The body relies on Art. 80(2): more than five identical acts on one subject within 30 calendar days."""

    def key(self) -> str:
        """The sample as the name of a cell."""
        minutes = "" if self.held_minutes is None else str(self.held_minutes)
        parts = (self.appeal_id, _short(self.reply), _short(self.matter or b""), escaped(self.subject), minutes)
        return "|".join((*parts, "1" if self.claims_identical_acts else ""))

    @classmethod
    def of(cls, key: str) -> "Sample":
        """The inverse of `key`."""
        appeal_id, reply, matter, subject, minutes, claims = key.split("|")
        held = int(minutes) if minutes else None
        return cls(appeal_id, _long(reply), _long(matter) or None, unescaped(subject), held, bool(claims))


def signals(event: LifecycleEvent) -> Iterator[Increment]:
    """What the event adds to the sums that indicators read."""
    match event:
        case AppealAnswered():
            yield from _answer(event)
        case AppealAssigned(likeness=Likeness() as likeness) | AppealTriaged(likeness=Likeness() as likeness):
            yield from _repeat(event, likeness)
        case AppealRedirected():
            sender = cell_key(event.dims, event.from_agency)
            if event.hops_before > 0 or event.to_former_holder:
                yield Increment(sender, Signal.SENT_ON_AGAIN, 1)
            if event.working_day == LIMIT_DAY:
                yield Increment(sender, Signal.ON_LIMIT_DAY, 1)
        case _:
            return


def _answer(event: AppealAnswered) -> Iterator[Increment]:
    traits = event.traits or AnswerTraits()
    cell = cell_key(event.dims, event.dims.agency, event.outcome.value)
    if traits.replies_refused:
        yield Increment(cell, Signal.MENDED_REPLIES, 1)
    if not event.appeal_information:
        yield Increment(cell, Signal.SILENT_ON_APPEAL, 1)
    if traits.prolonged:
        yield Increment(cell, Signal.PROLONGED_ANSWERS, 1)
        if event.outcome is Outcome.EXPLAINED:
            yield Increment(cell, Signal.PROLONGED_EXPLAINED, 1)
    if event.working_days_left is not None and 0 <= event.working_days_left < NEAR_THE_END:
        yield Increment(cell, f"{LEFT_PREFIX}{event.working_days_left}", 1)
    if event.outcome in OVERTURNED and traits.complained_of is not None:
        yield Increment(cell_key(event.dims, traits.complained_of, event.outcome.value), Signal.OVERTURNED, 1)


def _repeat(event: LifecycleEvent, likeness: Likeness) -> Iterator[Increment]:
    earlier = likeness.repeats
    if earlier is None or earlier.agency is None or earlier.outcome is None or earlier.closed_on is None:
        return
    if (civil_day(event.occurred_at) - earlier.closed_on).days <= REPEAT_DAYS:
        yield Increment(cell_key(event.dims, earlier.agency), Signal.REPEATED, 1)


def sample(event: LifecycleEvent) -> Sample | None:
    """The reply as a sample; None where there is none to compare."""
    if not isinstance(event, AppealAnswered) or event.traits is None or event.traits.reply is None:
        return None
    traits = event.traits
    return Sample(
        event.appeal_id,
        bytes.fromhex(event.traits.reply),
        bytes.fromhex(traits.matter) if traits.matter else None,
        event.dims.category or "",
        traits.held_working_minutes,
        event.exemption is not None,
    )


def _short(fingerprint: bytes) -> str:
    return urlsafe_b64encode(fingerprint).decode().rstrip("=")


def _long(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
