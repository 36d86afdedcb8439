"""Joint appeals of many people on one matter, counted from the cases that bear a campaign and from the indexes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.router.rules.case import Case
from services.router.rules.likeness import estimated
from services.router.rules.resemblance import NEARLY_IDENTICAL, Sighting, campaign_id
from shared.contracts.likeness import ApplicantHash, CampaignId
from shared.workdays import civil_day


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign in figures. `last_day`: civil day (Asia/Almaty) on which its last appeal was received."""

    id: CampaignId
    region: str | None
    subject: str | None
    """The commonest category of its cases."""
    people: int
    first_number: str
    last_day: date


@dataclass(slots=True)
class _Members:
    region: str | None
    people: set[ApplicantHash | None] = field(default_factory=set)
    subjects: Counter[str] = field(default_factory=Counter)
    numbers: list[str] = field(default_factory=list)
    last_day: date = date.min


def campaigns(cases: Iterable[Case], bands: Iterable[Sequence[Sighting]]) -> list[Campaign]:
    """All campaigns, the largest first. `bands` add the first four of each, whose cases bear no campaign."""
    found: dict[CampaignId, _Members] = {}
    for case in cases:
        likeness, told = case.likeness, case.submission
        if likeness is None or likeness.campaign is None:
            continue
        members = found.setdefault(likeness.campaign, _Members(case.dims.region))
        members.people.add(likeness.applicant_hash)
        members.subjects.update([case.dims.category] if case.dims.category else [])
        members.numbers.append(told.number)
        members.last_day = max(members.last_day, civil_day(told.received_at))
    first = _first_numbers(found, bands)
    rows = (_campaign(key, members, first) for key, members in found.items())
    return sorted(rows, key=lambda row: (-row.people, row.id))


def _first_numbers(found: Mapping[CampaignId, _Members], bands: Iterable[Sequence[Sighting]]) -> dict[CampaignId, str]:
    """Numbers of the appeals that began each campaign; their people and those of the next ones are added."""
    numbers: dict[CampaignId, str] = {}
    for seen in bands:
        for founder in seen:
            key = campaign_id(founder.appeal_id)
            if key in found:
                numbers[key] = founder.number
                found[key].people |= {other.applicant for other in seen if _joins(founder, other)}
    return numbers


def _joins(founder: Sighting, other: Sighting) -> bool:
    if founder.matter is None or other.matter is None:
        return False
    return estimated(founder.matter, other.matter) >= NEARLY_IDENTICAL


def _campaign(key: CampaignId, members: _Members, first: Mapping[CampaignId, str]) -> Campaign:
    commonest = min(members.subjects.items(), key=lambda pair: (-pair[1], pair[0]), default=(None, 0))[0]
    number = first.get(key) or min(members.numbers)
    return Campaign(key, members.region, commonest, len(members.people), number, members.last_day)
