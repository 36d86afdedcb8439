"""One appeal from its submission over HTTP to the statistics, on real processes."""

from pathlib import Path
from urllib.parse import quote

import httpx

from deploy.local import Stack
from tests.e2e.all_services import Citizens, Platform, appeal, clerk, platform
from tests.support.installation import eventually
from tests.support.replies import lawful_reply

WORDS = {"ru": "ru", "kk": "kk", "en": "en"}


async def timeline(running: Platform, told: dict[str, str], language: str = "ru") -> dict[str, object]:
    async with httpx.AsyncClient() as http:
        answer = await http.get(
            f"{running.url('intake')}/v1/appeals/{quote(told['number'], safe='')}",
            headers={"X-Appeal-Secret": told["secret"], "Accept-Language": language},
        )
    found: dict[str, object] = answer.raise_for_status().json()
    return found


async def test_an_appeal_is_answered_told_and_counted(stack: Stack, tmp_path: Path) -> None:
    async with platform(stack, tmp_path) as running, clerk(running.installation):
        citizens = Citizens(running.url("intake"))
        await citizens.post_all([appeal(0)], 1, lambda _: None)
        told = citizens.accepted["key-0"]

        async def is_answered() -> bool:
            return (await timeline(running, told))["status"] == "answered"

        async def is_counted() -> bool:
            return bool((await running.exact("summary"))["figures"]["answered_in_time"] == 1)

        await eventually(is_answered, "the applicant reads the answer")
        await eventually(is_counted, "the statistics count it")
        sentences = {language: str((await timeline(running, told, language))["timeline"]) for language in WORDS}
        assert lawful_reply() in sentences["ru"]
        assert len(set(sentences.values())) == len(WORDS)
        figures = (await running.exact("summary"))["figures"]
        assert (figures["received"], figures["assigned"], figures["open"]) == (1, 1, 0)
