"""From a CSV file of one's own to the catalogue of learning; docs/imports.md tells its columns.

Rows are written as they are read, and the whole is taken back when anything in any row is wrong.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.errors import Refused
from portal.learning.curating import rules
from portal.learning.curating.entry import READINGS, Entry, entry_of, read
from portal.learning.importing.cells import Names, dates, skills
from portal.learning.models import (
    LearningDate,
    LearningItem,
    LearningSkill,
    Provider,
    learning_prerequisite,
)
from portal.roles.importing.csv_file import Row, Sheet, choice, listed, quoted
from portal.skills.fold import fold

SOURCE = "own"
HEADERS = {
    "title": ("name", "course", "course title"),
    "code": ("id", "external id", "course code"),
    "provider": ("offered by", "vendor"),
    "provider kind": (),
    "contact": ("provider contact",),
    "email": ("provider email",),
    "format": ("type", "kind"),
    "summary": ("description",),
    "hours": ("duration", "duration hours"),
    "cost": ("price",),
    "currency": (),
    "payer": ("who pays", "paid by"),
    "language": (),
    "url": ("link", "address"),
    "certificate": (),
    "certificate_months": ("months", "valid months", "validity"),
    "status": (),
    "skills": ("skill", "teaches"),
    "dates": ("date",),
    "needs": ("prerequisites", "requires"),
}
KINDS = {
    "internal": "internal",
    "external": "external",
    "inside": "internal",
    "outside": "external",
}
Tell = Callable[[str, float], None]
PayerRefused = Callable[[UUID, str], str]
"""Why a payer may not pay for an item that is there, in words; empty where they may."""
PAIRS = learning_prerequisite.c


@dataclass
class Brought:
    """What a file did, or would do: titles by what became of them."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    retired: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    providers: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def bring_in(
    path: Path, source: str, tell: Tell, refused: PayerRefused, *, retire: bool = False
) -> Brought:
    """Bring the items of a file in, in the current transaction; again, it only brings what differs.

    An item is known by its source and its code, or by its title where the file has no codes. Parts
    whose column is not in the file stay as they are, and so do dates that are not. Raises Wrong
    with every row that cannot be taken, or Refused when the file is none.
    """
    sheet = Sheet(path, HEADERS, ("title", "provider"))
    rules.one_at_a_time()
    importer = Importer(sheet, source, refused)
    rows = list(sheet)
    for number, row in enumerate(rows):
        if number % 50 == 0:
            tell("Items", number / len(rows) * 0.8)
        importer.take(row)
    tell("What comes before what", 0.8)
    importer.link()
    if not rows and not sheet.problems:
        sheet.wrong(1, "", "nothing to learn stands below the header.")
    sheet.check()
    importer.vanish(retire)
    importer.done.unread = sheet.unread
    db.session.flush()
    tell("Done", 1.0)
    return importer.done


class Importer:
    """One file on its way in."""

    def __init__(self, sheet: Sheet, source: str, refused: PayerRefused) -> None:
        self.sheet, self.source, self._refused = sheet, source, refused
        self.done = Brought()
        self._names = Names()
        self._known = {row.external_id or "": row for row in _items(source)}
        self._providers = {row.name.casefold(): row for row in db.session.scalars(select(Provider))}
        self._seen: dict[str, int] = {}
        self._needs: list[tuple[Row, LearningItem, list[str]]] = []
        self._titles: dict[str, list[LearningItem]] = {}
        for row in db.session.scalars(select(LearningItem).where(LearningItem.status != "retired")):
            self._titles.setdefault(fold(row.title), []).append(row)

    def take(self, row: Row) -> None:
        """Write what a row says, if all of it can be right."""
        key = row["code"][:300] or fold(row["title"])
        if not key:
            self.sheet.wrong(row.line, "title", "empty. Write what it is called in every row.")
            return
        if key in self._seen:
            words = f"{quoted(key)} stands in line {self._seen[key]} already."
            self.sheet.wrong(row.line, "code" if row["code"] else "title", words)
            return
        self._seen[key] = row.line
        item = self._known.get(key)
        before = len(self.sheet.problems)
        entry = self._entry(row, item)
        taught = skills(self.sheet, row, self._names)
        when = dates(self.sheet, row, item)
        if entry is None or len(self.sheet.problems) > before:
            return
        provider = self._provider(row, entry.provider)
        entry = replace(entry, provider=provider.name)
        new = item is None
        item = item or self._new(entry, provider, key)
        changed = [not new and self._edited(row, item, entry, provider)]
        if taught is not None:
            changed.append(_teach(item, taught))
        changed.append(_hold(item, when))
        if "needs" in self.sheet.columns:
            self._needs.append((row, item, listed(row["needs"])))
        self._count(item, new, any(changed))

    def _edited(self, row: Row, item: LearningItem, entry: Entry, provider: Provider) -> bool:
        """Say what the row says of an item that is there; whether that is new."""
        no_payer = self._refused(item.id, entry.payer)
        if no_payer:
            self.sheet.wrong(row.line, "payer", no_payer)
            return False
        try:
            return rules.edit(item, entry, provider)
        except Refused as no:
            self.sheet.wrong(row.line, "status", no.message)
            return False

    def _count(self, item: LearningItem, new: bool, changed: bool) -> None:
        if new:
            self.done.created.append(item.title)
            self._titles.setdefault(fold(item.title), []).append(item)
        elif changed:
            self.done.changed.append(item.title)
        else:
            self.done.unchanged += 1

    def _entry(self, row: Row, item: LearningItem | None) -> Entry | None:
        """What the row says of the item, over what is said of it already."""
        given = {}
        if item is not None:
            given = {name: str(value) for name, value in vars(entry_of(item)).items() if value}
        given |= {name: row[name] for name in READINGS if name in self.sheet.columns}
        entry, wrong = read(given)
        for column, words in wrong.items():
            self.sheet.wrong(row.line, column.replace("_", " "), words)
        return entry

    def _provider(self, row: Row, name: str) -> Provider:
        """The provider a row names, made where there is none."""
        if name.casefold() in self._providers:
            return self._providers[name.casefold()]
        made = Provider(
            name=name,
            kind=choice(self.sheet, row, "provider kind", KINDS, "external"),
            contact=row["contact"][:200],
            email=row["email"][:200],
        )
        db.session.add(made)
        db.session.flush()
        self._providers[name.casefold()] = made
        self.done.providers.append(name)
        return made

    def _new(self, entry: Entry, provider: Provider, key: str) -> LearningItem:
        item = rules.add(entry, provider)
        item.source, item.external_id = self.source, key
        self._known[key] = item
        return item

    def link(self) -> None:
        """Say what comes before what, once all items are there."""
        had: dict[UUID, set[UUID]] = {}
        for one, other in db.session.execute(select(*PAIRS)):
            had.setdefault(one, set()).add(other)
        for row, item, wanted in self._needs:
            found = [self._meant(row, words) for words in wanted]
            needed = {one.id for one in found if one is not None}
            before = had.get(item.id, set())
            if None in found or needed == before:
                continue
            had[item.id] = needed
            if rules.around([(one, other) for one in had for other in had[one]], item.id):
                words = "nobody could ever begin: what comes before it needs it, in the end."
                self.sheet.wrong(row.line, "needs", words)
                return
            for other in before - needed:
                rules.need_no_more(item, other)
            if needed - before:
                rules.link(item, needed - before)

    def _meant(self, row: Row, words: str) -> LearningItem | None:
        """What a cell calls something by: its code in this file, or a title."""
        named = self._titles.get(fold(words), [])
        item = self._known.get(words) or (named[0] if len(named) == 1 else None)
        if item is None:
            many = "several things have this title" if named else "there is nothing of this name"
            self.sheet.wrong(row.line, "needs", f"{quoted(words)}: {many}. Write a code.")
        return item

    def vanish(self, retire: bool) -> None:
        """What this source brought once and has no longer: named, and retired where asked for."""
        for key, item in self._known.items():
            if key not in self._seen and item.status == "active":
                if retire:
                    rules.retire(item)
                (self.done.retired if retire else self.done.vanished).append(item.title)


def _items(source: str) -> Iterable[LearningItem]:
    return db.session.scalars(
        select(LearningItem)
        .where(LearningItem.source == source)
        .options(
            joinedload(LearningItem.provider),
            selectinload(LearningItem.skills),
            selectinload(LearningItem.dates),
        )
    ).unique()


def _teach(item: LearningItem, wanted: dict[UUID, int]) -> bool:
    """It teaches these skills and no others; whether that is new."""
    had = {row.skill_id: row for row in item.skills}
    levels = {key: row.level for key, row in had.items()}
    for key, row in had.items():
        if key not in wanted:
            item.skills.remove(row)
        else:
            row.level = wanted[key]
    item.skills += [
        LearningSkill(skill_id=key, level=level) for key, level in wanted.items() if key not in had
    ]
    return levels != wanted


def _hold(item: LearningItem, wanted: Iterable[LearningDate]) -> bool:
    """It is held on these dates as well; whether one is new."""
    made = list(wanted)
    item.dates += made
    return bool(made)
