"""Settings of the router, read once from `ROUTER_*`."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where its health endpoints listen."""

    model_config = SettingsConfigDict(env_prefix="ROUTER_", frozen=True)

    host: str = "127.0.0.1"
    port: int = 8102
    log_level: str = "INFO"
