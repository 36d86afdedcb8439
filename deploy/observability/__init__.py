"""Watching the platform: the register of metrics, alert rules, dashboard, and the settings of their servers."""
