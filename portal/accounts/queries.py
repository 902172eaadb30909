"""Reading accounts and sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.accounts.models import Account, SignedIn, SignInFailure
from portal.db import db
from portal.people.models import Person

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


def alive(now: datetime) -> ColumnElement[bool]:
    """The condition under which a session still counts."""
    duty = or_(Account.hr, Account.admin)
    return and_(
        Account.disabled_at.is_(None),
        or_(Person.left_on.is_(None), Person.left_on > now.date()),
        or_(
            and_(
                duty,
                SignedIn.seen_at > now - IDLE_DUTY,
                SignedIn.created_at > now - ABSOLUTE_DUTY,
            ),
            and_(~duty, SignedIn.seen_at > now - IDLE, SignedIn.created_at > now - ABSOLUTE),
        ),
    )


def session_row(token_digest: str) -> Row[SignedIn, Account, Person, bool] | None:
    """Session, account, person and whether they lead people, in one statement; None if it ended."""
    report = aliased(Person)
    leads = exists().where(
        report.manager_id == Person.id,
        or_(report.left_on.is_(None), report.left_on > clock.today()),
    )
    statement: Select[SignedIn, Account, Person, bool] = (
        select(SignedIn, Account, Person, leads)
        .join(Account, SignedIn.account_id == Account.id)
        .join(Person, Account.person_id == Person.id)
        .where(SignedIn.token_digest == token_digest, alive(clock.now()))
    )
    return db.session.execute(statement).one_or_none()


def sessions_of(account_id: UUID) -> list[SignedIn]:
    """The sessions of an account, the last seen first."""
    return list(
        db.session.scalars(
            select(SignedIn)
            .where(SignedIn.account_id == account_id)
            .order_by(SignedIn.seen_at.desc())
        )
    )


def failures(since: datetime, *, name: str | None = None, address: str | None = None) -> int:
    """How many sign-ins failed since, for a name, an address, or the pair of them."""
    statement = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > since)
    if name is not None:
        statement = statement.where(SignInFailure.name_digest == name)
    if address is not None:
        statement = statement.where(SignInFailure.address_digest == address)
    return db.session.scalar(statement) or 0
