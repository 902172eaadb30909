"""`aspire user`: accounts, from the command line."""

import click
from flask import current_app
from flask.cli import with_appcontext

from portal import audit, clock
from portal.accounts import queries, rules
from portal.accounts.models import Account
from portal.db import db, transaction
from portal.errors import Refused
from portal.people.models import Department, Person
from portal.personal.erasing import erase


@click.group()
def user() -> None:
    """Add people, disable and enable their accounts, set passwords."""


def _account(email: str) -> Account:
    account = queries.by_email(email)
    if account is None:
        raise Refused(f"Nobody signs in as {email}.")
    return account


def _words() -> tuple[str, ...]:
    return ("aspire", *current_app.config["ORGANISATION"].split())


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--department", required=True, help="Made if there is none of this name.")
@click.option("--title", default="", help="The title of their job.")
@click.option("--manager", help="The email of the manager.")
@click.option("--hr", is_flag=True, help="May read the insights.")
@click.option("--admin", is_flag=True, help="May administer the portal.")
@click.password_option()
@with_appcontext
def add(email: str, name: str, department: str, title: str, manager: str | None,
        hr: bool, admin: bool, password: str) -> None:  # fmt: skip
    """A person with an account. The password is asked for, or read from --password."""
    email = email.strip().casefold()
    with transaction() as session:
        if "@" not in email:
            raise Refused(f"{email} is not an email address.")
        if queries.by_email(email):
            raise Refused(f"{email} signs in already.")
        place = session.query(Department).filter_by(name=department).one_or_none()
        if place is None:
            place = Department(name=department)
            session.add(place)
            session.flush()
        lead = _account(manager).person_id if manager else None
        person = Person(name=name, job_title=title, department_id=place.id, manager_id=lead,
                        hired_on=clock.today())  # fmt: skip
        session.add(person)
        session.flush()
        account = Account(person_id=person.id, email=email, hr=hr, admin=admin, password_hash=None)
        session.add(account)
        session.flush()
        rules.set_password(account, password, words=_words())
        audit.record("account.add", actor_id=None, thing=account)
    click.echo(f"{name} can sign in as {email}.")


@user.command()
@click.argument("email")
@with_appcontext
def disable(email: str) -> None:
    """Out at the next click, and no way in."""
    with transaction():
        account = _account(email)
        rules.disable(account)
        audit.record("account.disable", actor_id=None, thing=account)
    click.echo(f"{email} can no longer sign in.")


@user.command()
@click.argument("email")
@with_appcontext
def enable(email: str) -> None:
    """May sign in again."""
    with transaction():
        account = _account(email)
        rules.enable(account)
        audit.record("account.enable", actor_id=None, thing=account)
    click.echo(f"{email} can sign in again.")


@user.command("set-password")
@click.argument("email")
@click.password_option()
@with_appcontext
def set_password(email: str, password: str) -> None:
    """A new password; every session of the account ends."""
    with transaction():
        account = _account(email)
        rules.set_password(account, password, words=_words())
        rules.end_sessions(account.id)
        audit.record("account.set-password", actor_id=None, thing=account)
    db.session.remove()
    click.echo(f"{email} has a new password and is signed out everywhere.")


@user.command("erase")
@click.argument("email")
@click.confirmation_option(prompt="This cannot be taken back. Erase this person?")
@with_appcontext
def erase_person(email: str) -> None:
    """Everything about a person; what counts and others need stays without a name."""
    with transaction():
        erase(_account(email).person_id, by=None)
    click.echo(f"{email} is erased. The worker now clears the search index and the log on disk.")
