"""`python -m deploy.observability` writes docs/metrics.md and the dashboard."""

from deploy.observability import dashboard, register

if __name__ == "__main__":
    register.FILE.write_text(register.page(), encoding="utf-8")
    dashboard.FILE.write_text(dashboard.dashboard(), encoding="utf-8")
