"""`aspire import learning` and `import xapi`: a catalogue of one's own, and what was learned."""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.assigning.rules import payer_refused
from portal.db import db, start_change, transaction
from portal.learning.importing import xapi
from portal.learning.importing.learning_csv import SOURCE, Brought, Tell, bring_in
from portal.roles.commands import in_words, told

SHOWN = 10


@click.command("learning")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--retire", is_flag=True, help="Retire what this source has brought and lacks now.")
@click.option("--source", default=SOURCE, show_default=True, help="Whose catalogue this is.")
@with_appcontext
def import_learning(file: Path, dry_run: bool, retire: bool, source: str) -> None:
    """Import what can be learned from the CSV in FILE; docs/imports.md describes its columns.

    When any row is wrong, every wrong row is named and nothing is changed.
    """
    begun = time.monotonic()
    with told() as tell, in_words():
        done = _tried(file, source, tell, retire) if dry_run else _done(file, source, tell, retire)
    if dry_run:
        for verb, titles in (("create", done.created), ("change", done.changed)):
            for title in titles:
                click.echo(f"{verb}  {title}")
    _summary(done, begun)
    if dry_run:
        click.echo("Dry run: nothing was written.")


@click.command("xapi")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@with_appcontext
def import_xapi(file: Path, dry_run: bool) -> None:
    """Take what was learned from the xAPI statements in FILE, one a line; see docs/imports.md."""
    with told() as tell, in_words():
        taken = xapi.bring_in(file, tell, dry_run=dry_run)
    for problem in taken.problems:
        click.echo(problem, err=True)
    if taken.untaken > len(taken.problems):
        click.echo(f"… and {taken.untaken - len(taken.problems):,} more.", err=True)
    click.echo(
        f"{taken.new:,} statements taken, {taken.known:,} known already, "
        f"{taken.others:,} about something else, {taken.untaken:,} not taken."
    )
    if dry_run:
        click.echo("Dry run: nothing was written.")
    if taken.untaken:
        raise SystemExit(1)


def _done(file: Path, source: str, tell: Tell, retire: bool) -> Brought:
    with transaction():
        return bring_in(file, source, tell, payer_refused, retire=retire)


def _tried(file: Path, source: str, tell: Tell, retire: bool) -> Brought:
    """What it would do: done, and taken back."""
    start_change()
    try:
        return bring_in(file, source, tell, payer_refused, retire=retire)
    finally:
        db.session.rollback()


def _summary(done: Brought, begun: float) -> None:
    click.echo(
        f"{len(done.created):,} created, {len(done.changed):,} changed, "
        f"{done.unchanged:,} unchanged, {len(done.retired):,} retired."
    )
    if done.providers:
        click.echo(f"New providers: {_some(done.providers)}.")
    if done.vanished:
        click.echo(
            f"No longer in it, but still offered (--retire ends that): {len(done.vanished):,}, "
            f"{_some(done.vanished)}."
        )
    if done.unread:
        click.echo(f"Note: Columns not read: {', '.join(done.unread)}.")
    click.echo(f"{time.monotonic() - begun:.1f} seconds.")


def _some(titles: list[str]) -> str:
    more = f" and {len(titles) - SHOWN:,} more" if len(titles) > SHOWN else ""
    return ", ".join(titles[:SHOWN]) + more
