"""The supervisor of `aspire serve`: web workers and the one background worker, kept running.

It holds the listening socket, so that a request made while the web workers are replaced waits
instead of being refused.
"""

import gc
import ipaddress
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from urllib.parse import urlsplit

from portal.config import BadSetting, Settings

PATIENCE = 28.0  # seconds for an orderly end, of the 30 promised
SETTLED = 10.0  # a child that lived this long starts again at once
LONGEST_PAUSE = 30.0
SOON = 1.0  # how long after the supervisor a child may still run, and then end in good order
FORK = multiprocessing.get_context("fork")
log = logging.getLogger("portal.serve")


def address(bind: str | None, settings: Settings) -> tuple[str, int]:
    """Host and port of HOST:PORT or HOST; this machine alone without. Raises BadSetting else."""
    try:
        parts = urlsplit(f"//{bind or '127.0.0.1'}")
        host, port = parts.hostname, parts.port or settings.port
    except ValueError:
        host = None
    if not host:
        raise BadSetting("--bind must be HOST:PORT, such as 127.0.0.1:8000.")
    return host, port


def refuse_unsafe(host: str, settings: Settings) -> None:
    """Raises BadSetting where others could reach what is meant for this machine alone."""
    if _loopback(host):
        return
    if settings.demo and not settings.demo_public:
        raise BadSetting(
            "The demonstration has public passwords and listens on this machine only. "
            "Set ASPIRE_DEMO_PUBLIC=1 to open it to others all the same."
        )
    if not settings.trusted_proxies:
        raise BadSetting(
            f"{host} can be reached by others, and the portal speaks plain HTTP. Put a proxy with "
            "TLS in front and set ASPIRE_TRUSTED_PROXIES to the number of proxies, or listen on "
            "127.0.0.1."
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadSetting when the port stays taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(25):  # the workers of a supervisor that was killed take a moment to leave
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(512)
            return listener
        except OSError as error:
            listener.close()
            reason = error
        time.sleep(0.2)
    raise BadSetting(
        f"Cannot listen on {host}:{port} ({reason.strerror}). Choose another with PORT or --bind."
    )


@dataclass
class Child:
    """A process that ought to run. It is started again when it ends, later each time it fails."""

    name: str
    run: Callable[[], None]
    process: BaseProcess | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """A fork of this process, which has loaded everything and opened nothing."""
        self.started = time.monotonic()
        self.process = FORK.Process(target=_as_child, args=(self.run,), name=self.name)
        self.process.start()

    def tend(self) -> None:
        """Notice its end, and start it again in its time."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.exitcode) is not None:
            lived = now - self.started
            self.failures = 0 if lived > SETTLED else self.failures + 1
            pause = min(LONGEST_PAUSE, 2.0**self.failures) if self.failures > 1 else 0.2
            self.not_before, self.process = now + pause, None
            log.error("ended", extra={"child": self.name, "code": code, "again_in": pause})
        if self.process is None and now >= self.not_before:
            self.start()

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def gone(self, until: float) -> None:
        """Wait for its end until a moment, then end it by force."""
        if self.process is None:
            return
        self.process.join(max(0.1, until - time.monotonic()))
        if self.process.exitcode is None:
            log.error("did not end in time", extra={"child": self.name})
            self.process.kill()
            self.process.join()


def _as_child(run: Callable[[], None]) -> None:
    """Run in the fork: not with the supervisor's signals, and not longer than the supervisor."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the supervisor passes it on
    supervisor = multiprocessing.parent_process()

    def end_with_supervisor() -> None:
        # What tells of its end is held open by those that were forked later: only the last of them
        # would hear of it, and each of the others when the one after it is gone.
        while supervisor is not None and os.getppid() == supervisor.pid:
            supervisor.join(SOON)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_supervisor, daemon=True).start()
    run()


def supervise(children: Sequence[Child]) -> None:
    """Keep the children running until SIGTERM or SIGINT, then end them in good order."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    gc.collect()
    gc.freeze()  # memory that is never touched again stays shared with the children
    while not stopping.is_set():
        for child in children:
            child.tend()
        stopping.wait(0.2)
    until = time.monotonic() + PATIENCE
    for child in children:
        child.end()
    for child in children:
        child.gone(until)
