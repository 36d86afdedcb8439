"""Readiness on protocol level, with the standard library alone: who answers, and is it the one we started?"""

import socket
import struct

PROBE_TIMEOUT_SECONDS = 2.0
METADATA, METADATA_VERSION = 3, 4
SASL_HANDSHAKE, SASL_AUTHENTICATE = 17, 36
OP_MSG = 2013


def kafka_cluster(address: str, login: tuple[str, str] | None = None) -> str | None:
    """Cluster id told by the broker at `host:port` once a broker is registered and serves clients, else None.

    Sends a Metadata request (key 3, version 4) for no topics. `address` may be a list; its first entry is asked.
    `login` is a name and a password for SASL PLAIN; None also when they are refused.
    """
    try:
        with _connect(address.split(",", maxsplit=1)[0]) as connection:
            if login is not None and not _logs_in(connection, *login):
                return None
            return _cluster_id(_ask(connection, METADATA, METADATA_VERSION, struct.pack(">ib", 0, 0)))
    except (OSError, struct.error, UnicodeDecodeError):
        return None


def _logs_in(connection: socket.socket, username: str, password: str) -> bool:
    """SaslHandshake (version 1) and SaslAuthenticate (version 0): both answer with an error code first."""
    token = f"\0{username}\0{password}".encode()
    requests = (
        (SASL_HANDSHAKE, 1, struct.pack(">h", 5) + b"PLAIN"),
        (SASL_AUTHENTICATE, 0, struct.pack(">i", len(token)) + token),
    )
    return all(struct.unpack_from(">h", _ask(connection, *request), 4) == (0,) for request in requests)


def _ask(connection: socket.socket, key: int, version: int, body: bytes) -> bytes:
    """The answer to one request, its correlation id first."""
    request = struct.pack(">hhih", key, version, 1, 5) + b"probe" + body
    connection.sendall(struct.pack(">i", len(request)) + request)
    (size,) = struct.unpack(">i", _read(connection, 4))
    return _read(connection, size)


def store_says(address: str, command: str = "hello") -> bytes | None:
    """Raw BSON of the answer of the MongoDB-wire server at `host:port` to `command`, None when it does not answer."""
    body = _bson(b"\x10" + command.encode() + b"\x00" + struct.pack("<i", 1) + b"\x02$db\x00" + _bson_text("admin"))
    message = struct.pack("<i", 0) + b"\x00" + body
    try:
        with _connect(address) as connection:
            connection.sendall(struct.pack("<iiii", 16 + len(message), 1, 0, OP_MSG) + message)
            (size,) = struct.unpack("<i", _read(connection, 4))
            return _read(connection, size - 4)[12:]
    except (OSError, struct.error):
        return None


def is_open(address: str) -> bool:
    """True when something accepts TCP connections at `host:port`."""
    try:
        with _connect(address):
            return True
    except OSError:
        return False


def _connect(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_TIMEOUT_SECONDS)


def _read(connection: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes; ConnectionError when the peer ends earlier."""
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ConnectionError("the server closed the connection")
        parts += part
    return bytes(parts)


def _cluster_id(response: bytes) -> str | None:
    """Read correlation id, throttle time, brokers, cluster id; None while no broker is listed."""
    (brokers,) = struct.unpack_from(">i", response, 8)
    offset = 12
    for _ in range(brokers):
        offset = _skip_text(response, offset + 4)  # node id, host
        offset = _skip_text(response, offset + 4)  # port, rack
    (length,) = struct.unpack_from(">h", response, offset)
    if brokers == 0 or length < 0:
        return None
    return response[offset + 2 : offset + 2 + length].decode("ascii")


def _skip_text(response: bytes, offset: int) -> int:
    (length,) = struct.unpack_from(">h", response, offset)
    return offset + 2 + max(int(length), 0)


def _bson(elements: bytes) -> bytes:
    return struct.pack("<i", len(elements) + 5) + elements + b"\x00"


def _bson_text(text: str) -> bytes:
    data = text.encode() + b"\x00"
    return struct.pack("<i", len(data)) + data
