"""One message to one push service: no redirect is followed, and no address of our own network met.

By http.client, which lets us look at the address before connecting to that very one: what follows
redirects, or asks for the name a second time, could be led inside.
"""

import socket
import ssl
import threading
import time
from contextlib import suppress
from functools import cache
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

from portal.notices.posting import NotYet
from portal.notices.push import endpoints

SECONDS = 5.0
IN_ALL = 10.0
"""Seconds for one wait, and for the whole: a service that drips its answer holds nobody up."""
REST = 30.0
"""Seconds in which a service that did not answer is not asked again: others wait behind it."""
LONGEST_WAIT = 3600
LATER = (401, 403, 408, 425, 429)
"""What another time may be taken. Our key or our clock was wrong in the first two: an operator sets
that right, and nobody has to say yes again."""

_resting: dict[str, float] = {}


class Gone(Exception):
    """The browser no longer takes pushes there."""


class Refused(Exception):
    """The service will not take this, now or later; `why` is a kind, never words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def post(endpoint: str, body: bytes, headers: dict[str, str], more: tuple[str, ...]) -> None:
    """Hand the message to the service. Raises Gone, Refused or NotYet.

    `more`: the services of the setting; one named there by its origin may be on this machine.
    """
    parts = urlsplit(endpoint)
    if not endpoints.taken(endpoint, more):
        raise Refused("no push service")
    if time.monotonic() < _resting.get(parts.netloc, 0.0):
        raise NotYet("away")
    try:
        status, wait = _exchange(parts, body, headers, endpoints.origin(parts) in more)
    except (OSError, HTTPException, UnicodeError) as problem:
        _resting[parts.netloc] = time.monotonic() + REST
        raise NotYet(type(problem).__name__) from problem
    _judge(status, wait)


def _judge(status: int, wait: str) -> None:
    if status in (404, 410):
        raise Gone
    if status in LATER or status >= 500:
        seconds = int(wait) if wait.isdecimal() and len(wait) < 9 else 0
        raise NotYet(f"HTTP {status}", min(seconds, LONGEST_WAIT))
    if not 200 <= status < 300:
        raise Refused(f"HTTP {status}")


def _exchange(
    parts: SplitResult, body: bytes, headers: dict[str, str], ours: bool
) -> tuple[int, str]:
    """The status of the answer, and its Retry-After."""
    host, port = parts.hostname or "", parts.port or 443
    raw = socket.create_connection((_address(host, port, ours), port), SECONDS)
    if parts.scheme == "https":
        raw = _checked().wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
    over = threading.Timer(IN_ALL, _cut, [raw])
    over.daemon = True
    over.start()
    try:
        if isinstance(raw, ssl.SSLSocket):
            raw.do_handshake()
        connection = HTTPConnection(parts.netloc)
        connection.sock = raw
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Retry-After", "")
    finally:
        over.cancel()
        raw.close()


def _address(host: str, port: int, ours: bool) -> str:
    """The address to connect to. Raises Refused where the name leads into a private network."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not ours and not all(endpoints.reachable(address) for address in addresses):
        raise Refused("a private address")
    return addresses[0]


def _cut(raw: socket.socket) -> None:
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


@cache
def _checked() -> ssl.SSLContext:
    return ssl.create_default_context()
