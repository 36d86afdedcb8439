"""Settings of analytics, read once in `__main__`."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.secrets_dir import secrets_dir


class AnalyticsSettings(BaseSettings):
    """`ANALYTICS_*` variables."""

    model_config = SettingsConfigDict(env_prefix="ANALYTICS_", frozen=True, secrets_dir=secrets_dir())

    host: str = "127.0.0.1"
    port: int = 8104
    log_level: str = "INFO"
    operator_token: SecretStr | None = None
    """Opens exact figures to whoever sends it; without one nobody sees them."""
    snapshot_seconds: float = 5.0
    """Least time between two rounds of snapshots."""
    refresh_seconds: float = 60.0
    """How often the derived tables are read anew while other replicas count some of the partitions."""
