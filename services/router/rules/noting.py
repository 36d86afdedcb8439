"""Adds to facts what the case itself does not know: what the appeal resembles, and which replies were sent back."""

from dataclasses import replace

from services.router.rules.case import Memory
from services.router.rules.facts import Moved, Verdict
from shared.contracts.lifecycle import AppealAnswered, AppealAssigned, AppealTriaged, LifecycleEvent
from shared.contracts.likeness import Likeness
from shared.contracts.vocabulary import Refusal


def with_likeness(moved: Moved, likeness: Likeness | None) -> Moved:
    """The opened case with its likeness, said by its first assignment or triage and kept for later deliveries."""
    if likeness is None:
        return moved
    said = next((event for event in moved.events if isinstance(event, AppealAssigned | AppealTriaged)), None)
    events = tuple(e.model_copy(update={"likeness": likeness}) if e is said else e for e in moved.events)
    return replace(moved, case=replace(moved.case, likeness=likeness), events=events)


def with_refused_replies(moved: Moved, memory: Memory) -> Moved:
    """An answer tells how many replies of the same body had been sent back before (Art. 80, 89(2))."""
    if not any(isinstance(event, AppealAnswered) for event in moved.events):
        return moved
    return replace(moved, events=tuple(_with_count(event, memory) for event in moved.events))


def _with_count(event: LifecycleEvent, memory: Memory) -> LifecycleEvent:
    if not isinstance(event, AppealAnswered) or event.traits is None:
        return event
    count = memory.replies_refused.count(event.dims.agency or "")
    return event.model_copy(update={"traits": event.traits.model_copy(update={"replies_refused": count})})


def remembering(memory: Memory, verdict: Verdict, agency: str) -> Memory:
    """The memory with the reply that `agency` has to write again; otherwise as it was."""
    if isinstance(verdict, Moved) or verdict.refusal is not Refusal.REPLY_INCOMPLETE:
        return memory
    return memory.after_refused_reply(agency)
