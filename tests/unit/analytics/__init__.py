"""Rules, handler flow and API of analytics, without infrastructure."""
