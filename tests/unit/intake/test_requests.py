"""What an applicant asks of the body over HTTP: the file (Art. 75), a correction (82), a recusal (67)."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.intake import problems
from services.intake.api import appeals_router
from services.intake.handlers import TimelineHandlers
from shared.contracts.event import SequencedEvent
from shared.contracts.lifecycle import AppealRedirected, AppealTerminated, AppealWithdrawn
from shared.contracts.notices import ApplicantNotified
from shared.contracts.recusal import RecusalDecided
from shared.contracts.requests import CorrectionDecided, FileAccessGranted
from shared.contracts.vocabulary import NoticeKind, TerminationGround
from tests.support.intake_builders import Bench, answered, assigned, body, context, delivered, dimensions

FILE = ("file-access", {"text": "Протокол осмотра"}, "appeal.request_file_access")
CORRECTION = ("correction", {"text": "Дом 21, а не 12"}, "appeal.request_correction")
RECUSAL = ("recusal", {"reason": "Он сам принял решение"}, "appeal.move_recusal")
EVERY = pytest.mark.parametrize(("path", "form", "command"), [FILE, CORRECTION, RECUSAL])
CLOSING: dict[str, Any] = {"in_time": True, "working_days": 2, "was_overdue": False}


class Appeal:
    """A registered appeal whose facts and requests the test makes."""

    def __init__(self, client: httpx.AsyncClient, bench: Bench, receipt: dict[str, Any]) -> None:
        self.client, self.bench, self.receipt = client, bench, receipt
        self.ids = {"appeal_id": receipt["appeal_id"], "number": receipt["number"]}
        self.sequence = 1

    async def then(self, kind: type[SequencedEvent], **fields: Any) -> None:
        """The next fact, or a notice of the last one."""
        if kind is not ApplicantNotified:
            self.sequence += 1
        told = context(self.sequence, f"{kind.model_fields['type'].default}", **self.ids)
        await self.tell(kind.model_validate({**told, "dims": dimensions(), **fields}))

    async def tell(self, *events: SequencedEvent) -> None:
        """Let the projection follow."""
        for event in events:
            self.sequence = event.sequence
            await TimelineHandlers(self.bench.timelines).on_facts([delivered(event)])

    async def held(self) -> None:
        """The akimat has it."""
        await self.tell(assigned(2, **self.ids))

    async def ended(self) -> None:
        """The akimat has answered."""
        await self.held()
        await self.tell(answered(3, **self.ids))

    async def post(self, path: str, content: Any, **headers: str) -> httpx.Response:
        """Send a request."""
        headers = {"X-Appeal-Secret": self.receipt["secret"]} | headers
        return await self.client.post(f"{self.receipt['status_url']}/{path}", json=content, headers=headers)

    def sent(self, command: str) -> list[dict[str, Any]]:
        """Values of the commands of a type in the outbox."""
        records = self.bench.appeals.kept[self.receipt["appeal_id"]].records
        return [json.loads(one.value) for one in records if one.headers["ce_type"] == command]


@pytest.fixture
async def appeal() -> AsyncIterator[Appeal]:
    bench = Bench()
    app = FastAPI()
    problems.install(app)
    app.include_router(appeals_router(bench.handlers))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client:
        receipt = (await client.post("/v1/appeals", json=body(kind="complaint", complained_official="a-17"))).json()
        found = await bench.handlers.look_up(receipt["number"], receipt["secret"])
        assert isinstance(found, tuple)
        bench.timelines.kept[receipt["appeal_id"]] = found[1]
        yield Appeal(client, bench, receipt)


def problem_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


async def ready(appeal: Appeal, path: str) -> None:
    """Where the request can be made."""
    await (appeal.ended() if path == "correction" else appeal.held())


@EVERY
async def test_articles_67_75_and_82_a_request_goes_to_the_router_in_the_applicants_words(
    appeal: Appeal, path: str, form: dict[str, str], command: str
) -> None:
    await ready(appeal, path)
    answer = await appeal.post(path, form)
    assert (answer.status_code, answer.json()[path.replace("-", "_")]) == (202, "sent")
    assert appeal.sent(command) == [form]
    assert appeal.bench.relayed[-1].records[-1].key == appeal.receipt["appeal_id"]


@EVERY
async def test_the_same_words_are_one_command_and_others_another(
    appeal: Appeal, path: str, form: dict[str, str], command: str
) -> None:
    await ready(appeal, path)
    other = dict.fromkeys(form, "Другое")
    assert [(await appeal.post(path, words)).status_code for words in (form, form, other)] == [202] * 3
    assert appeal.sent(command) == [form, other]


@pytest.mark.parametrize(
    ("request_", "kind", "fields"),
    [
        (FILE, FileAccessGranted, {}),
        (CORRECTION, CorrectionDecided, {"corrected": False}),
        (RECUSAL, RecusalDecided, {"granted": False}),
        (FILE, AppealRedirected, {"from_agency": "a1", "to_agency": "mot", "working_day": 1, "in_time": True}),
        (RECUSAL, AppealRedirected, {"from_agency": "a1", "to_agency": "mot", "working_day": 1, "in_time": True}),
        (FILE, ApplicantNotified, {"notice": NoticeKind.FILE_ACCESS_REFUSED}),
        (CORRECTION, ApplicantNotified, {"notice": NoticeKind.CORRECTION_REFUSED}),
        (RECUSAL, ApplicantNotified, {"notice": NoticeKind.RECUSAL_REFUSED}),
    ],
)
async def test_the_same_words_may_be_sent_anew_once_the_request_has_its_end(
    appeal: Appeal, request_: tuple[str, Any, str], kind: type[SequencedEvent], fields: dict[str, Any]
) -> None:
    path, form, command = request_
    await ready(appeal, path)
    await appeal.post(path, form)
    await appeal.then(kind, **fields)
    assert (await appeal.post(path, form)).status_code == 202
    assert len(appeal.sent(command)) == 2


async def test_article_75_nobody_has_to_say_what_he_wants_to_see(appeal: Appeal) -> None:
    await appeal.held()
    url, headers = f"{appeal.receipt['status_url']}/file-access", {"X-Appeal-Secret": appeal.receipt["secret"]}
    assert (await appeal.client.post(url, headers=headers)).status_code == 202
    assert appeal.sent("appeal.request_file_access") == [{"text": None}]


async def test_article_75_the_file_can_be_asked_for_after_the_end_but_not_of_what_was_withdrawn(appeal: Appeal) -> None:
    await appeal.held()
    await appeal.then(AppealTerminated, ground=TerminationGround.EARLIER_DECISION, **CLOSING)
    assert (await appeal.post(*FILE[:2])).status_code == 202
    await appeal.then(AppealWithdrawn, **CLOSING)
    assert problem_of(await appeal.post("file-access", {"text": "Ещё"})) == (409, "no-file")


async def test_articles_67_and_75_before_a_body_has_it_nobody_can_be_recused_and_no_file_seen(appeal: Appeal) -> None:
    assert problem_of(await appeal.post(*FILE[:2])) == (409, "no-file")
    assert problem_of(await appeal.post(*RECUSAL[:2])) == (409, "nobody-to-recuse")


@pytest.mark.parametrize(("tongue", "words"), [("kk", "82-бап"), ("ru", "статья 82"), ("en", "Art. 82")])
async def test_article_82_before_the_answer_there_is_nothing_to_correct(
    appeal: Appeal, tongue: str, words: str
) -> None:
    await appeal.held()
    answer = await appeal.post(*CORRECTION[:2], **{"Accept-Language": tongue})
    assert problem_of(answer) == (409, "nothing-to-correct")
    assert words in answer.json()["detail"]
    assert appeal.sent("appeal.request_correction") == []


async def test_article_67_after_the_answer_nobody_is_recused(appeal: Appeal) -> None:
    await appeal.ended()
    assert problem_of(await appeal.post(*RECUSAL[:2])) == (409, "nobody-to-recuse")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("file-access", {"text": "я" * 4001}),
        ("file-access", {"why": "x"}),
        ("correction", {}),
        ("correction", {"text": " \n"}),
        ("recusal", {"reason": ""}),
        ("recusal", {"reason": "\t "}),
    ],
)
async def test_a_bad_form_is_refused_before_anything_is_kept(appeal: Appeal, path: str, content: Any) -> None:
    await ready(appeal, path)
    before = len(appeal.bench.relayed)
    assert problem_of(await appeal.post(path, content)) == (422, "invalid-form")
    assert len(appeal.bench.relayed) == before


@EVERY
async def test_a_request_needs_the_secret(appeal: Appeal, path: str, form: dict[str, str], command: str) -> None:
    await ready(appeal, path)
    assert problem_of(await appeal.post(path, form, **{"X-Appeal-Secret": "wrong"})) == (403, "wrong-secret")
    assert appeal.sent(command) == []


async def test_article_97_2_the_official_complained_of_goes_to_the_router_with_the_complaint(appeal: Appeal) -> None:
    (submitted,) = appeal.sent("appeal.submit")
    assert submitted["complained_official"] == "a-17"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "application", "complained_official": "a-17"}, "only_in_complaint"),
        ({"kind": "complaint", "complained_official": "Иванов И."}, "wrong_format"),
    ],
)
async def test_article_93_2_an_official_is_named_by_code_and_only_in_a_complaint(
    appeal: Appeal, changes: dict[str, str], code: str
) -> None:
    answer = await appeal.client.post("/v1/appeals", json=body(**changes))
    assert problem_of(answer) == (422, "invalid-form")
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("complained_official", code)]


@pytest.mark.parametrize("tongue", ["kk", "ru", "en"])
async def test_article_82_the_corrected_reply_stands_in_the_timeline(appeal: Appeal, tongue: str) -> None:
    await appeal.ended()
    await appeal.then(CorrectionDecided, corrected=True)
    await appeal.then(ApplicantNotified, notice=NoticeKind.CORRECTED, agency="akimat-75", text="Яма у дома 21.")
    headers = {"X-Appeal-Secret": appeal.receipt["secret"], "Accept-Language": tongue}
    status = (await appeal.client.get(appeal.receipt["status_url"], headers=headers)).json()
    fact, notice = status["timeline"][-2:]
    assert (fact["type"], notice["type"], notice["message"]) == (
        "appeal.correction_decided",
        "notice.corrected",
        "Яма у дома 21.",
    )
    assert "82" in fact["text"]
    assert status["status"] == "answered"
