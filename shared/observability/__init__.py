"""structlog set-up, health endpoints and metrics, alike in every service. Never a name, IIN, phone or text."""
