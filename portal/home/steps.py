"""What to do in the next few minutes: computed from how things stand, never stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from portal.aspirations.queries import needs_review
from portal.aspirations.states import title
from portal.home.queries import Today
from portal.pathways.gap import Match

MOST = 3
FEW_SKILLS = 5


@dataclass(frozen=True)
class NextStep:
    """One thing to do. `endpoint` and `id` say where; `tone` is the colour of its sign."""

    words: str
    note: str
    minutes: int
    icon: str
    tone: str
    endpoint: str
    id: UUID | None = None


def next_steps(today: Today) -> list[NextStep]:
    """The first few, what others wait for before what is only for oneself."""
    found = (step for find in FINDERS for step in find(today))
    return list(islice(found, MOST))


def answer_requests(today: Today) -> Iterator[NextStep]:
    waiting = today.waiting_for_me
    if not waiting:
        return
    name = waiting[0].person.name
    words = (
        f"Answer {name}, who asks you to be a mentor"
        if len(waiting) == 1
        else f"Answer {len(waiting)} people who ask you to be a mentor"
    )
    yield NextStep(
        words,
        f"{3 * len(waiting)} minutes · a kind no is an answer too",
        3 * len(waiting),
        "handshake",
        "grow",
        "mentorship.inbox",
    )


def confirm_skills(today: Today) -> Iterator[NextStep]:
    count = today.to_confirm
    if count:
        yield NextStep(
            "Say what you have seen of a colleague’s "
            + ("skill" if count == 1 else f"skills, {count} of them"),
            f"{2 * count} minutes · they asked you, and a kind no is an answer too",
            2 * count, "shield-check", "grow", "validation.mine",
        )  # fmt: skip


def answer_proposals(today: Today) -> Iterator[NextStep]:
    """A time for a career conversation that waits for my word."""
    mine = [today.talk] if today.talk else []
    for talk in (*mine, *today.talks.values()):
        if talk.state == "proposed" and talk.asked_by_id != today.actor.id:
            yield NextStep(
                "Answer a time for a career conversation",
                "1 minute · say yes, or name another time",
                1, "message-circle", "grow", "conversations.conversation", talk.id,
            )  # fmt: skip


def talk_again(today: Today) -> Iterator[NextStep]:
    due = sum(talk.due for talk in today.talks.values())
    if due:
        yield NextStep(
            "Propose a career conversation to "
            + ("one of those you lead" if due == 1 else f"{due} of those you lead"),
            f"{2 * due} minutes · it is time for the next one",
            2 * due, "message-circle", "", "conversations.team",
        )  # fmt: skip


def settle_manager(today: Today) -> Iterator[NextStep]:
    if today.asks_about_manager:
        yield NextStep(
            "Say whether your new line manager sees what you share",
            "1 minute · until then they see nothing of it",
            1, "lock", "grow", "visibility.mine",
        )  # fmt: skip


def say_skills(today: Today) -> Iterator[NextStep]:
    # Whoever has none is asked by a prompt, unless they do not want to be.
    known = sum(level > 0 for level in today.levels.values())
    if 0 < known < FEW_SKILLS:
        yield NextStep(
            "Add a few more skills",
            "5 minutes · five skills are enough to start",
            5, "pencil", "", "profile.me",
        )  # fmt: skip


def say_aim(today: Today) -> Iterator[NextStep]:
    if today.drafts:
        yield NextStep(
            f"Save {title(today.drafts[0])} so that it counts",
            "2 minutes · it waits on your list",
            2, "target", "iris", "aspirations.mine",
        )  # fmt: skip
    elif not today.aims:
        yield NextStep(
            "Say where you would like to go",
            "4 minutes · nobody reads it unless you share it",
            4, "target", "iris", "aspirations.mine",
        )  # fmt: skip


def review_aim(today: Today) -> Iterator[NextStep]:
    for aim in today.active:
        if needs_review(aim):
            yield NextStep(
                f"Is {title(aim)} still on your list?",
                f"1 minute · you added it on {aim.created_at:%-d %B %Y}",
                1, "target", "iris", "aspirations.mine",
            )  # fmt: skip


def rate_skills(today: Today) -> Iterator[NextStep]:
    """Skills that a role asks for and the person has not rated: the role of today, then the aim."""
    if not today.levels:
        return  # whoever has none yet is asked by a prompt for all of them
    target = today.target.role_id if today.target else None
    places: tuple[tuple[Match | None, str, str, UUID | None], ...] = (
        (today.role_match, "that your role today asks for", "profile.rate", None),
        (today.match, "that the role you aim for asks for", "pathways.role", target),
    )
    for match, of, endpoint, key in places:
        if match is not None and match.unrated:
            count = match.unrated
            minutes = max(1, count // 4)
            yield NextStep(
                f"Rate {count} {'skill' if count == 1 else 'skills'} {of}",
                f"{minutes} {'minute' if minutes == 1 else 'minutes'} · the match is truer then",
                minutes, "check", "", endpoint, key,
            )  # fmt: skip


def find_mentor(today: Today) -> Iterator[NextStep]:
    guided = any(pair.mentee_id == today.actor.id for pair in today.pairs)
    if today.match and today.match.growing and not guided and not today.asked_by_me:
        skill = today.match.growing[0].need.name
        yield NextStep(
            f"Find somebody who can teach you {skill}",
            "5 minutes · a mentor, for a few months",
            5, "users-round", "iris", "mentorship.find",
        )  # fmt: skip


FINDERS: tuple[Callable[[Today], Iterator[NextStep]], ...] = (
    answer_requests,
    confirm_skills,
    answer_proposals,
    settle_manager,
    say_skills,
    say_aim,
    review_aim,
    rate_skills,
    find_mentor,
    talk_again,
)
