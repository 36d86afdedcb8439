"""Makes what is missing in `deploy/secrets`, a folder that version control ignores; what is there stays."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from deploy.certificates import Authority, broker_certificate, new_authority
from shared.kafka.access import principals
from shared.kafka.passwords import FILE_MODE, Passwords
from shared.kafka.provision import all_tenants

FOLDER = Path(__file__).parents[1] / "secrets"
CLOSED_MODE, KEY_MODE = 0o700, 0o400
"""Of the folder itself. Files in it are readable, as a container's own user must read what is mounted from here."""
ADMIN = "admin"
CA, CA_KEY, TLS, HOSTS = "kafka-ca.pem", "kafka-ca.key", "kafka-tls.pem", "kafka-tls.hosts"
USUAL_HOSTS = ("127.0.0.1", "localhost", "kafka")


def make_keys(folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the files that were made. Two that tell of one password are made together."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(CLOSED_MODE)
    made = [name for name, text in KEYS.items() if _write(folder / name, text)]
    if _write(folder / "kafka-admin-password", _word):
        _write(folder / "kafka-admin.properties", lambda: _login(folder / "kafka-admin-password"), again=True)
        made += ["kafka-admin-password", "kafka-admin.properties"]
    if _write(
        folder / "mongo.env", lambda: f"MONGO_INITDB_ROOT_USERNAME={ADMIN}\nMONGO_INITDB_ROOT_PASSWORD={_word()}\n"
    ):
        _write(folder / "mongo-url", lambda: _url(folder / "mongo.env"), again=True)
        made += ["mongo.env", "mongo-url"]
    made += _make_certificates(folder)
    users = Passwords(folder / "kafka").make(principals(all_tenants()))
    return (*made, *(f"kafka/{principal.user('')}" for principal in users))


def _make_certificates(folder: Path) -> list[str]:
    """An authority, and the broker's certificate for KAFKA_HOST too: made anew when that names another host.

    Clients trust the authority, which stays; its key is mounted nowhere.
    """
    made: list[str] = []
    if not (folder / CA).exists() or not (folder / CA_KEY).exists():
        authority = new_authority()
        _write(folder / CA, lambda: authority.certificate, again=True)
        _write(folder / CA_KEY, lambda: authority.key, again=True)
        (folder / CA_KEY).chmod(KEY_MODE)
        (folder / TLS).unlink(missing_ok=True)
        made += [CA, CA_KEY]
    hosts = list(dict.fromkeys((*USUAL_HOSTS, os.environ.get("KAFKA_HOST") or USUAL_HOSTS[0])))
    known = folder / HOSTS
    if not (folder / TLS).exists() or not known.exists() or known.read_text(encoding="ascii").split() != hosts:
        authority = Authority((folder / CA).read_text("ascii"), (folder / CA_KEY).read_text("ascii"))
        _write(folder / TLS, lambda: broker_certificate(authority, hosts), again=True)
        _write(known, lambda: "\n".join(hosts) + "\n", again=True)
        made += [TLS, HOSTS]
    return made


def _word() -> str:
    """Letters and digits alone: it stands in URLs and in quoted settings."""
    return secrets.token_hex(24)


KEYS: dict[str, Callable[[], str]] = dict.fromkeys(
    ("intake-secret-key", "router-applicant-key", "analytics-operator-token", "grafana-admin-password"), _word
)


def _login(password: Path) -> str:
    """Client settings of the administrator; the broker takes its own login from the same line."""
    word = password.read_text(encoding="ascii")
    module = "org.apache.kafka.common.security.plain.PlainLoginModule"
    jaas = f'{module} required username="{ADMIN}" password="{word}" user_{ADMIN}="{word}";'
    return f"security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config={jaas}\n"


def _url(environment: Path) -> str:
    word = environment.read_text(encoding="ascii").strip().rpartition("=")[2]
    return f"mongodb://{ADMIN}:{word}@mongo:27017/?authSource=admin"


def _write(file: Path, text: Callable[[], str], *, again: bool = False) -> bool:
    if file.exists() and not again:
        return False
    file.unlink(missing_ok=True)
    file.write_text(text(), encoding="ascii")
    file.chmod(FILE_MODE)
    return True
