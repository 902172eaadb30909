"""Settings: the environment becomes one frozen dataclass; a bad value stops the start."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formataddr, parseaddr
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
PUSH_KEY = re.compile(r"[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{87}")
# A name, a group of names, or for tests a service on this machine.
PUSH_SERVICE = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+|http://127\.0\.0\.1:\d{2,5}")


class BadSetting(Exception):
    """A setting whose value cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True)
class Keep:
    """How many months the portal keeps what nobody needs any more."""

    requests: int = 12
    looks: int = 12
    notices: int = 12
    audit: int = 24
    leavers: int = 24
    aspirations: int = 18
    concerns: int = 36
    check_ins: int = 24


@dataclass(frozen=True)
class Settings:
    """Everything the portal takes from its environment. Read once, at the start."""

    instance: Path
    database_url: str
    secret_key: str
    port: int
    demo: bool
    demo_public: bool
    base_url: str
    k: int
    clock: datetime | None
    log: str
    organisation: str
    trusted_proxies: int
    keep: Keep = Keep()
    smtp_url: str = ""
    mail_from: str = "Aspire <aspire@localhost>"
    search: str = ""
    time_zone: str = "UTC"
    concern_contact: str = ""
    vapid_key: str = ""
    push: tuple[str, ...] | None = ()

    @property
    def index_in_database(self) -> bool:
        """Whether the search index stands in PostgreSQL, and not in files of its own."""
        return not self.embedded and self.search != "whoosh"

    @property
    def embedded(self) -> bool:
        """Whether the data is in the instance folder (SQLite) rather than on a server."""
        return self.database_url.startswith("sqlite")

    @cached_property
    def index_folder(self) -> Path:
        return self.instance / "index"


def read(env: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Raises BadSetting, naming the variable, when a value cannot be used.
    """
    env = os.environ if env is None else env
    instance = _folder(env)
    database_url = _database(env, instance)
    port = _number(env, "PORT", 8000, low=1, high=65535)
    base_url = _address(env, "ASPIRE_BASE_URL", f"http://127.0.0.1:{port}")
    return Settings(
        instance=instance,
        database_url=database_url,
        secret_key=_secret(env, instance, database_url),
        port=port,
        demo=_yes(env, "ASPIRE_DEMO"),
        demo_public=_yes(env, "ASPIRE_DEMO_PUBLIC"),
        base_url=base_url,
        k=_number(env, "ASPIRE_K", 5, low=5, high=1000),
        clock=_moment(env, "ASPIRE_CLOCK"),
        log=_one_of(env, "ASPIRE_LOG", ("text", "json")),
        organisation=env.get("ASPIRE_ORGANISATION") or "City of Port Ashby",
        trusted_proxies=_number(env, "ASPIRE_TRUSTED_PROXIES", 0, low=0, high=5),
        search=_search(env, database_url),
        concern_contact=" ".join(env.get("ASPIRE_CONCERN_CONTACT", "").split())[:300],
        smtp_url=_mail_server(env),
        mail_from=_sender(env, base_url),
        time_zone=_time_zone(env),
        vapid_key=_push_keys(env),
        push=_push_services(env),
        keep=_keep(env),
    )


def _keep(env: Mapping[str, str]) -> Keep:
    return Keep(
        requests=_number(env, "ASPIRE_KEEP_REQUESTS", 12, low=1, high=120),
        looks=_number(env, "ASPIRE_KEEP_LOOKS", 12, low=1, high=120),
        notices=_number(env, "ASPIRE_KEEP_NOTICES", 12, low=1, high=120),
        audit=_number(env, "ASPIRE_KEEP_AUDIT", 24, low=1, high=120),
        leavers=_number(env, "ASPIRE_KEEP_LEAVERS", 24, low=0, high=120),
        aspirations=_number(env, "ASPIRE_KEEP_ASPIRATIONS", 18, low=12, high=120),
        concerns=_number(env, "ASPIRE_KEEP_CONCERNS", 36, low=1, high=240),
        check_ins=_number(env, "ASPIRE_KEEP_CHECK_INS", 24, low=4, high=120),
    )


def _folder(env: Mapping[str, str]) -> Path:
    """The instance folder, made first if absent: closed to others, writable for us."""
    instance = Path(env.get("ASPIRE_INSTANCE") or ROOT / "instance").resolve()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"ASPIRE_INSTANCE: the folder {instance} cannot be made ({error.strerror})."
        ) from None
    if not os.access(instance, os.W_OK | os.X_OK):
        raise BadSetting(f"ASPIRE_INSTANCE: nothing can be written in the folder {instance}.")
    return instance


def _database(env: Mapping[str, str], instance: Path) -> str:
    given = env.get("DATABASE_URL") or f"sqlite:///{instance / 'aspire.db'}"
    if not given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        # Without its value, which may hold a password.
        raise BadSetting("DATABASE_URL cannot be read. Look for unusual signs in it.") from None
    if given.startswith("sqlite") and not Path(url.database or "").is_absolute():
        raise BadSetting(
            "DATABASE_URL must name the file by its whole path, such as "
            "sqlite:////srv/aspire/aspire.db."
        )
    if given.startswith("postgresql") and find_spec("psycopg") is None:
        raise BadSetting(
            "DATABASE_URL names PostgreSQL, whose driver is not installed. Run: "
            "pip install --require-hashes -r requirements/postgres.txt"
        )
    return given


def _search(env: Mapping[str, str], database_url: str) -> str:
    """Where the index stands; nothing where it follows the database."""
    search = _one_of(env, "ASPIRE_SEARCH", ("", "whoosh", "postgresql"))
    if search == "postgresql" and not database_url.startswith("postgresql"):
        raise BadSetting("ASPIRE_SEARCH is postgresql, so DATABASE_URL must name PostgreSQL.")
    return search


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    raw = (env.get(name) or default).rstrip("/")
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadSetting(f"{name} must be an address such as https://aspire.example.org.")
    return raw


def _mail_server(env: Mapping[str, str]) -> str:
    """Where mail goes; nothing where it is written to files. Never said back: it has a password."""
    raw = env.get("ASPIRE_SMTP_URL", "")
    try:
        parts = urlsplit(raw)
        good = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if raw and not good:
        raise BadSetting(
            "ASPIRE_SMTP_URL must be an address such as smtps://user:password@mail.example.org."
        )
    return raw


def _sender(env: Mapping[str, str], base_url: str) -> str:
    """Who mail comes from."""
    raw = env.get("ASPIRE_MAIL_FROM") or f"Aspire <aspire@{urlsplit(base_url).hostname}>"
    name, address = parseaddr(raw)
    if "@" not in address or not raw.isprintable():
        raise BadSetting("ASPIRE_MAIL_FROM must be like Aspire <aspire@example.org>.")
    return formataddr((name, address))


def _time_zone(env: Mapping[str, str]) -> str:
    """The zone of those who chose none: a name of the IANA database."""
    name = env.get("ASPIRE_TIME_ZONE") or "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting("ASPIRE_TIME_ZONE must be a name such as Europe/Berlin.") from None
    return name


def _push_keys(env: Mapping[str, str]) -> str:
    """The keys push services know us by; nothing where they are in the instance folder."""
    raw = env.get("ASPIRE_VAPID_KEY", "").strip()
    if raw and not all(PUSH_KEY.fullmatch(key) for key in raw.replace(",", " ").split()):
        raise BadSetting("ASPIRE_VAPID_KEY must be what `aspire push key` prints.")
    return raw


def _push_services(env: Mapping[str, str]) -> tuple[str, ...] | None:
    """Push services beside those of the usual browsers; None where nothing is pushed."""
    names = env.get("ASPIRE_PUSH", "").replace(",", " ").split()
    if names == ["off"]:
        return None
    if not all(PUSH_SERVICE.fullmatch(name) for name in names):
        raise BadSetting("ASPIRE_PUSH must be off, or names such as push.example.org.")
    return tuple(names)


def _number(env: Mapping[str, str], name: str, default: int, *, low: int, high: int) -> int:
    raw = env.get(name) or str(default)
    try:
        value = int(raw)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number.") from None
    if not low <= value <= high:
        raise BadSetting(f"{name} must be between {low} and {high}.")
    return value


def _yes(env: Mapping[str, str], name: str) -> bool:
    raw = env.get(name, "").lower()
    if raw not in ("", "0", "1", "no", "yes", "false", "true"):
        raise BadSetting(f"{name} must be 1 or 0.")
    return raw in ("1", "yes", "true")


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    raw = env.get(name) or choices[0]
    if raw not in choices:
        raise BadSetting(f"{name} must be one of: {', '.join(filter(None, choices))}.")
    return raw


def _moment(env: Mapping[str, str], name: str) -> datetime | None:
    raw = env.get(name)
    if not raw:
        return None
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise BadSetting(f"{name} must be a date and time such as 2026-04-14T09:00:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _secret(env: Mapping[str, str], instance: Path, database_url: str) -> str:
    """SECRET_KEY, or on the embedded default one made once and kept in the instance folder."""
    given = env.get("SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            raise BadSetting("SECRET_KEY must have at least 32 characters.")
        return given
    if not database_url.startswith("sqlite"):
        raise BadSetting("SECRET_KEY is required when the data is on PostgreSQL.")
    return _kept_secret(instance / "secret_key")


def _kept_secret(path: Path) -> str:
    """The key in `path`, made first if absent; two processes that start at once agree on one."""
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        try:
            # link() fails where the name exists: whoever comes second takes the first one's key.
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
