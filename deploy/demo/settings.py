"""What the demo can be told, read once from `DEMO_*` variables."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DemoSettings(BaseSettings):
    """`DEMO_ONCE=1` ends everything after the summary; `DEMO_APPEALS` sets how many are filed over HTTP."""

    model_config = SettingsConfigDict(env_prefix="DEMO_", frozen=True)

    once: bool = False
    appeals: int = Field(default=2000, ge=0, le=1_000_000)
    days: int = Field(default=61, ge=1, le=90)
    """Simulated days, ending now. The table of working days must cover them and the terms that begin in them."""
    import_days_ago: int = Field(default=21, ge=0)
    """When the appeals from outside are imported, in simulated days before now."""
    language: Literal["kk", "ru", "en"] = "en"
    """Of names and of the timeline that is shown; labels are English."""
    seed: int = 2026
    """The same seed gives the same citizens and the same tempers."""
