"""A demand passed on is an appeal of its own; its demands may be passed on too: the Code knows no limit (Art. 65)."""

from itertools import pairwise

from shared.contracts.agency import AppealDelivered, RedirectPart
from shared.contracts.lifecycle import AppealRegistered
from shared.contracts.notices import ApplicantNotified
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.vocabulary import Refusal
from tests.support.router import Router, submission
from tests.support.router_acts import AKIMAT, action, ask, do, fact, facts, opened, refusal

ROOT = submission().number


def part(of: str | None, to: str, day: int) -> RedirectPart:
    """A demand of the appeal with this id, by default of the first, goes to `to`."""
    told = action(RedirectPart, day=day, to_agency=to, reason="часть", text=f"Требование дня {day}")
    return told if of is None else told.model_copy(update={"appeal_id": of})


async def passed_on(router: Router, holder: str, command: RedirectPart) -> SubmitAppeal:
    """The child's submission, taken by the router."""
    child = fact(await do(router, command, agency=holder), SubmitAppeal)
    delivered = fact(await ask(router, child), AppealDelivered)
    assert (delivered.parent, delivered.number) == (child.parent, child.number)
    return child


async def test_article_65_1_a_demand_of_a_child_is_a_child_of_the_child() -> None:
    router = await opened()
    child = await passed_on(router, AKIMAT, part(None, "mot", 1))
    events = await do(router, part(child.appeal_id, "moe", 2), agency="mot")
    registered, told = fact(events, AppealRegistered), fact(events, SubmitAppeal)
    assert (registered.number, registered.parent, registered.sequence) == (f"{ROOT}/1/1", f"{ROOT}/1", 1)
    assert (told.directed_to, told.applicant, told.text) == ("moe", submission().applicant, "Требование дня 2")
    assert fact(events, ApplicantNotified).child_number == f"{ROOT}/1/1"


async def test_article_64_2_no_number_and_no_id_in_a_family_is_given_twice() -> None:
    router = await opened()
    root = [await passed_on(router, AKIMAT, part(None, "mot", day)) for day in (1, 2)]
    below = [await passed_on(router, "mot", part(one.appeal_id, "moe", day)) for one in root for day in (3, 4)]
    family = [*root, *below]
    assert [one.number.removeprefix(ROOT) for one in family] == ["/1", "/2", "/1/1", "/1/2", "/2/1", "/2/2"]
    assert len({one.appeal_id for one in family}) == 6


async def test_article_65_1_where_the_number_has_no_room_the_appeal_is_redirected_whole() -> None:
    router = await opened()
    last: str | None = None
    for day, (holder, to) in enumerate(pairwise([AKIMAT, "mot", "moe", "mot", "moe"]), start=1):
        last = (await passed_on(router, holder, part(last, to, day))).appeal_id
    events = await do(router, part(last, "mot", 5), agency="moe")
    assert facts(events) == []
    assert refusal(events) == (Refusal.WRONG_STATE, "Art. 65(1)")
