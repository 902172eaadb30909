"""The web workers: gunicorn around the portal, its words through our own log."""

import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http import message
from sqlalchemy import text

from portal import handed
from portal.db import db
from portal.roles import asked

# Whatever somebody looks for is answered by a page. That would take 8 KB at most: gunicorn goes no
# further, and 10,000 letters of any script are 120 KB in an address.
message.MAX_REQUEST_LINE = LONGEST_ADDRESS = 128 * 1024

# A worker may finish what it began; the supervisor gives everybody 30 s in all.
GRACE = 20


class WithoutAddresses(logging.Filter):
    """Takes the request out of gunicorn's words: an address may hold what a person typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg).startswith(("Error handling request", "Invalid request", "Ignored")):
            record.msg, record.args = "a request could not be handled", ()
        return True


class PortalLogger(Logger):  # type: ignore[misc]
    """gunicorn's messages as records of our log, one format for all. No access log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.addFilter(WithoutAddresses())
        self.error_log.propagate = True


class Web(BaseApplication):  # type: ignore[misc]
    """gunicorn with threads, configured here and nowhere else."""

    def __init__(
        self, app: Flask, bind: str, workers: int, ready: Callable[[], None] | None
    ) -> None:
        self.app, self.bind, self.workers, self.ready = app, bind, workers, ready
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self.bind,
            "workers": self.workers,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": True,
            "timeout": 30,
            "graceful_timeout": GRACE,
            "keepalive": 5,
            "limit_request_line": LONGEST_ADDRESS,
            "logger_class": PortalLogger,
            "loglevel": "warning",
            "control_socket_disable": True,
            # ProxyFix alone decides whom to believe, by ASPIRE_TRUSTED_PROXIES.
            "forwarded_allow_ips": "",
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - gunicorn makes a private file
            "post_worker_init": self._begin,
            "when_ready": self._start,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def _start(self, _arbiter: Any) -> None:
        self._leave_interrupts()

    def _begin(self, worker: Any) -> None:
        """A connection of the worker's own, kept open: reading goes on when the disk is full."""
        self._leave_interrupts()
        with self.app.app_context():
            db.engine.dispose(close=False)
            db.session.execute(text("SELECT 1"))
            db.session.rollback()
        handed.follow(self.app, asked.FILES)
        if self.ready is not None and worker.age == 1:
            self.ready()

    def _leave_interrupts(self) -> None:
        """Ctrl-C reaches every process of a terminal; the supervisor ends us in good order."""
        if self.ready is not None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(app: Flask, bind: str, workers: int, ready: Callable[[], None] | None = None) -> None:
    """Serve until told to stop. `bind` is HOST:PORT, or fd://N for a socket handed down.

    `ready` is called once, when the first worker can answer; it also says that a supervisor
    watches over us.
    """
    Web(app, bind, workers, ready).run()
