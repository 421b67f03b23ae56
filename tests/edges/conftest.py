"""A web server on loopback that answers, and misbehaves, exactly as a test says."""

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coranto.edges.addresses import AllowedHosts
from coranto.edges.fetch import Fetcher, ResponseLimits


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    target: str
    headers: dict[str, str]
    at: float


#: Bytes are sent as they are; a function does with the connection what it likes.
Behaviour = bytes | Callable[[socket.socket, Asked], None]


@dataclass
class Site:
    """A server, what it does for which path, and what it was asked."""

    behaviours: dict[str, Behaviour]
    tls: ssl.SSLContext | None = None
    greet: Callable[[socket.socket], None] | None = None
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    most_at_once: int = 0

    def __post_init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._at_once = 0
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path="/", *, host="127.0.0.1"):
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    @property
    def targets(self):
        return [asked.target for asked in self.asked]

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(connection)
            self.connections += 1
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        try:
            if self.greet:
                self.greet(connection)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            while asked := _read_request(connection):
                if not self._answer(connection, asked):
                    break
        except OSError:
            pass  # the client went away, as some tests make it do
        finally:
            connection.close()

    def _answer(self, connection, asked):
        with self._lock:
            self.asked.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        behaviour = self.behaviours.get(asked.target, NOT_FOUND)
        try:
            if isinstance(behaviour, bytes):
                connection.sendall(behaviour)
                return b"Connection: close" not in behaviour
            return behaviour(connection, asked)
        finally:
            with self._lock:
                self._at_once -= 1

    def close(self):
        with contextlib.suppress(OSError):  # already closed
            self._listener.shutdown(socket.SHUT_RDWR)
        for one in [self._listener, *self._open]:
            one.close()


def _read_request(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        received = connection.recv(65536)
        if not received:
            return None
        head += received
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
    return Asked(target=first.split(" ")[1], headers=headers, at=time.monotonic())


def make_reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A response; underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Content-Length", str(len(body)))
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


NOT_FOUND = make_reply(b"nothing here", "404 Not Found")


@pytest.fixture
def reply():
    return make_reply


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    """Start a site: serve({"/feed": bytes or function})."""
    sites = []

    def start(behaviours, **options):
        sites.append(Site(behaviours, **options))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def visitor():
    """Make a Fetcher that may visit the given sites as 127.0.0.1 and localhost."""

    def make(*sites, hosts=("127.0.0.1", "localhost"), **options):
        allowed = AllowedHosts(
            hosts=frozenset((host, site.port) for site in sites for host in hosts)
        )
        chosen = {
            "limits": ResponseLimits(seconds=5, connect_seconds=2),
            "user_agent": "Coranto/test",
            "clock": lambda: datetime(2026, 3, 7, 12, tzinfo=UTC),
            "delay": 0.0,
            "workers": 4,
            "robots": False,
        }
        return Fetcher(allowed=allowed, **(chosen | options))

    return make


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and a certificate for localhost that nobody vouches for."""
    folder: Path = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    command += " -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed: no certificate to serve")
    return folder


@pytest.fixture(scope="session")
def self_signed(certificate: Path) -> ssl.SSLContext:
    """A server's end of TLS with a certificate that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context
