"""Credentials as text: what is filled in, and that nothing of the template is left empty."""

from shared.kafka.access import Kind, Principal
from shared.kafka.credentials import Credentials

MOT = Credentials(Principal(Kind.AGENCY, "mot"), "pa'ss\\word", "kafka.example:9094", "staging.")


def settings(program: str) -> dict[str, object]:
    """The constants at the head of the program."""
    found: dict[str, object] = {}
    lines = [
        line for line in program.splitlines() if line.startswith(("BOOT", "USER", "PASS", "READS", "WRITES", "GROUP"))
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
