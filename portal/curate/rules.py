"""Changing the taxonomy: its words, what is in use, what becomes of proposals."""

import hashlib
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal import outbox
from portal.communities.models import CommunitySkill
from portal.curate import practised
from portal.curate.models import Fine
from portal.curate.movers import ALL
from portal.db import db
from portal.errors import Refused
from portal.learning.models import LearningSkill
from portal.opportunities.models import OpportunitySkill
from portal.roles import kin
from portal.roles.models import Role, RoleSkill
from portal.roles.rules import one_import_at_a_time
from portal.skills.fold import fold
from portal.skills.merging import rules as merging
from portal.skills.merging.models import SkillMerge
from portal.skills.models import PersonSkill, Skill, SkillAlias, Status
from portal.skills.queries import heir

PROPOSAL = "notify.taxonomy.proposal"
NAME, OTHER_WORDS = "name", "other_words"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the taxonomy says of a skill; `other_words` in the order of the alphabet."""

    name: str
    other_words: tuple[str, ...]
    kind: str
    category: str
    description: str
    core: bool
    critical: bool

    @property
    def stamp(self) -> str:
        """The same for the same words, another for others: what an edit form was opened with."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class Taken(Exception):
    """Another skill has this word. `field` is where it was written, the message names the skill."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def entry_of(skill: Skill) -> Entry:
    """What the taxonomy says of it now."""
    return Entry(
        name=skill.name,
        other_words=tuple(sorted((alias.name for alias in skill.aliases), key=fold)),
        kind=skill.kind,
        category=skill.category,
        description=skill.description,
        core=skill.core,
        critical=skill.critical,
    )


def add(entry: Entry) -> Skill:
    """A skill that can be chosen at once. Raises Taken."""
    skill = Skill(name=entry.name, folded=fold(entry.name), kind=entry.kind, status=Status.ACTIVE)
    _nobody_elses(skill, entry)
    try:
        with db.session.begin_nested():
            db.session.add(skill)
    except IntegrityError:  # somebody made the same at the same moment
        raise Taken(NAME, _of_whom(entry.name)) from None
    _write(skill, entry)
    return skill


def edit(skill: Skill, entry: Entry) -> None:
    """Say something else of a skill; the row is locked. Raises Taken, Refused once it is merged."""
    if skill.merged_into_id is not None:
        raise Refused("This skill was merged into another one. Take that back to change it.")
    _nobody_elses(skill, entry)
    renamed = skill.name != entry.name
    try:
        with db.session.begin_nested():
            _write(skill, entry)
    except IntegrityError:
        raise Taken(NAME, _of_whom(entry.name)) from None
    if renamed:
        _stain_all(skill)


def say_kind(skill: Skill, kind: str) -> None:
    """Say of which kind a skill is; the row is locked."""
    if skill.kind != kind:
        skill.source = None  # in our words now, which no import writes over
    skill.kind, skill.kind_guessed = kind, False


def retire(skill: Skill, word: str) -> None:
    """Offer it to nobody any more; who has it keeps it and reads the word. The row is locked."""
    if skill.status != Status.ACTIVE:
        raise Refused(f"“{skill.name}” is not in use just now. Nothing was changed.")
    skill.status, skill.retired_because, skill.proposed_at = Status.DEPRECATED, word, None


def revive(skill: Skill) -> None:
    """Use it again, or put a refused proposal back into the queue; the row is locked."""
    if skill.status != Status.DEPRECATED or skill.merged_into_id is not None:
        raise Refused(f"“{skill.name}” cannot be brought back this way. Nothing was changed.")
    skill.status = Status.PROPOSED if skill.not_taken_on else Status.ACTIVE
    skill.retired_because = ""


def accept(skill: Skill, entry: Entry) -> None:
    """Take a proposal on, in these words. Raises Taken, Refused when it is decided already."""
    _undecided(skill)
    edit(skill, entry)
    skill.status = Status.ACTIVE
    outbox.put(PROPOSAL, skill.id)


def wait_again(skill: Skill) -> None:
    """Take the acceptance of a proposal back; the row is locked."""
    if skill.status != Status.ACTIVE or skill.proposed_at is None:
        raise Refused(f"“{skill.name}” is no proposal that was taken on. Nothing was changed.")
    skill.status = Status.PROPOSED


def refuse(skill: Skill, word: str) -> None:
    """Do not take a proposal on; its proposer keeps it and reads the word. The row is locked."""
    _undecided(skill)
    skill.status, skill.retired_because = Status.DEPRECATED, word
    outbox.put(PROPOSAL, skill.id)


def merge(from_id: UUID, into_id: UUID, by: UUID) -> SkillMerge:
    """Make one skill of two. Raises Refused, NoResultFound (see `skills.merging`)."""
    one_import_at_a_time()  # an import knows which skill is merged when it begins
    made = merging.merge(from_id, into_id, by, ALL)
    outbox.put(PROPOSAL, from_id)
    kin.weigh_soon()
    return made


def unmerge(made: SkillMerge, by: UUID) -> Skill:
    """Take a merger back: the skill that is back. Raises Refused."""
    one_import_at_a_time()
    kin.weigh_soon()
    return merging.unmerge(made, by, ALL)


def sweep(ref: str) -> None:
    """Carry over what was written while skills were merged. Called by the worker."""
    merging.sweep(UUID(ref), ALL)


def say_fine(finding: str, thing: UUID, other: UUID, by: UUID) -> None:
    """Leave a finding as it is, and show it no more; saying it twice does no harm."""
    if db.session.get(Fine, (finding, thing, other)) is None:
        db.session.add(Fine(finding=finding, thing_id=thing, other_id=other, by_id=by))


def look_again(finding: str, thing: UUID, other: UUID) -> None:
    """Show a finding again that somebody said is fine."""
    same = (Fine.finding == finding, Fine.thing_id == thing, Fine.other_id == other)
    db.session.execute(delete(Fine).where(*same))


def _undecided(skill: Skill) -> None:
    if skill.status != Status.PROPOSED:
        raise Refused(f"Somebody has decided about “{skill.name}” already.")


def _write(skill: Skill, entry: Entry) -> None:
    if replace(entry_of(skill), core=entry.core, critical=entry.critical) != entry:
        skill.source = None  # in our words now, which no import writes over
    skill.name, skill.folded = entry.name, fold(entry.name)
    skill.category, skill.description = entry.category, entry.description
    skill.core, skill.critical = entry.core, entry.critical
    say_kind(skill, entry.kind)
    wanted = {fold(word): word for word in entry.other_words}
    wanted.pop(skill.folded, None)
    for alias in list(skill.aliases):
        word = wanted.pop(alias.folded, None)
        if word is None:
            skill.aliases.remove(alias)
        else:
            alias.name = word
    skill.aliases += [SkillAlias(name=word, folded=folded) for folded, word in wanted.items()]
    db.session.flush()


def _nobody_elses(skill: Skill, entry: Entry) -> None:
    """Raises Taken for a name or another word that is another skill's name."""
    words = {fold(entry.name): (NAME, entry.name)}
    for word in entry.other_words:
        words.setdefault(fold(word), (OTHER_WORDS, word))
    others = select(Skill).where(Skill.folded.in_(words), Skill.id != skill.id)
    for other in db.session.scalars(others.order_by(Skill.folded)):
        field, word = words[other.folded]
        if field == NAME or heir(other).id != skill.id:
            raise Taken(field, _of_whom(word))


def _of_whom(word: str) -> str:
    """Who has this name, and what to do."""
    other = db.session.scalars(select(Skill).where(Skill.folded == fold(word))).one()
    if other.merged_into_id is not None:
        return f"“{other.name}” was merged into “{heir(other).name}” and stands for it."
    if other.status == Status.DEPRECATED:
        return f"“{other.name}” is a skill that is no longer used. Bring that one back instead."
    if other.status == Status.PROPOSED:
        return f"“{other.name}” waits among the proposals. Take that one on instead."
    return f"“{other.name}” is another skill already. Merge the two if they mean the same."


def _stain_all(skill: Skill) -> None:
    """A new name stands in what search knows of all that asks for it, has it, or is about it."""
    asking = select(RoleSkill.role_id).join(Role).where(RoleSkill.skill_id == skill.id)
    teaching = select(LearningSkill.item_id).where(LearningSkill.skill_id == skill.id)
    having = select(PersonSkill.person_id).where(PersonSkill.skill_id == skill.id)
    merging.stain(f"role:{key}" for key in db.session.scalars(asking))
    merging.stain(f"learning:{key}" for key in db.session.scalars(teaching))
    merging.stain(f"person:{key}" for key in db.session.scalars(having))
    practising = select(OpportunitySkill.opportunity_id).where(
        OpportunitySkill.skill_id == skill.id
    )
    merging.stain(f"opportunity:{key}" for key in db.session.scalars(practising))
    about = select(CommunitySkill.community_id).where(CommunitySkill.skill_id == skill.id)
    merging.stain(practised.refs(db.session.scalars(about).all()))
