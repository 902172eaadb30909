"""`aspire serve`, `aspire web`, `aspire work`: the processes of a running portal."""

import signal
import threading

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import logs, prepare, schema, starting, turnstile
from portal import serve as supervisor
from portal import web as gunicorn
from portal import work as worker
from portal.config import BadSetting, Settings
from portal.db import db
from portal.errors import Refused

WORKERS = click.IntRange(1, 64)


def _settings() -> Settings:
    starting.one_heap()
    settings: Settings = current_app.config["SETTINGS"]
    logs.configure(settings.log)
    return settings


def _refuse_old_tables() -> None:
    """Raises BadSetting when the database is not at the migration this code needs."""
    if schema.current(db.engine) != schema.newest():
        raise BadSetting("The database is not at this version of Aspire. Run: aspire db upgrade")


@click.command()
@click.option("--workers", type=WORKERS, default=2, show_default=True, help="Web processes.")
@click.option("--bind", help="HOST:PORT to listen on. Default: 127.0.0.1 and the setting PORT.")
@click.option(
    "--prepare",
    "first",
    is_flag=True,
    help="First bring the database to this version, make the demonstration where ASPIRE_DEMO=1 "
    "finds it empty, and build the search index.",
)
@with_appcontext
def serve(workers: int, bind: str | None, first: bool) -> None:
    """Serve the portal: web workers and the background worker, restarted when they fail."""
    settings = _settings()
    host, port = supervisor.address(bind, settings)
    supervisor.refuse_unsafe(host, settings)
    listener = supervisor.listen(host, port)
    if first:
        prepare.prepare(settings, click.echo)
    _refuse_old_tables()
    app = _app()
    empty = not prepare.anybody()
    db.engine.dispose()  # the children open their own connections

    said = supervisor.FORK.Event()

    def ready() -> None:
        if not said.is_set():  # not again when the web workers had to be replaced
            said.set()
            prepare.welcome(settings, host, port, empty=empty)

    supervisor.supervise(
        (
            supervisor.Child("work", lambda: _work(app)),
            supervisor.Child(
                "web", lambda: gunicorn.run(app, f"fd://{listener.fileno()}", workers, ready)
            ),
        )
    )


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]


def _work(app: Flask) -> None:
    """Work until SIGTERM or SIGINT."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: stopping.set())
    worker.run(app, stopping)


@click.command()
@click.option("--workers", type=WORKERS, default=2, show_default=True, help="Processes.")
@click.option("--bind", help="HOST:PORT to listen on. Default: 127.0.0.1 and the setting PORT.")
@with_appcontext
def web(workers: int, bind: str | None) -> None:
    """Serve pages only; `aspire work` runs elsewhere."""
    settings = _settings()
    host, port = supervisor.address(bind, settings)
    supervisor.refuse_unsafe(host, settings)
    _refuse_old_tables()
    db.engine.dispose()
    gunicorn.run(_app(), f"[{host}]:{port}" if ":" in host else f"{host}:{port}", workers)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def work(once: bool) -> None:
    """Keep the search index, send notices, do what the clock asks for. One works at a time."""
    _settings()
    _refuse_old_tables()
    if not once:
        _work(_app())
        return
    with turnstile.alone("work", wait=False) as place:
        if place is None:
            raise Refused("Another worker is at work already.")
        click.echo(f"{worker.once()} done.")
