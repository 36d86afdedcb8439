"""The reference data as one checked value: regions, state bodies, Nätije centres and how they belong together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.contracts.vocabulary import AgencyCode, RegionCode
from shared.reference.rows import Agency, Centre, Region
from shared.reference.units import Unit

REPUBLIC = "republic"


class UnknownCode(LookupError):
    """No row of the reference data has this code."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Codes and what they mean; rows that are no longer valid are kept, so that old cases stay readable."""

    regions: Mapping[str, Region]
    agencies: Mapping[str, Agency]
    centres: Mapping[str, Centre]
    units: Mapping[str, Unit] = field(default_factory=dict)
    """Units below the bodies that are known by code; empty where the optional file is absent."""
    competent_in_crime: frozenset[str] = frozenset()
    """Bodies to which content on crimes or threats goes at once (Art. 88(1)(2))."""

    def akimat_of(self, region: RegionCode) -> str:
        """Code of the local executive body of `region`. Raises UnknownCode."""
        return self._known_agency(f"akimat-{self._known_region(region).code[3:]}").code

    def centre_of(self, agency: AgencyCode | None, region: RegionCode | None) -> str:
        """The Nätije centre that watches a case of `agency`.

        An akimat's: that of its region. A central body's: its own. Without a body: that of the `region` of the object,
        or the republic's when that is unknown too. Raises UnknownCode, also for a body that gets no appeals.
        """
        if agency is None:
            return REPUBLIC if region is None else self._known_region(region).code.lower()
        row = self._known_agency(agency)
        code = row.region.lower() if row.region is not None else row.code
        if code not in self.centres:
            raise UnknownCode(f"no centre watches {agency}")
        return code

    def routed_agencies(self) -> tuple[str, ...]:
        """Codes of all bodies to which appeals are delivered, in alphabetical order."""
        return tuple(sorted(code for code, row in self.agencies.items() if row.routed))

    def standing(self, agency: AgencyCode, on: date) -> str:
        """The body with the functions of `agency` on the civil day `on`: itself or a successor. Raises UnknownCode."""
        row = self._known_agency(agency)
        while row.valid_to is not None and row.valid_to < on and row.successor is not None:
            row = self._known_agency(row.successor)
        return row.code

    def _known_region(self, code: str) -> Region:
        try:
            return self.regions[code]
        except KeyError as error:
            raise UnknownCode(f"no region {code}") from error

    def _known_agency(self, code: str) -> Agency:
        try:
            return self.agencies[code]
        except KeyError as error:
            raise UnknownCode(f"no state body {code}") from error
