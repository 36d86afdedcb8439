"""Free TCP ports on the loopback address."""

import socket

HOST = "127.0.0.1"


def pick(preferred: int | None = None) -> int:
    """`preferred` when nobody holds it, else a port that the system gives; another process may still be faster."""
    if preferred is not None and _is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    """True when the port can be bound on every address, as a server elsewhere on this machine may hold just one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    with socket.socket() as client:
        client.settimeout(0.2)
        return client.connect_ex((HOST, port)) != 0
