"""`aspire check`, `aspire reindex`: is everything as it should be, and the search index anew."""

import sys
import time
from importlib import import_module
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal import clock
from portal.admin import state
from portal.commands.bar import progress
from portal.db import db
from portal.errors import Refused
from portal.insights.snapshot import take_snapshot
from portal.notices.push import keys
from portal.notices.push.jobs import SEALING
from portal.search import indexing
from search_index import IndexBusy

DEEP = ("Database", "Tables", "Index")
INSTALL = "What to do: install Aspire anew, then start it again."
HEAL = "What to do: aspire reindex. Searches go on meanwhile."


@click.command()
@with_appcontext
def reindex() -> None:
    """Build the search index anew beside the present one; searches go on meanwhile."""
    began = time.monotonic()
    try:
        with progress("Building the search index") as step:
            done = indexing.rebuild(current_app.config["SETTINGS"].index_folder, step)
    except IndexBusy as problem:
        raise Refused(f"{problem}. The index was left as it is: run this again.") from problem
    click.echo(f"{done:,} documents in {time.monotonic() - began:.1f} s.")


@click.command()
@with_appcontext
def snapshot() -> None:
    """Count what people aim for and publish the figures HR sees. The worker does so every night."""
    outcome = take_snapshot(clock.now())
    click.echo(f"{outcome.why} {outcome.shown} figures shown, {outcome.seconds:.1f} s.")


@click.command()
@with_appcontext
def check() -> None:
    """Is the portal well? Ends with 0, or with 1 and a list of what is wrong."""
    parts = [part for part in state.parts() if part.name != "Worker"]
    wrong = [f"{part.name}: {part.words}" for part in parts if not part.well]
    if not any(part.name in DEEP for part in parts if not part.well):
        wrong += [*_keys(), *_subwords(), *_differences()]
    for line in wrong:
        click.echo(line)
    if wrong:
        sys.exit(1)
    click.echo("Everything is as it should be.")


def _keys() -> list[str]:
    """What push services would refuse: a key whose halves do not belong to each other."""
    ours = keys.kept_by(current_app.config["SETTINGS"])
    sealing: Any = import_module(SEALING) if ours else None
    if all(sealing.fits(key) for key in ours):
        return []
    return ["Pushes: the halves of a key do not belong together. What to do: aspire push key."]


def _subwords() -> list[str]:
    """Whether names are compared by meaning. Who chose to do without numpy is not told so."""
    try:
        subwords: Any = import_module("search_index.subwords")
        subwords.check()
    except ImportError:
        return []
    except OSError as problem:
        return [f"Search: by words alone, or wrongly by meaning: {problem}. {INSTALL}"]
    return []


def _differences() -> list[str]:
    """What index and database do not agree on, once the worker had time for what was changed."""
    folder = current_app.config["SETTINGS"].index_folder
    words = indexing.differences(folder, content=True)
    if words:
        db.session.rollback()
        time.sleep(2)
        words = indexing.differences(folder, content=True)
    return [*words, HEAL] if words else []
