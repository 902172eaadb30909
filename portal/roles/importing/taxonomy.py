"""Which skill of the taxonomy a catalogue means, and which it adds."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from portal.batches import batches
from portal.db import db
from portal.roles import kin
from portal.roles.importing.catalogue import Catalogue, Code, LeftOut, SkillEntry
from portal.roles.importing.csv_file import Problem, Wrong
from portal.roles.importing.plan import Plan, Values
from portal.roles.models import Role, RoleSkill
from portal.skills.models import Kind, Skill, SkillAlias, SkillCode, Status

COLUMNS = (
    "id", "name", "folded", "kind", "description", "category", "status", "merged_into_id",
    "source", "core", "critical", "kind_guessed",
)  # fmt: skip
AT_ONCE = 500


def resolve(catalogue: Catalogue, plan: Plan) -> dict[str, UUID]:
    """The id of every skill the catalogue speaks of, by folded name; new ones are planned.

    A skill is known by what a source calls it, then by its name, then by an alias that only one
    has; one that was merged stands for the one it was merged into. What another source or HR
    wrote is used, never overwritten. Raises Wrong where a list of ours contradicts itself or the
    taxonomy.
    """
    known = _Known()
    ids: dict[str, UUID] = {}
    rows: dict[UUID, Values] = {}
    problems: list[Problem] = []
    for folded, entry in catalogue.skills.items():
        row, meant = known.find(folded, entry)
        if row is None:
            row = _new(catalogue.source, folded, entry)
            plan.skills.put.append(row)
            known.add(row)
        elif row["id"] in rows:
            _twice(catalogue, plan, problems, entry, row)
        else:
            plan.joined += row["source"] != catalogue.source
            changes = known.changes(row, catalogue, meant, folded, entry)
            if changes:
                keep = {name: row[name] for name in COLUMNS if name != "merged_into_id"}
                rows[row["id"]] = keep | changes
                plan.skills.changed.append(rows[row["id"]])
        rows.setdefault(row["id"], row)
        ids[folded] = row["id"]
    _codes(catalogue, plan, known, ids, problems)
    if problems:
        file = next((entry.place[0] for entry in catalogue.skills.values()), catalogue.source)
        raise Wrong(file, sorted(problems, key=lambda problem: problem.line))
    _aliases(catalogue, plan, known, ids, rows)
    kin.compare(catalogue, plan, ids)
    _stain(plan)
    return ids


class _Known:
    """The taxonomy as it stands, to be asked by code, name and alias."""

    def __init__(self) -> None:
        statement = select(*(getattr(Skill, name) for name in COLUMNS))
        self.by_id: dict[UUID, Values] = {}
        self.by_name: dict[str, Values] = {}
        for row in db.session.execute(statement):
            self.add(dict(zip(COLUMNS, row, strict=True)))
        codes = select(SkillCode.source, SkillCode.code, SkillCode.skill_id)
        self.by_code: dict[Code, UUID] = {(s, c): id for s, c, id in db.session.execute(codes)}
        self.aliases: dict[UUID, set[str]] = {}
        self.by_alias: dict[str, set[UUID]] = {}
        for folded, id in db.session.execute(select(SkillAlias.folded, SkillAlias.skill_id)):
            self.aliases.setdefault(id, set()).add(folded)
            if self.by_id[id]["status"] == Status.ACTIVE:
                self.by_alias.setdefault(folded, set()).add(id)

    def add(self, row: Values) -> None:
        self.by_id[row["id"]] = self.by_name[row["folded"]] = row

    def find(self, folded: str, entry: SkillEntry) -> tuple[Values | None, bool]:
        """The skill, and whether it is the very one and not an alias or a merger of it."""
        coded = next((self.by_code[code] for code in entry.codes if code in self.by_code), None)
        row = self.by_id[coded] if coded else self.by_name.get(folded)
        meant = row is not None
        if row is None and len(named := self.by_alias.get(folded, set())) == 1:
            row = self.by_id[next(iter(named))]
        while row is not None and row["merged_into_id"] is not None:
            row, meant = self.by_id[row["merged_into_id"]], False
        return row, meant

    def changes(
        self, row: Values, catalogue: Catalogue, meant: bool, folded: str, entry: SkillEntry
    ) -> Values:
        """What changes about a known skill: its marks, and its words where the source may."""
        proposed = row["status"] == Status.PROPOSED
        wanted: Values = {}
        if meant and (proposed or row["source"] == catalogue.source):
            told = ("kind", "description", "category")
            wanted = {name: str(words) for name in told if (words := getattr(entry, name))}
            wanted["source"] = catalogue.source
            wanted["kind_guessed"] = row["kind_guessed"] and not entry.kind
            if self.by_name.get(folded, row) is row:  # no other skill has this name
                wanted |= {"name": entry.name, "folded": folded}
            if proposed:
                wanted["status"] = str(Status.ACTIVE)
        wanted |= {mark: value for mark, value in entry.marks.items() if meant or mark != "status"}
        return {name: value for name, value in wanted.items() if row[name] != value}


def _new(source: str, folded: str, entry: SkillEntry) -> Values:
    return {
        "id": uuid4(),
        "name": entry.name,
        "folded": folded,
        "kind": str(entry.kind or Kind.TECHNICAL),
        "kind_guessed": not entry.kind,
        "description": entry.description,
        "category": entry.category,
        "status": str(Status.ACTIVE),
        "merged_into_id": None,
        "source": source,
        "core": False,
        "critical": False,
    } | entry.marks


def _twice(
    catalogue: Catalogue, plan: Plan, problems: list[Problem], entry: SkillEntry, row: Values
) -> None:
    """Two names of a catalogue turn out to be one skill here."""
    file, line = entry.place
    if catalogue.ours:
        words = f"the same skill as “{row['name']}”, which stands here before. Keep one row."
        problems.append(Problem(line, "name", words))
    elif file:
        words = f"joined with “{row['name']}”, which is the same skill here."
        plan.left_out.append(LeftOut(file, line, "preferredLabel", words))


def _codes(
    catalogue: Catalogue,
    plan: Plan,
    known: _Known,
    ids: dict[str, UUID],
    problems: list[Problem],
) -> None:
    """What sources call the skills. A code that leads to a skill merged away stays as it is."""
    for folded, entry in catalogue.skills.items():
        for source, code in entry.codes:
            has, _ = known.find("", SkillEntry("", codes=[(source, code)]))
            if has is None:
                known.by_code[source, code] = ids[folded]
                plan.codes.put.append({"source": source, "code": code, "skill_id": ids[folded]})
            elif catalogue.ours and known.by_name.get(folded, has) is not has:
                words = f"“{source}:{code}” is the code of “{has['name']}”, which is another skill."
                problems.append(Problem(entry.place[1], "codes", words))


def _aliases(
    catalogue: Catalogue,
    plan: Plan,
    known: _Known,
    ids: dict[str, UUID],
    rows: dict[UUID, Values],
) -> None:
    """Other words for the skills. None is ever taken out: HR or another source may have put it."""
    for folded, entry in catalogue.skills.items():
        row = rows[ids[folded]]
        if not catalogue.ours and row["source"] != catalogue.source:
            continue
        have = known.aliases.setdefault(row["id"], set())
        for other, name in entry.aliases.items():
            taken = known.by_name.get(other)
            if taken is not None:
                if taken["id"] != row["id"]:
                    words = f"“{name}” is the name of another skill."
                    plan.left_out.append(LeftOut(*entry.place, "aliases", words))
            elif other not in have:
                have.add(other)
                plan.skill_aliases.put.append(
                    {"id": uuid4(), "skill_id": row["id"], "name": name, "folded": other}
                )


def _stain(plan: Plan) -> None:
    """What search must read anew: the skills, and the roles that ask for a renamed one."""
    renamed = [row["id"] for row in plan.skills.changed]
    touched: list[Any] = [row["id"] for row in plan.skills.put] + renamed
    plan.named.update(touched, (row["skill_id"] for row in plan.skill_aliases.put))
    touched += [row["skill_id"] for row in (*plan.skill_aliases.put, *plan.codes.put)]
    plan.stained.update(f"skill:{id}" for id in touched)
    for some in batches(renamed, AT_ONCE):
        asking = select(RoleSkill.role_id).join(Role).where(Role.status == "active")
        listed = asking.where(RoleSkill.skill_id.in_(some)).distinct()
        plan.stained.update(f"role:{id}" for id in db.session.scalars(listed))
