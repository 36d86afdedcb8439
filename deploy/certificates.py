"""A certificate authority of an installation's own, and a broker's certificate from it, by the openssl command.

Files as PEM, which Kafka (`ssl.keystore.type=PEM`) and all clients read as they are.
"""

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

CA_DAYS, BROKER_DAYS = 3650, 825
CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
CA_EXTENSIONS = """\
[req]
distinguished_name = name
x509_extensions = ca
prompt = no
[name]
CN = appeals-platform authority
[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""
BROKER_EXTENSIONS = """\
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


class NoCertificate(Exception):
    """openssl is missing or refused; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs: certificate for everybody, key for nobody but `broker_certificate`. Both PEM."""

    certificate: str
    key: str


def new_authority() -> Authority:
    """A fresh one, valid for ten years. Raises NoCertificate."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ca.cnf").write_text(CA_EXTENSIONS, encoding="ascii")
        out = ("-keyout", "ca.key", "-out", "ca.pem")
        _openssl(folder, ["req", "-x509", *CURVE, "-days", str(CA_DAYS), "-config", "ca.cnf", *out])
        return Authority((folder / "ca.pem").read_text("ascii"), (folder / "ca.key").read_text("ascii"))


def broker_certificate(authority: Authority, hosts: Iterable[str]) -> str:
    """Key and chain of a broker that clients reach by these names or addresses; 825 days. Raises NoCertificate."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ca.pem").write_text(authority.certificate, encoding="ascii")
        (folder / "ca.key").touch(mode=0o600)
        (folder / "ca.key").write_text(authority.key, encoding="ascii")
        names = ", ".join(_alternative(host) for host in hosts)
        (folder / "broker.cnf").write_text(BROKER_EXTENSIONS.format(names=names), encoding="ascii")
        asked = ("-subj", "/CN=appeals-platform broker", "-keyout", "broker.key", "-out", "broker.csr")
        _openssl(folder, ["req", "-new", *CURVE, *asked])
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", str(BROKER_DAYS))
        given = ("-in", "broker.csr", "-out", "broker.pem", "-extfile", "broker.cnf")
        _openssl(folder, ["x509", "-req", *given, *signed])
        chain = [(folder / file).read_text("ascii") for file in ("broker.key", "broker.pem")]
        return "".join([*chain, authority.certificate])


def _alternative(host: str) -> str:
    try:
        return f"IP:{ip_address(host)}"
    except ValueError:
        return f"DNS:{host}"


def _openssl(folder: Path, arguments: Sequence[str]) -> None:
    found = shutil.which("openssl")
    if found is None:
        raise NoCertificate("the command openssl is needed for certificates: install the package openssl")
    done = subprocess.run([found, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise NoCertificate(f"openssl {arguments[0]}: {done.stderr.strip()[-300:]}")
