"""Secrets of the compose file: made once, random, closed to other users of the machine, and enough for the file."""

import re
from pathlib import Path

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
    texts = [{file.read_text() for file in (tmp_path / name).rglob("*") if file.is_file()} for name in ("one", "two")]
    assert texts[0] & texts[1] == set()


def test_the_folder_is_closed_and_its_files_are_not_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make_keys(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()} == {0o444}


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
