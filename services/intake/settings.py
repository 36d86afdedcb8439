"""Settings of intake, read once from `INTAKE_*` variables."""

from datetime import time

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.law import CUT_OFF
from shared.secrets_dir import secrets_dir


class IntakeSettings(BaseSettings):
    """Kafka and Mongo have settings of their own (`KAFKA_*`, `MONGO_*`)."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", frozen=True, secrets_dir=secrets_dir())

    host: str = "127.0.0.1"
    port: int = 8101
    secret_key: SecretStr = Field(min_length=16)
    """Key of the applicants' secrets, the same on every replica. Changing it makes all secrets given so far void."""
    receiver: str = "Платформа обращений, автоматическая регистрация"
    """Who received the appeal, as it stands on the talon (Art. 64(2))."""
    cut_off: time = CUT_OFF
    """Wall time in Asia/Almaty from which an appeal is registered on the next working day (Art. 64(3))."""
    number_block: int = Field(default=100, ge=1, le=10_000)
    """Numbers a process takes at once; those it has not given when it ends are lost."""
    relay_scan_seconds: float = Field(default=60.0, gt=0)
    """Between two looks for records that a killed process left unpublished."""
    log_level: str = "INFO"
    shutdown_seconds: int = 10
    """How long requests in hand may take when the service stops."""
    rate_per_second: float = Field(default=20.0, gt=0)
    """Requests under `/v1/` that one client address may make in the long run, by process."""
    rate_burst: int = Field(default=100, ge=1)
    """Requests that one client address may make at once."""
    trusted_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Clients that are not counted, as the portal that posts for citizens; JSON, as `["10.1.0.0/16"]`."""
    body_seconds: float = Field(default=15.0, gt=0)
    """How long a request's body may take to come."""
    connections: int = Field(default=2000, ge=1)
    """Open connections from which further ones are answered 503 at once."""
