"""A body gets the case: what the router says at every assignment."""

from typing import Any

from deploy.halfyear.case import AGENCY, CENTRE, RULE, Case
from deploy.halfyear.facts import Marks
from shared.contracts.clocks import Deadlines
from shared.contracts.lifecycle import AppealAssigned
from shared.contracts.likeness import Likeness


def take(
    case: Case,
    agency: str,
    rule: str,
    told: tuple[tuple[Any, ...], Likeness | None, Marks] = ((), None, ()),
    due: Deadlines | None = None,
    due_key: tuple[Any, ...] = (),
) -> None:
    """The case is assigned: by a rule, by hand, or after it was sent on; `due` where the term starts anew."""
    case.had.append(agency)
    case.arrived = case.now
    case.change(agency=agency, category=case.opening.subject)
    key, likeness, marks = told
    hop = case.hops
    more: Marks = (
        (AGENCY.encode(), agency.encode()),
        (RULE.encode(), rule.encode()),
        (CENTRE.encode(), case.centre().encode()),
    )
    fields = {"agency": AGENCY, "rule": RULE, "centre": CENTRE, "hop": hop, "deadlines": due, "likeness": likeness}
    case.say(AppealAssigned, (*key, hop, *due_key), lambda: fields, (*marks, *more))
    if due is not None:
        case.run(due, due_key)
