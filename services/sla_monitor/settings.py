"""Settings of sla_monitor, read once from `SLA_MONITOR_*`."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class SlaMonitorSettings(BaseSettings):
    """Where the service listens, and how often it looks at the log and the clock."""

    model_config = SettingsConfigDict(env_prefix="SLA_MONITOR_", frozen=True)

    host: str = "127.0.0.1"
    port: int = 8103
    log_level: str = "INFO"
    tick_seconds: float = 1.0
    simulated_tick_seconds: float = 0.1
    """In simulation the clock jumps, and the simulator waits for us."""
    centre_tokens_file: Path | None = None
    """Where the hashes of the centres' tokens are; a secret. Without it the console is off."""
    alarm_seconds: float = 60.0
    """Wall age of the watermark from which it is an alarm."""
