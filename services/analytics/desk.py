"""What every request for figures has in common: its parameters, what it may see, and the form of answers and errors."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

import orjson
from fastapi import Header, Query, Request, Response
from pydantic import BaseModel, Field, SecretStr

from services.analytics.answers import Answer, Slice
from services.analytics.cube import (
    AGENCY,
    CHANNEL,
    COLLECTIVE,
    DIMENSIONS,
    KIND,
    LANGUAGE,
    PERSON_TYPE,
    REGION,
)
from services.analytics.derived import Derived
from services.analytics.rules.counting import NONE
from services.analytics.rules.periods import ALL, ALLOWED, GRAINS, BadPeriod, checked, series
from services.analytics.tables import Tables
from shared.contracts.vocabulary import Channel, Kind, Language, PersonType
from shared.reference import load_reference

PROBLEM = "application/problem+json"
MOST_POINTS = 800
PUBLIC_SECONDS = 5

Period = Annotated[str, Query(description=f"Civil time in Asia/Almaty: {ALLOWED}")]
Word = Annotated[str | None, Field(max_length=40)]
Exact = Annotated[bool, Field(description="Figures without suppression; operators only")]
First = Annotated[date, Query(alias="from", description="First civil day (Asia/Almaty)")]
Last = Annotated[date, Query(alias="to", description="Last civil day (Asia/Almaty), inclusive")]
Token = Annotated[str | None, Header(alias="X-Operator-Token")]


class Filters(BaseModel):
    """The slice that a request wants: one value of a dimension each."""

    region: Word = None
    agency: Word = None
    kind: Word = None
    channel: Word = None
    language: Word = None
    person_type: Word = None
    collective: Word = None
    category: Word = None
    exact: Exact = False


class Problem(Exception):
    """A request that cannot be answered (RFC 9457): `detail` says what to mend, `allowed` lists what may stand."""

    def __init__(self, status: int, title: str, detail: str, allowed: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.allowed = status, title, detail, list(allowed)

    def response(self) -> Response:
        """The problem as it is sent."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.allowed:
            body["allowed"] = self.allowed
        return Response(orjson.dumps(body), self.status, media_type=PROBLEM)


class Desk:
    """Checks requests and wraps answers."""

    def __init__(self, derived: Derived, token: SecretStr | None) -> None:
        self._derived, self._token = derived, token
        self._allowed = {
            REGION: [*load_reference().regions, NONE],
            KIND: [str(word) for word in Kind],
            CHANNEL: [str(word) for word in Channel],
            LANGUAGE: [str(word) for word in Language],
            AGENCY: [*load_reference().agencies, NONE],
            PERSON_TYPE: [str(word) for word in PersonType],
            COLLECTIVE: ["0", "1"],
        }

    def cut(self, wanted: Annotated[Filters, Query()], token: Token = None) -> Slice:
        """The slice that a request may see. Raises Problem 422 and 403."""
        named = wanted.model_dump(exclude={"exact"}, exclude_none=True)
        for name, value in named.items():
            allowed = self._allowed.get(name)
            if allowed is not None and value not in allowed:
                raise Problem(422, "Bad parameter", f"{name} is not known", allowed)
        return Slice(named, self.whole(exact=wanted.exact, token=token).exact)

    def whole(self, *, exact: Annotated[bool, Query()] = False, token: Token = None) -> Slice:
        """Everything, as far as the request may see it. Raises Problem 403."""
        if exact and not self._is_operator(token):
            raise Problem(403, "Operators only", "exact=true needs the operator's token in X-Operator-Token")
        return Slice({}, exact)

    def _is_operator(self, token: str | None) -> bool:
        return (
            self._token is not None
            and token is not None
            and hmac.compare_digest(self._token.get_secret_value().encode(), token.encode())
        )

    async def reply(self, request: Request, cut: Slice, answer: Callable[[Tables], Answer]) -> Response:
        """The answer as JSON, or 304 when the reader has it."""

        def as_json(tables: Tables) -> Response:
            return Response(orjson.dumps(answer(tables)), media_type="application/json")

        return await self.respond(request, cut, as_json)

    def standing(self, cut: Slice) -> tuple[Tables, str, dict[str, str]]:
        """The tables to answer from, the tag of the offsets that they stand on, and the headers of any such answer."""
        tables = self._derived.current
        offsets = dict(sorted(tables.offsets.items()))
        tag = f'"{sha256(orjson.dumps([offsets, cut.exact])).hexdigest()[:24]}"'
        caching = "private, no-store" if cut.exact else f"public, max-age={PUBLIC_SECONDS}"
        return tables, tag, {"ETag": tag, "Cache-Control": caching, "Vary": "X-Operator-Token"}

    async def respond(self, request: Request, cut: Slice, answer: Callable[[Tables], Response]) -> Response:
        """The answer, made in a thread of its own; the tag names the offsets that the figures stand on."""
        tables, tag, headers = self.standing(cut)
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        response = await asyncio.to_thread(answer, tables.frozen())
        response.headers.update(headers)
        return response


def period_of(text: str) -> str:
    """The period, if it is one. Raises Problem."""
    try:
        return checked(text)
    except BadPeriod as error:
        raise Problem(422, "Bad parameter", str(error), ["2026", "2026-11", "2026-11-24", ALL]) from error


def month_or_year(text: str) -> str:
    """The period, if replies are compared in it. Raises Problem."""
    period = period_of(text)
    if period == ALL or len(period) == GRAINS["day"]:
        raise Problem(422, "Bad parameter", "indicators are of a month or a year", ["2026-11", "2026"])
    return period


def points_of(by: str, first: date, last: date) -> list[str]:
    """The periods of a series. Raises Problem."""
    if by not in GRAINS:
        raise Problem(422, "Bad parameter", "by must be the grain of the series", list(GRAINS))
    if first > last:
        raise Problem(422, "Bad parameter", "from must not be after to")
    periods = series(by, first, last) if (last - first).days <= MOST_POINTS * 366 else []
    if not 0 < len(periods) <= MOST_POINTS:
        raise Problem(422, "Bad parameter", f"a series has at most {MOST_POINTS} points: take a coarser grain")
    return periods


def dimensions_of(by: str) -> tuple[str, ...]:
    """One dimension or two. Raises Problem."""
    names = tuple(by.split(","))
    if not 1 <= len(set(names)) == len(names) <= 2 or not set(names) <= set(DIMENSIONS):
        raise Problem(422, "Bad parameter", "by must be one dimension, or two joined by a comma", DIMENSIONS)
    return names
