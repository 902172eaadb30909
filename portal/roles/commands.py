"""`aspire import`: bring in a published or an own catalogue of roles and skills."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import IntegrityError, OperationalError

from portal import peak, schema
from portal.db import db, transaction
from portal.errors import Refused
from portal.roles.importing import esco, left_out, onet, onet_files, roles_csv, skills_csv
from portal.roles.importing.catalogue import Catalogue, Tell
from portal.roles.importing.compare import compare
from portal.roles.importing.plan import Plan
from portal.roles.queries import known_names
from portal.roles.rules import bring_in

SHOWN = 10


@click.group("import")
def imports() -> None:
    """Bring in roles, skills and learning: a published classification, or a file of your own."""


@imports.command("onet")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--retire", is_flag=True, help="Retire roles the distribution no longer has.")
@with_appcontext
def import_onet(path: Path, retire: bool) -> None:
    """Import the O*NET text distribution in PATH, a folder or the .zip as downloaded.

    Running it again changes nothing, or only what the distribution has changed.
    """
    begun = time.monotonic()
    with told() as tell, in_words():
        catalogue = onet.read(path, lambda words, share: tell(words, share * 0.5))
        plan = _brought_in(
            catalogue, retire, False, lambda words, share: tell(words, 0.5 + share * 0.5)
        )
    _summary(catalogue, plan, begun)


@imports.command("esco")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--roles", is_flag=True, help="Bring in the occupations as roles, too.")
@click.option("--retire", is_flag=True, help="Retire roles the distribution no longer has.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="List what is left out as CSV.")
@with_appcontext
def import_esco(path: Path, roles: bool, retire: bool, dry_run: bool, report: Path | None) -> None:
    """Import the skills of the ESCO classification in PATH, the folder of its CSV files.

    Skills the organisation has already are joined by name, and keep their words. Running it again
    changes nothing, or only what the distribution has changed.
    """
    begun = time.monotonic()
    with told() as tell, in_words():
        catalogue = esco.read(path, lambda words, share: tell(words, share * 0.4), roles=roles)
        plan = _brought_in(
            catalogue, retire, dry_run, lambda words, share: tell(words, 0.4 + share * 0.6)
        )
    _told_all(catalogue, plan, begun, dry_run, report)


@imports.command("skills")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="List what is left out as CSV.")
@click.option(
    "--source", default=roles_csv.SOURCE, show_default=True, help="Whose skills these are."
)
@with_appcontext
def import_skills(file: Path, dry_run: bool, report: Path | None, source: str) -> None:
    """Import skills from the CSV in FILE; docs/imports.md describes its columns.

    When any row is wrong, every wrong row is named and nothing is changed.
    """
    begun = time.monotonic()
    with told() as tell, in_words():
        _free(source)
        tell(f"Reading {file.name}", 0.0)
        plan = _brought_in(catalogue := skills_csv.read(file, source), False, dry_run, tell)
    _told_all(catalogue, plan, begun, dry_run, report)


@imports.command("roles")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--retire", is_flag=True, help="Retire roles of this source that the file lacks.")
@click.option(
    "--source", default=roles_csv.SOURCE, show_default=True, help="Whose roles these are."
)
@with_appcontext
def import_roles(file: Path, dry_run: bool, retire: bool, source: str) -> None:
    """Import roles from the CSV in FILE; docs/imports.md describes its columns.

    When any row is wrong, every wrong row is named and nothing is changed.
    """
    begun = time.monotonic()
    with told() as tell, in_words():
        _free(source)
        tell(f"Reading {file.name}", 0.0)
        catalogue = roles_csv.read(file, known_names(), source)
        plan = _brought_in(catalogue, retire, dry_run, tell)
    _told_all(catalogue, plan, begun, dry_run)


def _free(source: str) -> None:
    """Raises Refused for the name of a published classification."""
    if source in (onet_files.SOURCE, esco.SOURCE):
        raise Refused(
            f"The source “{source}” belongs to `aspire import {source}`; choose another name."
        )


def _brought_in(catalogue: Catalogue, retire: bool, dry_run: bool, tell: Tell) -> Plan:
    """What was done, or what would be."""
    if dry_run:
        return compare(catalogue, retire=retire)
    with transaction():
        return bring_in(catalogue, retire=retire, tell=tell)


def _told_all(
    catalogue: Catalogue, plan: Plan, begun: float, dry_run: bool, report: Path | None = None
) -> None:
    if dry_run:
        _details(catalogue, plan)
    _summary(catalogue, plan, begun, dry_run)
    if report is not None:
        left_out.write(report, plan.left_out)
        click.echo(f"What was left out is listed in {report}.")
    if dry_run:
        click.echo("Dry run: nothing was written.")


@contextmanager
def in_words() -> Iterator[None]:
    """A refusal is said in words, with the assurance that nothing was changed."""
    try:
        if schema.current(db.engine) != schema.newest():
            raise Refused("The database is not ready for this version: run `aspire db upgrade`.")
        yield
    except Refused as refused:
        raise Refused(f"{refused.message}\nNothing was changed.") from refused
    except (OperationalError, IntegrityError) as problem:
        raise Refused(
            "The database was busy with another change. Nothing was changed; try again. "
            f"({type(problem.orig).__name__})"
        ) from problem


@contextmanager
def told() -> Iterator[Tell]:
    """A bar on a terminal, a line for each stage in a log."""
    if not sys.stderr.isatty():
        stage = ""

        def line(words: str, _share: float) -> None:
            nonlocal stage
            if words != stage:
                stage = words
                click.echo(words, err=True)

        yield line
        return
    bar: Any = click.progressbar(
        length=1000, file=sys.stderr, item_show_func=lambda words: words or ""
    )
    with bar:

        def move(words: str, share: float) -> None:
            bar.update(int(share * 1000) - bar.pos, words)

        yield move


def _details(catalogue: Catalogue, plan: Plan) -> None:
    """What a dry run would do, role by role and skill by skill."""
    for title in plan.created.values():
        click.echo(f"create  {title}")
    for key, parts in plan.altered.items():
        click.echo(f"change  {catalogue.roles[key].title}: {', '.join(parts)}")
    for title in plan.retired:
        click.echo(f"retire  {title}")
    for family in plan.families.put:
        click.echo(f"create  family {family['name']}")
    for verb, skills in (("create", plan.skills.put), ("change", plan.skills.changed)):
        for skill in skills:
            click.echo(f"{verb}  skill {skill['name']}")


def _summary(catalogue: Catalogue, plan: Plan, begun: float, dry_run: bool = False) -> None:
    """Say what was done, and what it took."""
    figures = [
        (len(catalogue.skills), "skills"),
        (sum(len(skill.aliases) for skill in catalogue.skills.values()), "other words"),
        (len(catalogue.kin), "relations"),
    ]
    if roles := catalogue.roles.values():
        figures = [(len(roles), "roles"), *figures]
        figures += [
            (sum(len(getattr(role, part)) for role in roles), words)
            for part, words in (
                ("asks", "links"), ("aliases", "other titles"), ("requirements", "requirements"),
                ("moves", "moves"),
            )
        ]  # fmt: skip
    told = ", ".join(f"{count:,} {what}" for count, what in figures if count)
    click.echo(f"Read: {told}.")
    for note in plan.notes:
        click.echo(f"Note: {note}")
    _left_out(plan)
    if roles:
        click.echo(
            f"{len(plan.created):,} roles created, {len(plan.altered):,} changed, "
            f"{plan.unchanged:,} unchanged, {len(plan.retired):,} retired."
        )
    click.echo(
        f"{len(plan.skills.put):,} skills created, {len(plan.skills.changed):,} changed, "
        f"{plan.joined:,} of other sources joined; "
        f"{plan.changes:,} rows {'to write' if dry_run else 'written'}."
    )
    if plan.vanished:
        click.echo(
            f"No longer in it, but still in use (--retire ends that): {len(plan.vanished):,}, "
            f"{_some(plan.vanished)}."
        )
    click.echo(f"{time.monotonic() - begun:.1f} seconds{_peak()}.")


def _left_out(plan: Plan) -> None:
    """The first of what is not brought in; --report lists all of it."""
    if plan.left_out:
        click.echo(f"Left out: {len(plan.left_out):,}.")
        for one in plan.left_out[:SHOWN]:
            click.echo(f"  {one}")
        if len(plan.left_out) > SHOWN:
            click.echo(f"  … and {len(plan.left_out) - SHOWN:,} more; --report FILE lists them.")


def _peak() -> str:
    """The most memory this process had, where the system says it."""
    most = peak.megabytes()
    return "" if most is None else f", {most:.0f} MB at most"


def _some(titles: list[str]) -> str:
    more = len(titles) - SHOWN
    return "; ".join(titles[:SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
