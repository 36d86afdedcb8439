"""`python -m deploy.observability` writes docs/metrics.md."""

from deploy.observability.register import FILE, page

if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
