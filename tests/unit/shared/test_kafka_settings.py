"""How a plain client logs in, with TLS and without."""

import ssl

from pydantic import SecretStr

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
