"""The in-memory index of sightings, and the router's settings for tests."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import SecretStr

from services.router.rules.resemblance import Neighbours, Sighting, is_full
from services.router.settings import Settings
from services.router.sightings import OF_APPLICANT

APPLICANT_KEY = b"key of the tests, no secret"
SETTINGS = Settings(applicant_key=SecretStr(APPLICANT_KEY.decode()))


class InMemorySightings:
    """Keeps what the Mongo index keeps."""

    def __init__(self) -> None:
        self.applicants: dict[str, dict[str, Sighting]] = {}
        self.bands: dict[str, dict[str, Sighting]] = {}

    async def note(self, new: Iterable[Sighting]) -> Neighbours:
        """See Sightings."""
        kept = [sighting for sighting in new if sighting.kept and sighting.matter is not None]
        people = {sighting.applicant for sighting in kept if sighting.applicant is not None}
        for sighting in kept:
            if sighting.applicant is not None:
                self.applicants.setdefault(sighting.applicant, {})[sighting.appeal_id] = sighting
            for band in sighting.bands:
                seen = self.bands.setdefault(band, {})
                if not is_full(list(seen.values())):
                    seen[sighting.appeal_id] = sighting
        of_applicant = {key: _in_order(self.applicants[key])[-OF_APPLICANT:] for key in people}
        return Neighbours(of_applicant, {band: _in_order(self.bands[band]) for s in kept for band in s.bands})


def _in_order(seen: Mapping[str, Sighting]) -> Sequence[Sighting]:
    return sorted(seen.values(), key=lambda sighting: (sighting.received_at, sighting.appeal_id))
