"""Exit code 0 when the service in this container is ready: both stores answer. Standard library alone."""

import os
import sys
from http.client import HTTPConnection, HTTPException

PORTS = {"intake": 8101, "router": 8102, "sla_monitor": 8103, "analytics": 8104}


def is_ready(port: int) -> bool:
    """What `/health/ready` says; False when nobody answers within 4 seconds."""
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(PORTS[os.environ["SERVICE"]]) else 1)
