"""How a plain client logs in, with TLS and without."""

import ssl
from pathlib import Path

import pytest
from aiokafka.conn import collect_hosts
from pydantic import SecretStr

from deploy.certificates import new_authority
from shared.kafka.broker import make_broker
from shared.kafka.settings import KafkaSettings


def login(protocol: str) -> dict[str, object]:
    settings = KafkaSettings.model_validate(
        {"username": "service.router", "password": SecretStr("guessed"), "protocol": protocol}
    )
    return settings.client_arguments()


def test_over_tls_a_client_checks_the_brokers_certificate_and_name() -> None:
    context = login("SASL_SSL")["ssl_context"]
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_without_tls_there_is_no_context() -> None:
    assert "ssl_context" not in login("SASL_PLAINTEXT")


async def test_aiokafka_takes_these_arguments() -> None:
    from aiokafka import AIOKafkaConsumer
    from aiokafka.admin import AIOKafkaAdminClient

    AIOKafkaConsumer(**login("SASL_SSL"))  # raises ValueError without a context
    AIOKafkaAdminClient(**login("SASL_SSL"))


def test_an_authority_of_ones_own_is_the_only_one_that_is_trusted(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text(new_authority().certificate)
    settings = KafkaSettings(
        username="service.router", password=SecretStr("guessed"), protocol="SASL_SSL", ca_file=authority
    )
    context = settings.tls()
    assert context is not None
    assert context.cert_store_stats()["x509_ca"] == 1


def test_an_authority_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    settings = KafkaSettings(username="a", password=SecretStr("b"), protocol="SASL_SSL", ca_file=tmp_path / "no.pem")
    with pytest.raises(FileNotFoundError):
        settings.client_arguments()


def test_several_brokers_are_named_with_commas() -> None:
    named = KafkaSettings(bootstrap="kafka-1:9092,kafka-2:9092")
    told = make_broker(named, "router")._connection_kwargs["bootstrap_servers"]
    plain = named.client_arguments()["bootstrap_servers"]
    for hosts in (told, plain):
        assert {(host, port) for host, port, _ in collect_hosts(hosts)} == {("kafka-1", 9092), ("kafka-2", 9092)}
