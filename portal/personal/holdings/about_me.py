"""What a person is here: the directory's row, the photo, the skills."""

from portal.audience import Audience
from portal.personal.holding import ERASED_WORDS, NAMELESS, Erase, Holding

_NOBODY = int(Audience.NOBODY)

ABOUT_ME: tuple[Holding, ...] = (
    Holding(
        "person", "About me", ("id",),
        erase=(
            Erase("id", {
                "name": NAMELESS, "folded": "", "job_title": "", "headline": "", "about": "",
                "location_id": None, "manager_id": None, "role_id": None, "level": None,
                "about_audience": _NOBODY, "shared_with_manager_id": None,
                "shared_with_manager_at": None, "chosen_role_id": None, "time_zone": "",
            }),
            Erase("manager_id", {"manager_id": None}),
            Erase("shared_with_manager_id", {"shared_with_manager_id": None}),
        ),
    ),
    Holding("photo", "My photo"),
    Holding("experience", "My experience"),
    Holding(
        "evidence", "Evidence for my skills",
        erase=(Erase("person_id"), Erase("said_by_id")),  # their words, and under their name
    ),
    Holding(
        "feedback", "Feedback I asked for, was given and gave", ("person_id", "by_id"),
        secret=frozenset({"put_aside_at"}),  # the giver is not told
        erase=(
            Erase("person_id"),
            Erase("by_id", {"went_well": ERASED_WORDS, "next_time": "", "word": "",
                            "may_show": False}),
        ),
    ),
    Holding("feedback_event", "What I did about feedback", ("actor_id",),
            erase=(Erase("actor_id", {}, why="An id without a name."),)),
    Holding("feedback_refusal", "Of whom I want no feedback",
            erase=(Erase("person_id"), Erase("from_id"))),
    Holding(
        "validation", "What others say of my skills, and I of theirs", ("person_id", "by_id"),
        erase=(
            Erase("person_id"),
            Erase("by_id", {"word": "", "message": ""}, why="The confirmation is the other's."),
        ),
    ),
    Holding(
        "person_skill", "My skills",
        erase=(Erase("person_id"), Erase("validated_by_id", {}, why="It is the other's skill.")),
    ),
    Holding("person_skill_event", "The history of my skills",
            erase=(Erase("person_id"), Erase("actor_id", {}, why="An id without a name."))),
    Holding("skill_merge_row", "", why="Copies of my skills from before two were merged."),
)  # fmt: skip
