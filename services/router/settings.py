"""Settings of the router, read once from `ROUTER_*`."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.secrets_dir import secrets_dir


class Settings(BaseSettings):
    """Where its health endpoints listen, and by which key applicants are known again."""

    model_config = SettingsConfigDict(env_prefix="ROUTER_", frozen=True, secrets_dir=secrets_dir())

    host: str = "127.0.0.1"
    port: int = 8102
    log_level: str = "INFO"
    applicant_key: SecretStr = Field(min_length=16)
    """Key of the applicants' hashes, the same on every replica. No default: by a key that anybody knows an IIN is found
    from its hash by trying all. Under a new key earlier appeals are recognised no more."""
