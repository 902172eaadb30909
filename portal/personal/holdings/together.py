"""What a person has with others: programmes, mentorship, concerns."""

from portal.personal.holding import ERASED_WORDS, Erase, Holding, Via

_OF_MENTEE = Via("request_id", "mentorship_request", "mentee_id")
_OF_MEMBER = Via("member_id", "programme_member", "person_id")

TOGETHER: tuple[Holding, ...] = (
    Holding(
        "programme_member_skill", "Skills I wrote in programmes", (), via=_OF_MEMBER,
        erase=(Erase("member_id"),),
    ),
    Holding(
        "programme_member_choice", "Whom I would like, or not, in programmes", (), via=_OF_MEMBER,
        erase=(Erase("member_id"), Erase("person_id")),  # who named me is theirs
    ),
    Holding("programme_member", "Programmes I joined"),
    Holding("programme_owner", "Programmes I look after"),
    Holding(
        "programme_pair", "", ("mentee_id", "mentor_id"),
        why="What was sent stands among my notices; what was not is nobody's yet.",
        erase=(
            Erase("mentee_id", {}, why="Who was proposed to whom stays; by rows without names."),
            Erase("mentor_id", {}, why="Who was proposed to whom stays; by rows without names."),
            Erase("request_id", {}, why="It only ties the two rows together."),
        ),
    ),
    Holding(
        "programme_event", "What I did in programmes", ("actor_id",),
        erase=(Erase("actor_id", {}, why="An id without a name."),),
    ),
    Holding("community_member", "My communities, and who sees that I belong to them"),
    Holding("community_report", "What I reported in communities"),
    Holding(
        "community_post", "What I wrote in communities",
        erase=(Erase("person_id", {
            "title": "", "words": ERASED_WORDS, "kept_at": None, "hidden_why": "-",
        }),),
    ),
    Holding(
        "mentorship_request_goal", "Goals in my requests to mentors", (), via=_OF_MENTEE,
        erase=(Erase("request_id"),),
    ),
    Holding(
        "mentorship_request_skill", "Skills in my requests to mentors", (), via=_OF_MENTEE,
        erase=(Erase("request_id"),),
    ),
    Holding(
        "mentorship_request", "My requests to mentors, and requests to me",
        ("mentee_id", "mentor_id"),
        erase=(
            Erase("mentee_id", {"message": ERASED_WORDS}),
            Erase("mentor_id", {"answer": "", "instead": ""}),
        ),
        unsent="mentor_id",
    ),
    Holding(
        "mentor_approach", "Mentors who reached out to me, and I to others",
        ("mentee_id", "mentor_id"),
        erase=(
            Erase("mentee_id", {"answer": ""}),
            Erase("mentor_id", {"message": ERASED_WORDS}),
        ),
    ),
    Holding("mentor_openness", "Which mentors may reach out to me"),
    Holding(
        "mentorship", "My mentorships", ("mentee_id", "mentor_id"),
        erase=(
            Erase("mentee_id", {}, why="Whoever mentored keeps having mentored."),
            Erase("mentor_id", {}, why="Whoever was mentored keeps having been."),
        ),
    ),
    Holding("mentorship_private_note", "My own notes about mentorships"),
    Holding("mentorship_invitation", "Sessions sent to my calendar"),
    Holding(
        "mentorship_note", "Notes we share in mentorships", ("mentee_id", "mentor_id"),
        erase=(
            Erase("mentee_id"),
            Erase("mentor_id", {}, why="Whoever was mentored keeps what was shared."),
            Erase("author_id", {"author_id": None}),
        ),
    ),
    Holding(
        "mentorship_action", "What we agreed to do in mentorships", ("mentee_id", "mentor_id"),
        erase=(
            Erase("mentee_id"),
            Erase("mentor_id", {}, why="Whoever was mentored keeps what was agreed."),
            Erase("doer_id", {}, why="It is one of the two above."),
        ),
    ),
    Holding(
        "mentorship_goal", "Goals of my mentorships", ("mentee_id", "mentor_id"),
        erase=(
            Erase("mentee_id"),
            Erase("mentor_id", {}, why="Whoever was mentored keeps the goals."),
        ),
    ),
    Holding(
        "mentorship_session", "Sessions of my mentorships", ("mentee_id", "mentor_id"),
        erase=(  # not the row: the calendar of the other is still told that it is called off
            Erase("mentee_id", {"topic": "", "agenda": "", "place": ""}),
            Erase("mentor_id", {"place": ""}),
        ),
    ),
    Holding(
        "mentorship_event", "What I did in mentorships", ("actor_id",),
        erase=(Erase("actor_id", {"reason": ""}),),
    ),
    Holding("mentorship_feedback", "What I said at the end of mentorships"),
    Holding("conversation_own_note", "My own notes about conversations"),
    Holding(
        "conversation_goal", "Goals agreed in my conversations",
        erase=(
            Erase("person_id"),
            Erase("manager_id", {}, why="Whoever was led keeps what was agreed."),
        ),
    ),
    Holding("conversation_rhythm", "How often I have conversations"),
    Holding(
        "conversation", "My conversations with my line managers",
        erase=(
            Erase("person_id", {"agenda": "", "notes": "", "place": ""},
                  why="That two people talked stays, without a word of it."),
            Erase("manager_id", {}, why="Whoever was led keeps their conversations."),
            Erase("asked_by_id", {}, why="It is one of the two above."),
            Erase("shown_to_id", {}, why="An id without a name."),
        ),
    ),
    Holding(
        "conversation_event", "What I did in conversations", ("actor_id",),
        erase=(Erase("actor_id", {"reason": ""}),),
    ),
    Holding(
        "kept_apart", "", why="It would tell one of two what only the other is to know.",
        erase=(Erase("person_id"), Erase("from_id")),
    ),
    Holding(
        "concern", "Concerns I reported", ("reporter_id",),
        erase=(
            Erase("reporter_id", {}, why="Kept until its time, without a name: it may be needed."),
            Erase("about_id", {}, why="Kept until its time, without a name: it may be needed."),
        ),
    ),
    Holding(
        "concern_note", "What I wrote about concerns", ("by_id",),
        erase=(Erase("by_id", {}, why="Part of a concern, which is kept until its time."),),
    ),
    Holding(
        "concern_event", "", ("actor_id",), why="Who looked at a concern or took it up, as an id.",
        erase=(Erase("actor_id", {}, why="An id without a name."),),
    ),
    Holding(
        "safeguarding", "That I am named to read concerns",
        erase=(Erase("person_id"), Erase("named_by_id", {}, why="An id without a name.")),
    ),
    Holding("office_hours_place", "Office hours I came to"),
    Holding("office_hours", "Office hours I offered", ("mentor_id",), erase=(Erase("mentor_id"),)),
    Holding("mentor_skill", "What I mentor in", ("mentor_id",), erase=(Erase("mentor_id"),)),
    Holding(
        "mentor", "Me as a mentor", ("id",),
        erase=(
            Erase("id", {
                "offer": "", "topics": 0, "formats": 0, "languages": 0, "times": "",
                "answers_within": None, "capacity": 0, "state": "closed", "paused_until": None,
            }),
        ),
    ),
)  # fmt: skip
