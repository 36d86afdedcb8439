"""Where Kafka is and how to log in, read from the environment."""

import ssl
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.contracts.topics import TopicSpace
from shared.secrets_dir import secrets_dir


class KafkaSettings(BaseSettings):
    """`KAFKA_*` variables, the same for every service; a file of that name in SECRETS_DIR will do as well.

    A user name switches SASL on.
    """

    model_config = SettingsConfigDict(env_prefix="KAFKA_", frozen=True, secrets_dir=secrets_dir())

    bootstrap: str = "127.0.0.1:9092"
    """`host:port`, or several with commas between them: any that answers tells the others."""
    topic_prefix: str = ""
    """In front of all topic and group names: several installations share a cluster."""
    username: str | None = None
    password: SecretStr | None = None
    protocol: Literal["SASL_PLAINTEXT", "SASL_SSL"] = "SASL_PLAINTEXT"
    mechanism: Literal["SCRAM-SHA-512", "PLAIN"] = "SCRAM-SHA-512"
    """PLAIN is for the administrator on the broker's inner listener; all others are SCRAM users."""
    ca_file: Path | None = None
    """With SASL_SSL: the authority (PEM) that signed the broker's certificate; None trusts those of the system."""
    replica: str = "0"
    """Unique among the replicas of a service, as a StatefulSet's ordinal: two processes with one id fight for ever."""
    start_seconds: float = 60.0
    """How long a start waits for the broker and its topics before it gives up."""

    @property
    def space(self) -> TopicSpace:
        """The names of this installation's topics."""
        return TopicSpace(self.topic_prefix)

    def group(self, service: str) -> str:
        """The consumer group of a service: hyphens, and the installation's prefix."""
        return self.topic_prefix + service.replace("_", "-")

    def client_arguments(self) -> dict[str, Any]:
        """Keyword arguments of a plain aiokafka client. Raises OSError for a `ca_file` that cannot be read."""
        if self.username is None or self.password is None:
            return {"bootstrap_servers": self.bootstrap}
        tls = self.tls()
        return {
            **({} if tls is None else {"ssl_context": tls}),
            "bootstrap_servers": self.bootstrap,
            "security_protocol": self.protocol,
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password.get_secret_value(),
        }

    def tls(self) -> ssl.SSLContext | None:
        """How the broker is known: by `ca_file`, else by the system's authorities or the file SSL_CERT_FILE names."""
        return ssl.create_default_context(cafile=self.ca_file) if self.protocol == "SASL_SSL" else None
