"""Logs: one line a record, in UTC, ids and codes only, never what people wrote."""

import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

from portal.guard import signed_in

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LineFormatter(logging.Formatter):
    """One line for a person to read; a newline in the data cannot begin a second record."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _utc(record)

    def formatException(self, ei: Any) -> str:
        return _traceback(super().formatException(ei))

    def format(self, record: logging.LogRecord) -> str:
        told = vars(record)
        extra = " ".join([f"{k}={told[k]!r}" for k in told if k not in PLAIN])
        line = super().format(record).replace("\n", "\n    ")
        return f"{line} {extra}" if extra else line


class PrivateJsonFormatter(JsonFormatter):
    """JSON lines, with the traceback but without the values in an exception's words."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _utc(record)

    def formatException(self, ei: Any) -> str:
        return _traceback(super().formatException(ei))


def _utc(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _traceback(text: str | list[str]) -> str:
    """A traceback without its last words: SQL parameters and messages may hold personal data."""
    whole = text if isinstance(text, str) else "\n".join(text)
    lines = [line for line in whole.splitlines() if line.startswith(("Traceback", "  File "))]
    return "\n".join(lines)


def configure(kind: str) -> None:
    """Send records to standard error, as JSON lines or as text."""
    handler = logging.StreamHandler(sys.stderr)
    if kind == "json":
        handler.setFormatter(
            PrivateJsonFormatter(
                "{asctime}{levelname}{name}{message}", style="{", rename_fields={"asctime": "at"}
            )
        )
    else:
        handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # No line says who called it from where, so nobody looks (docs.python.org, "Optimization").
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.getLogger("alembic").setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    """Log each answer: method, endpoint (not the address, which may hold words), status, time."""
    log = logging.getLogger("portal.request")

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint not in ("static", "operations.healthz", "operations.readyz"):
            who = signed_in()
            log.info(
                "answered",
                extra={
                    "method": request.method,
                    "endpoint": request.endpoint or "none",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - g.get("started", 0)) * 1000, 1),
                    "actor": str(who.id) if who else None,
                },
            )
        return response
