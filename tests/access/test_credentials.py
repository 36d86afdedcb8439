"""What `python -m shared.kafka.credentials` prints works as printed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from kafka import KafkaConsumer

from shared.contracts.envelope import encode
from shared.contracts.topics import AGENCY_APPEALS, NATIJE_ESCALATIONS, Topic
from shared.kafka import credentials
from shared.kafka.access import Kind, Principal
from shared.kafka.broker import make_broker
from shared.kafka.publish import Publisher
from tests.contract.golden_events import golden
from tests.support.secured import AKIMAT, ALMATY, ANNA, MOT, Secured

ROUTER, MONITOR = Principal(Kind.SERVICE, "router"), Principal(Kind.SERVICE, "sla_monitor")
WORDS = {Kind.AGENCY: "agency", Kind.CENTRE: "centre", Kind.ANALYST: "analyst"}


def written(installation: Secured, who: Principal, folder: Path) -> dict[str, Path]:
    """The files of one user, by their endings."""
    arguments = [WORDS[who.kind], who.name, "--into", str(folder), "--prefix", installation.prefix]
    arguments += ["--passwords", str(installation.passwords.folder), "--bootstrap", installation.stack.bootstrap]
    arguments += ["--ca", str(installation.stack.ca_file)]
    assert credentials.main(arguments) == 0
    return {file.suffix: file for file in folder.iterdir()}


async def published(installation: Secured, service: Principal, topic: Topic, kind: str, tenant: str) -> str:
    """A service publishes a golden event in a tenant's topic; the appeal's id."""
    settings = installation.settings(service)
    broker = make_broker(settings, service.name)
    record = encode(golden(topic, kind).event(), topic.of(tenant), service.name)
    async with broker:
        await broker.start()
        await Publisher(broker, settings.space).send([record])
    return record.key


def first_line(program: Path, *arguments: str) -> dict[str, str]:
    """What the program prints first. It runs with nothing of ours on its path."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-I", program, "--once", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=clean,
        cwd=program.parent,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


async def test_the_program_of_an_agency_reads_its_appeals_and_accepts_one(
    installation: Secured, tmp_path: Path
) -> None:
    appeal_id = await published(installation, ROUTER, AGENCY_APPEALS, "agency.appeal_delivered", "mot")
    program = written(installation, MOT, tmp_path)[".py"]
    seen = first_line(program, "--accept")
    assert (seen["ce_type"], seen["ce_subject"]) == ("agency.appeal_delivered", appeal_id)
    command = await installation.read(ROUTER, "agency.actions.mot.v1", installation.full("router"))
    assert (command.key.decode(), dict(command.headers)["ce_type"]) == (appeal_id, b"action.accept")


@pytest.mark.parametrize("who", [ALMATY, ANNA], ids=["centre", "analyst"])
async def test_the_program_of_who_watches_reads_escalations(
    installation: Secured, tmp_path: Path, who: Principal
) -> None:
    appeal_id = await published(installation, MONITOR, NATIJE_ESCALATIONS, "escalation.raised", "kz-75")
    seen = first_line(written(installation, who, tmp_path)[".py"])
    assert (seen["ce_type"], seen["ce_subject"]) == ("escalation.raised", appeal_id)


async def test_the_properties_let_another_client_in(installation: Secured, tmp_path: Path) -> None:
    await published(installation, ROUTER, AGENCY_APPEALS, "agency.appeal_delivered", "akimat-75")
    lines = written(installation, AKIMAT, tmp_path)[".properties"].read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines)
    quoted = told["sasl.jaas.config"].split('"')
    consumer = KafkaConsumer(
        installation.full("agency.appeals.akimat-75.v1"),
        bootstrap_servers=told["bootstrap.servers"],
        security_protocol=told["security.protocol"],
        ssl_cafile=told["ssl.truststore.location"],
        sasl_mechanism=told["sasl.mechanism"],
        sasl_plain_username=quoted[1],
        sasl_plain_password=quoted[3],
        group_id=told["group.id"],
        auto_offset_reset=told["auto.offset.reset"],
        consumer_timeout_ms=30_000,
    )
    try:
        assert next(iter(consumer)).value
    finally:
        consumer.close()


def test_files_with_a_password_are_closed_to_others(installation: Secured, tmp_path: Path) -> None:
    assert {file.stat().st_mode & 0o777 for file in written(installation, ANNA, tmp_path).values()} == {0o600}


def test_an_agency_that_does_not_exist_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert credentials.main(["agency", "nobody", "--passwords", str(tmp_path)]) == 1
    assert "no agency has the code nobody" in capsys.readouterr().err
