"""Texts of the pages in Kazakh, Russian and English: their own, and the names of everything that has a code."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from shared.reference import load_reference
from shared.trilingual import Trilingual

WEB = Path(__file__).parent / "web"
Tongue = Literal["kk", "ru", "en"]
TONGUES: Sequence[Tongue] = get_args(Tongue)


@cache
def words_of(language: Tongue) -> Mapping[str, Any]:
    """All texts of a language: of the pages, of codes, and the names of regions and bodies from the reference."""
    own, reference = _read(language), load_reference()
    unknown = own["ui"]["none"]

    def named(rows: Mapping[str, Trilingual]) -> dict[str, str]:
        return {code: names.in_language(language) for code, names in rows.items()} | {"none": unknown}

    return {
        **own,
        "language": language,
        "subjects": {code: names[language] for code, names in _read("subjects").items()} | {"none": unknown},
        "regions": named({code: region.names for code, region in reference.regions.items()}),
        "agencies": named({code: body.names for code, body in reference.agencies.items()}),
        "tiles": [
            {"code": code, "column": tile["place"][0], "row": tile["place"][1], "name": tile[language]}
            for code, tile in _read("tiles").items()
        ],
    }


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((WEB / "texts" / f"{name}.toml").read_text())
