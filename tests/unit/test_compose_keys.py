"""Secrets of the compose file: made once, random, closed to other users of the machine, and enough for the file."""

import contextlib
import re
import ssl
from pathlib import Path
from typing import Any

import pytest

from deploy.compose.keys import make_keys

COMPOSE = Path(__file__).parents[2] / "deploy" / "compose.yaml"


def test_a_second_run_makes_nothing_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make_keys(folder)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert make_keys(folder) == ()
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_two_installations_have_no_secret_in_common(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_keys(tmp_path / name)
    secret = (file for name in ("one", "two") for file in (tmp_path / name).rglob("*"))
    texts: dict[str, set[str]] = {"one": set(), "two": set()}
    for file in secret:
        if file.is_file() and file.name != "kafka-tls.hosts":
            texts[file.relative_to(tmp_path).parts[0]].add(file.read_text())
    assert texts["one"] & texts["two"] == set()


def test_the_folder_is_closed_and_its_files_are_not_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make_keys(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()}
    assert modes.pop("kafka-ca.key") == 0o400
    assert set(modes.values()) == {0o444}


def test_every_file_that_the_compose_file_mounts_is_made(tmp_path: Path) -> None:
    make_keys(tmp_path)
    wanted = re.findall(r"(?:file: |env_file: \[|\./)secrets/([\w./-]+)", COMPOSE.read_text(encoding="utf-8"))
    assert len(wanted) >= 10
    assert [name for name in wanted if not (tmp_path / name).exists()] == []


def test_the_broker_and_the_administrator_know_the_same_password(tmp_path: Path) -> None:
    make_keys(tmp_path)
    password = (tmp_path / "kafka-admin-password").read_text()
    assert f'password="{password}" user_admin="{password}"' in (tmp_path / "kafka-admin.properties").read_text()
    mongo = (tmp_path / "mongo.env").read_text().strip().rpartition("=")[2]
    assert f":{mongo}@mongo:27017" in (tmp_path / "mongo-url").read_text()


def test_the_brokers_certificate_fits_its_hosts_and_is_made_anew_for_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAFKA_HOST", raising=False)
    make_keys(tmp_path)
    authority = (tmp_path / "kafka-ca.pem").read_text()
    assert subject_alternatives(tmp_path) == {("IP Address", "127.0.0.1"), ("DNS", "localhost"), ("DNS", "kafka")}
    monkeypatch.setenv("KAFKA_HOST", "appeals.example")
    assert make_keys(tmp_path) == ("kafka-tls.pem", "kafka-tls.hosts")
    assert ("DNS", "appeals.example") in subject_alternatives(tmp_path)
    assert (tmp_path / "kafka-ca.pem").read_text() == authority


def subject_alternatives(folder: Path) -> set[tuple[str, str]]:
    """Names in the broker's certificate, as a client that trusts the authority reads them in a real handshake."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "kafka-tls.pem")
    client = ssl.create_default_context(cafile=folder / "kafka-ca.pem")
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (ours, theirs):
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
    names: Any = (ours.getpeercert() or {})["subjectAltName"]
    return set(names)
