"""Which skill of the taxonomy a catalogue means, and which it adds."""

from uuid import UUID, uuid4

from sqlalchemy import select

from portal.db import db
from portal.roles.catalogue import Catalogue, SkillEntry
from portal.roles.models import Role, RoleSkill
from portal.roles.plan import Plan, Values
from portal.skills.models import Kind, Skill, SkillAlias, Status

COLUMNS = (
    "id", "name", "folded", "kind", "description", "category", "status", "merged_into_id",
    "source", "external_id",
)  # fmt: skip


def resolve(catalogue: Catalogue, plan: Plan) -> dict[str, UUID]:
    """The id of every skill the catalogue speaks of, by folded name; new ones are planned.

    A skill is known by what the source calls it, then by its name, then by an alias that only one
    has; one that was merged stands for the one it was merged into. What another source or HR
    wrote is used, never overwritten.
    """
    known = _Known()
    ids: dict[str, UUID] = {}
    renamed: list[UUID] = []
    for folded, entry in catalogue.skills.items():
        row, meant = known.find(catalogue.source, folded, entry)
        if row is None:
            row = _new(catalogue.source, folded, entry)
            plan.skills.put.append(row)
            plan.stained.add(f"skill:{row['id']}")
            known.add(row)
        elif meant and row["id"] not in ids.values():
            free = known.by_name.get(folded, row) is row
            changes = _changes(row, catalogue.source, folded if free else None, entry)
            if changes:
                keep = {name: row[name] for name in COLUMNS if name != "merged_into_id"}
                plan.skills.changed.append(keep | changes)
                plan.stained.add(f"skill:{row['id']}")
                renamed.append(row["id"])
        ids[folded] = row["id"]
    for start in range(0, len(renamed), 500):
        asking = select(RoleSkill.role_id).join(Role).where(Role.status == "active")
        listed = asking.where(RoleSkill.skill_id.in_(renamed[start : start + 500])).distinct()
        plan.stained.update(f"role:{id}" for id in db.session.scalars(listed))
    return ids


class _Known:
    """The taxonomy as it stands, to be asked by external id, name and alias."""

    def __init__(self) -> None:
        statement = select(*(getattr(Skill, name) for name in COLUMNS))
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in db.session.execute(statement)]
        self.by_id: dict[UUID, Values] = {}
        self.by_name: dict[str, Values] = {}
        self.by_source: dict[tuple[str | None, str], Values] = {}
        for row in rows:
            self.add(row)
        self.by_alias: dict[str, set[UUID]] = {}
        aliases = select(SkillAlias.folded, SkillAlias.skill_id).join(Skill)
        for folded, id in db.session.execute(aliases.where(Skill.status == Status.ACTIVE)):
            self.by_alias.setdefault(folded, set()).add(id)

    def add(self, row: Values) -> None:
        self.by_id[row["id"]] = self.by_name[row["folded"]] = row
        if row["external_id"] is not None:
            self.by_source[row["source"], row["external_id"]] = row

    def find(self, source: str, folded: str, entry: SkillEntry) -> tuple[Values | None, bool]:
        """The skill, and whether it is the very one and not an alias or a merger of it."""
        row = self.by_source.get((source, entry.external_id or "")) or self.by_name.get(folded)
        meant = row is not None
        if row is None and len(named := self.by_alias.get(folded, set())) == 1:
            row = self.by_id[next(iter(named))]
        while row is not None and row["merged_into_id"] is not None:
            row, meant = self.by_id[row["merged_into_id"]], False
        return row, meant


def _new(source: str, folded: str, entry: SkillEntry) -> Values:
    return {
        "id": uuid4(),
        "name": entry.name,
        "folded": folded,
        "kind": str(entry.kind or Kind.TECHNICAL),
        "kind_guessed": entry.kind is None,
        "description": entry.description,
        "category": entry.category,
        "status": str(Status.ACTIVE),
        "merged_into_id": None,
        "source": source,
        "external_id": entry.external_id,
    }


def _changes(row: Values, source: str, folded: str | None, entry: SkillEntry) -> Values:
    """What changes about a known skill: a proposal is taken on, one of the source's is kept fresh.

    `folded` is its new folded name, or None when another skill already has that name.
    """
    proposed = row["status"] == Status.PROPOSED
    if not proposed and row["source"] != source:
        return {}
    wanted: Values = {"source": source}
    if entry.kind:
        wanted["kind"] = str(entry.kind)
    wanted |= {name: text for name in ("description", "category") if (text := getattr(entry, name))}
    if proposed:
        wanted["status"] = str(Status.ACTIVE)
    if entry.external_id is not None:
        wanted["external_id"] = entry.external_id
    if folded is not None:
        wanted |= {"name": entry.name, "folded": folded}
    return {name: value for name, value in wanted.items() if row[name] != value}
