"""What a CV says: skills we know and things done, each with the words it was found in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from portal.cv import dates, phrases, queries, resume
from portal.cv.receiving import Content
from portal.people import queries as people
from portal.people.models import Experience
from portal.skills.finding import likeness
from portal.skills.fold import fold

MOST_SKILLS, MOST_DEEDS, MOST_UNKNOWN, MOST_GUESSES = 60, 12, 20, 12
LIKELY = 0.65
"""From this likeness on a part of a list is offered as a guess."""
LINE = 160


@dataclass(frozen=True)
class FoundSkill:
    """A skill; `line` is where it stands. `said` is the level a file gives it, 0 to learn it.

    `guess` is why we think of this skill where the words are others, empty for its own words.
    """

    skill_id: UUID
    name: str
    line: str
    said: int | None = None
    guess: str = ""


@dataclass(frozen=True)
class Findings:
    """All of it. `held` is how many of the skills the person has; `more` what was left out."""

    skills: tuple[FoundSkill, ...] = ()
    deeds: tuple[dates.Entry, ...] = ()
    unknown: tuple[str, ...] = ()
    held: int = 0
    more: int = 0
    cut: bool = False


@dataclass
class _Named:
    """Words of the file that may name a skill."""

    phrase: str
    line: str
    said: int | None = None
    declared: str = ""


@dataclass
class _Shelf:
    """Skills as they are found, each once, where it was found first."""

    skills: dict[UUID, FoundSkill] = field(default_factory=dict)
    held: set[UUID] = field(default_factory=set)

    def put(self, skill: queries.Known, named: _Named) -> None:
        if skill.held:
            self.held.add(skill.skill_id)
        elif skill.skill_id not in self.skills:
            found = FoundSkill(skill.skill_id, skill.name, named.line[:LINE], named.said)
            self.skills[skill.skill_id] = found
        elif self.skills[skill.skill_id].said is None and named.said is not None:
            before = self.skills[skill.skill_id]
            self.skills[skill.skill_id] = replace(before, said=named.said, line=named.line[:LINE])


def look(content: Content, person_id: UUID) -> Findings:
    """What this person's CV says beyond what they have said already.

    Two statements, and a few for each part of a list that no skill is called.
    """
    declared = [
        _Named(fold(one.name), one.line, one.said, declared=one.name)
        for one in resume.skills_in(content.resume)
    ]
    text = content.text or resume.text_of(content.resume)
    spans = phrases.of(text)
    wanted = {named.phrase for named in declared} | {span.phrase for span in spans}
    skills = queries.known(wanted, person_id)
    shelf, unknown = _Shelf(), []
    for named in declared:
        if named.phrase in skills:
            shelf.put(skills[named.phrase], named)
        elif named.declared:
            unknown.append(named.declared)
    named_spans = phrases.longest(spans, skills)
    for span in named_spans:
        shelf.put(skills[span.phrase], _Named(span.phrase, span.line(text)))
    guesses = list(_guesses(phrases.listed(text, named_spans), shelf, person_id))
    deeds = resume.deeds_in(content.resume) if content.resume else dates.entries(text)
    found = tuple(shelf.skills.values())
    return Findings(
        skills=(*found[: MOST_SKILLS - len(guesses)], *guesses),
        deeds=tuple(_new(deeds, people.experience_of(person_id)))[:MOST_DEEDS],
        unknown=tuple(dict.fromkeys(unknown))[:MOST_UNKNOWN],
        held=len(shelf.held),
        more=max(len(found) + len(guesses) - MOST_SKILLS, 0),
        cut=content.cut,
    )


def _guesses(
    listed: Iterable[tuple[str, str]], shelf: _Shelf, person_id: UUID
) -> Iterator[FoundSkill]:
    """What parts of lists may mean that no skill is called: marked as a guess, each once."""
    asked = dict(listed)
    near = {words: likeness.near(words, 1) for words in list(asked)[:MOST_GUESSES]}
    likely = {words: best[0] for words, best in near.items() if best and best[0].score >= LIKELY}
    held = queries.held(person_id, [one.skill_id for one in likely.values()]) if likely else set()
    known = held | shelf.held | shelf.skills.keys()
    for words, one in likely.items():
        if one.skill_id not in known:
            known.add(one.skill_id)
            guess = f"You wrote “{words}”: {one.why}."
            yield FoundSkill(one.skill_id, one.name, asked[words][:LINE], guess=guess)


def _new(deeds: Iterable[dates.Entry], known: Sequence[Experience]) -> list[dates.Entry]:
    """Those the person has not listed, each once."""
    seen = {(fold(row.title), row.started_on.year) for row in known}
    new = []
    for deed in deeds:
        mark = (fold(deed.title), deed.started.year)
        if mark not in seen:
            seen.add(mark)
            new.append(deed)
    return new
