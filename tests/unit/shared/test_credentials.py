"""Credentials as text: what is filled in, and that nothing of the template is left empty."""

from pathlib import Path

import pytest

from shared.kafka import credentials
from shared.kafka.access import Kind, Principal
from shared.kafka.credentials import Credentials

MOT = Credentials(Principal(Kind.AGENCY, "mot"), "pa'ss\\word", "kafka.example:9094", "staging.")


def settings(program: str) -> dict[str, object]:
    """The constants at the head of the program."""
    found: dict[str, object] = {}
    lines = [
        line
        for line in program.splitlines()
        if line.startswith(("BOOT", "USER", "PASS", "READS", "WRITES", "GROUP", "CA_FILE"))
    ]
    exec("\n".join(lines), found)  # noqa: S102  # a text of our own
    return {name: value for name, value in found.items() if name.isupper()}


def test_the_program_of_an_agency_names_its_topics_and_its_group() -> None:
    assert settings(MOT.program()) == {
        "BOOTSTRAP": "kafka.example:9094",
        "USERNAME": "staging.agency.mot",
        "PASSWORD": "pa'ss\\word",
        "READS": r"^(?:staging\.agency\.appeals\.mot\.v1)$",
        "WRITES": "staging.agency.actions.mot.v1",
        "GROUP": "staging.agency.mot.example",
        "CA_FILE": "appeals-ca.pem",
    }


def test_an_analyst_reads_every_escalation_and_writes_nothing() -> None:
    told = settings(Credentials(Principal(Kind.ANALYST, "anna"), "x", "b:1").program())
    assert (told["READS"], told["WRITES"]) == (r"^(?:natije\.escalations\..+)$", "")


def test_the_program_is_python() -> None:
    compile(MOT.program(), "example.py", "exec")


def test_properties_begin_with_the_broker_and_hold_one_setting_a_line() -> None:
    lines = MOT.properties().splitlines()
    assert lines[0] == "bootstrap.servers=kafka.example:9094"
    assert all("=" in line for line in lines)


def test_every_client_is_told_which_authority_to_trust() -> None:
    there = Credentials(Principal(Kind.AGENCY, "mot"), "x", "b:1", ca="folder/appeals-ca.pem")
    assert "ssl.truststore.type=PEM\nssl.truststore.location=folder/appeals-ca.pem\n" in there.properties()
    assert "ssl.ca.location=folder/appeals-ca.pem\n" in there.librdkafka()
    assert settings(there.program())["CA_FILE"] == "appeals-ca.pem"
    assert "security.protocol=SASL_SSL\n" in there.properties()


def test_of_an_authority_that_every_system_knows_nothing_is_told() -> None:
    public = Credentials(Principal(Kind.AGENCY, "mot"), "x", "b:1", ca="")
    assert "truststore" not in public.properties()
    assert "ssl.ca" not in public.librdkafka()
    assert settings(public.program())["CA_FILE"] == ""


def test_librdkafka_gets_the_login_under_its_own_names() -> None:
    told = dict(line.split("=", 1) for line in MOT.librdkafka().splitlines())
    assert (told["sasl.mechanisms"], told["sasl.username"], told["sasl.password"]) == (
        *("SCRAM-SHA-512", "staging.agency.mot", "pa'ss\\word"),
    )


def test_without_the_authoritys_certificate_nothing_is_handed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "agency.mot").write_text("a password")
    asked = ["agency", "mot", "--passwords", str(tmp_path), "--ca", str(tmp_path / "no.pem")]
    assert credentials.main(asked) == 1
    printed = capsys.readouterr()
    assert ("make secrets" in printed.err, printed.out) == (True, "")
    assert credentials.main([*asked, "--public-ca"]) == 0
    assert "ssl.ca" not in capsys.readouterr().out
