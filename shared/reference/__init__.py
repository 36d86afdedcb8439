"""Regions, state bodies and Nätije centres as dated rows, and the check of personal and business numbers. Pure."""

from shared.reference.identity import IdentityCheck, Problem, Verdict, check_iin_bin
from shared.reference.loading import load_reference
from shared.reference.places import PlaceRow, load_places
from shared.reference.reference import Reference, UnknownCode
from shared.reference.rows import Agency, BadRow, Centre, Region
from shared.reference.units import Unit

__all__ = [
    "Agency",
    "BadRow",
    "Centre",
    "IdentityCheck",
    "PlaceRow",
    "Problem",
    "Reference",
    "Region",
    "Unit",
    "UnknownCode",
    "Verdict",
    "check_iin_bin",
    "load_places",
    "load_reference",
]
