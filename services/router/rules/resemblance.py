"""What a new appeal resembles: an earlier one of its applicant (Art. 64(7)(2), 88(1)(1)), or those of many people.

All of it are flags for people. Only earlier sightings count, by the instant of receipt and then by the id, so that the
answer does not depend on the order in which appeals are handled or handled again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from services.router.rules.applicants import applicant_hash
from services.router.rules.case import Dossier
from services.router.rules.likeness import common_stems, estimated, fingerprint
from shared.contracts.event import Event
from shared.contracts.likeness import ApplicantHash, CampaignId, Earlier, Fingerprint, Likeness
from shared.contracts.submissions import SubmitAppeal
from shared.workdays import civil_day

MAYBE_SAME, SAME = 0.12, 0.4
"""One matter of one applicant, often told in other words: from these estimated and exact likenesses on."""
CERTAINLY_SAME = 0.8
"""Estimated likeness that is enough where the earlier text is not at hand (yet)."""
NEARLY_IDENTICAL = 0.7
JOINT = 5
"""People with one text from whom on their appeals are a campaign."""
CANDIDATES = 3
IN_BAND = 24
"""People whose sightings a band keeps."""
BANDS, BAND_DIGITS = 2, 8
"""Four components each: texts alike by 0.95 share a band with probability 0.97, by 0.9 with 0.88, by 0.3 with 0.02.

A third band would find a few more at the price of a third more writes.
"""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the indexes keep of one appeal: codes, instants and hashes, no word of it."""

    appeal_id: str
    number: str
    received_at: datetime
    applicant: ApplicantHash | None
    matter: Fingerprint | None
    region: str | None = None
    joint: bool = True
    """May belong to a campaign: not taken over from another system."""
    kept: bool = True
    """False for a demand passed on in part: it would be a repeat of the appeal that it was part of."""

    @property
    def bands(self) -> tuple[str, ...]:
        """Keys that it shares with nearly identical texts about the same region; none without an applicant."""
        if self.matter is None or self.applicant is None or not (self.joint and self.kept):
            return ()
        parts = (self.matter[n * BAND_DIGITS : (n + 1) * BAND_DIGITS] for n in range(BANDS))
        return tuple(f"{self.region or '-'}|{n}|{part}" for n, part in enumerate(parts))

    def precedes(self, other: "Sighting") -> bool:
        """Received before the other; by id where that was the same instant."""
        return (self.received_at, self.appeal_id) < (other.received_at, other.appeal_id)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Sightings by applicant and by band."""

    of_applicant: Mapping[str, Sequence[Sighting]] = field(default_factory=dict)
    in_band: Mapping[str, Sequence[Sighting]] = field(default_factory=dict)


def sightings(batch: Iterable[Event], known: Mapping[str, Dossier], key: bytes) -> dict[str, Sighting]:
    """Of every submission in the batch that has no case yet. `key` is the installation's, for `applicant_hash`."""
    new = (event for event in batch if isinstance(event, SubmitAppeal) and event.appeal_id not in known)
    return {command.appeal_id: _sighting(command, key) for command in new}


def _sighting(command: SubmitAppeal, key: bytes) -> Sighting:
    return Sighting(
        command.appeal_id,
        command.number,
        command.received_at,
        applicant_hash(command.applicant, key),
        fingerprint(command.text),
        command.dims.region,
        joint=not command.dims.historical,
        kept=command.parent is None,
    )


def candidates(new: Sighting, neighbours: Neighbours) -> list[Sighting]:
    """Earlier appeals of the same applicant that may be on the same matter, the likeliest first, three at most."""
    if new.matter is None or new.applicant is None or not new.kept:
        return []
    found = [
        (likeness, other)
        for other in neighbours.of_applicant.get(new.applicant, ())
        if other.precedes(new) and (likeness := _alike(new, other)) >= MAYBE_SAME
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].appeal_id))
    return [other for _, other in found[:CANDIDATES]]


def _alike(one: Sighting, other: Sighting) -> float:
    return estimated(one.matter, other.matter) if one.matter is not None and other.matter is not None else 0.0


@dataclass(frozen=True, slots=True)
class Resemblances:
    """Everything that is needed to say what the new appeals of one batch resemble."""

    new: Mapping[str, Sighting] = field(default_factory=dict)
    neighbours: Neighbours = field(default_factory=Neighbours)
    texts: Mapping[str, str] = field(default_factory=dict)
    """Of the batch's own submissions."""
    earlier: Mapping[str, Dossier] = field(default_factory=dict)
    """Of candidates that are stored already."""

    def of(self, command: SubmitAppeal, folded: Mapping[str, Dossier]) -> Likeness | None:
        """Of a command that opens a case; `folded` holds the cases as this batch has left them so far."""
        new = self.new.get(command.appeal_id)
        if new is None:
            return None
        return Likeness(
            applicant_hash=new.applicant,
            matter=new.matter,
            repeats=self._repeats(new, command.text, folded),
            campaign=campaign(new, self.neighbours),
        )

    def _repeats(self, new: Sighting, text: str, folded: Mapping[str, Dossier]) -> Earlier | None:
        best: tuple[float, Earlier] | None = None
        for other in candidates(new, self.neighbours):
            dossier = folded.get(other.appeal_id) or self.earlier.get(other.appeal_id)
            told = dossier.case.submission.text if dossier is not None else self.texts.get(other.appeal_id)
            if told is None:
                same = _alike(new, other) >= CERTAINLY_SAME
                likeness = SAME if same else 0.0
            else:
                likeness = common_stems(text, told)
            if likeness >= SAME and (best is None or likeness > best[0]):
                best = likeness, _earlier(other, dossier)
        return best[1] if best is not None else None


def _earlier(found: Sighting, dossier: Dossier | None) -> Earlier:
    if dossier is None:
        return Earlier(appeal_id=found.appeal_id, number=found.number)
    case = dossier.case
    return Earlier(
        appeal_id=found.appeal_id,
        number=found.number,
        agency=case.agency,
        outcome=case.outcome,
        closed_on=None if case.is_open or case.closed_at is None else civil_day(case.closed_at),
    )


def campaign(new: Sighting, neighbours: Neighbours) -> CampaignId | None:
    """The campaign it belongs to: five people with nearly identical texts about one region, itself among them.

    Its id is made of its earliest appeal, so the first four of it bear none: `campaigns` counts them all the same.
    """
    near = {other.appeal_id: other for band in new.bands for other in neighbours.in_band.get(band, ())}
    if len({other.applicant for other in near.values()} | {new.applicant}) < JOINT:
        return None
    members = [other for other in near.values() if other.precedes(new) and _alike(new, other) >= NEARLY_IDENTICAL]
    if len({new.applicant, *(other.applicant for other in members)}) < JOINT:
        return None
    return campaign_id(min(members, key=lambda other: (other.received_at, other.appeal_id)).appeal_id)


def is_full(seen: Sequence[Sighting]) -> bool:
    """No more need be kept of a band: five people joined for sure; whoever joins later is found by the cases."""
    return len({sighting.applicant for sighting in seen}) >= IN_BAND or len(seen) >= 4 * IN_BAND


def campaign_id(founder: str) -> CampaignId:
    """The id of the campaign that this appeal began."""
    return blake2b(f"campaign:{founder}".encode(), digest_size=8).hexdigest()
