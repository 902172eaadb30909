"""Reading accounts and sessions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from portal import clock
from portal.accounts.models import Account, SignedIn, SignInFailure
from portal.composed import prepared
from portal.db import Moment, columns, db
from portal.light import Light
from portal.people.models import Person
from portal.people.queries import here, today

# Inactivity and absolute ends of a session (NIST AAL2 for duties that reach further).
IDLE, ABSOLUTE = timedelta(hours=12), timedelta(days=30)
IDLE_DUTY, ABSOLUTE_DUTY = timedelta(minutes=30), timedelta(hours=12)


def by_email(email: str) -> Account | None:
    """The account that signs in with this address, whatever its case and surrounding spaces."""
    return db.session.scalar(
        select(Account)
        .where(Account.email == email.strip().casefold())
        .options(joinedload(Account.person))
    )


@cache
def active(*, few: bool = False) -> ColumnElement[bool]:
    """The condition that a person works here and may sign in.

    `few` is for a statement that comes to its people one by one. By an equal sign SQLite finds each
    account by the index of all, and reads it; so it looks among the disabled ones alone.
    """
    theirs: ColumnElement[bool] = Account.person_id == Person.id
    if few:
        theirs = Account.person_id.between(Person.id, Person.id)
    return and_(here(), ~exists().where(theirs, Account.disabled_at.is_not(None)))


def is_active(person_id: UUID) -> bool:
    """Whether this person works here and may sign in."""
    return bool(db.session.scalar(select(exists().where(Person.id == person_id, active()))))


def _ago(span: timedelta) -> BindParameter[datetime]:
    """This long before now, worked out whenever the statement runs."""
    return bindparam(None, callable_=lambda: clock.now() - span, type_=Moment())


# Who else has a duty that reaches further: a capability above adds its condition on a Person.
DUTIES: list[ColumnElement[bool]] = []


@cache
def _alive() -> ColumnElement[bool]:
    """The condition under which a session still counts."""
    duty = or_(Account.hr, Account.admin, *DUTIES)
    return and_(
        Account.disabled_at.is_(None),
        here(),
        or_(
            and_(
                duty,
                SignedIn.seen_at > _ago(IDLE_DUTY),
                SignedIn.created_at > _ago(ABSOLUTE_DUTY),
            ),
            and_(~duty, SignedIn.seen_at > _ago(IDLE), SignedIn.created_at > _ago(ABSOLUTE)),
        ),
    )


# What else the frame of every page says of a person: a capability above adds its figure when it is
# loaded, so that one statement reads them all.
FRAME: dict[str, Callable[[InstrumentedAttribute[UUID]], Select[int]]] = {}


def about_actor() -> tuple[SQLColumnExpression[Any], ...]:
    """What the policy needs to know of an account and its person, for a statement that has both."""
    report = aliased(Person)
    leads = exists().where(
        report.manager_id == Person.id,
        or_(report.left_on.is_(None), report.left_on > today()),
    )
    return (
        Account.hr, Account.admin, Account.theme,
        Person.id, Person.name, Person.job_title, Person.department_id, Person.manager_id,
        Person.role_id, Person.level, Person.time_zone, leads.label("leads"),
    )  # fmt: skip


@prepared
def _session_statement() -> Select[*tuple[Any, ...]]:
    """Every request begins with this one: built once, and of columns rather than whole rows."""
    return (
        select(
            SignedIn.id.label("session_id"), SignedIn.seen_at, SignedIn.account_id, *about_actor(),
            *(figure(Person.id).scalar_subquery().label(name) for name, figure in FRAME.items()),
        )
        .join(Account, SignedIn.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .where(SignedIn.token_digest == bindparam("digest"), _alive())
    )  # fmt: skip


def session_row(token_digest: str) -> Row[*tuple[Any, ...]] | None:
    """What an actor is made of, and when the session was seen; None if it ended."""
    return columns(_session_statement(), digest=token_digest).one_or_none()


def sessions_of(account_id: UUID) -> list[SignedIn]:
    """The sessions of an account, the last seen first, to be read."""
    return SESSION.rows(_sessions(), account_id=account_id)


SESSION = Light(SignedIn)


@prepared
def _sessions() -> Select[Any]:
    statement = SESSION.select.where(SignedIn.account_id == bindparam("account_id"))
    return statement.order_by(SignedIn.seen_at.desc())


def began(session_id: UUID) -> datetime:
    """When this session was opened, or last confirmed by the password."""
    return columns(_began(), id=session_id).scalar_one()


@prepared
def _began() -> Select[datetime]:
    return select(SignedIn.created_at).where(SignedIn.id == bindparam("id"))


def failures(since: datetime, *, name: str | None = None, address: str | None = None) -> int:
    """How many sign-ins failed since, for a name, an address, or the pair of them."""
    statement = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > since)
    if name is not None:
        statement = statement.where(SignInFailure.name_digest == name)
    if address is not None:
        statement = statement.where(SignInFailure.address_digest == address)
    return db.session.scalar(statement) or 0
