"""Every table that holds something of a person: what it is called, and what erasing does to it.

Export and erasure both go by this list, and a test holds it against the tables there are: what is
not listed here would be forgotten in both.
"""

from portal.audience import Audience
from portal.personal.holding import ERASED_WORDS, NAMELESS, Erase, Holding, Via

_OF_MENTEE = Via("request_id", "mentorship_request", "mentee_id")
_OF_MEMBER = Via("member_id", "programme_member", "person_id")
_NOBODY = int(Audience.NOBODY)

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "person", "About me", ("id",),
        erase=(
            Erase("id", {
                "name": NAMELESS, "job_title": "", "headline": "", "about": "",
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
    Holding("evidence", "Evidence for my skills"),
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
    Holding(
        "plan_event", "The history of my plans", (), via=Via("plan_id", "plan", "person_id"),
        erase=(Erase("plan_id"), Erase("actor_id", {}, why="Only of one's own.")),
    ),
    Holding("plan_point", "How far my plans have come", (),
            via=Via("plan_id", "plan", "person_id"), erase=(Erase("plan_id"),)),
    Holding(
        "plan_step", "Steps of my plans", (), via=Via("plan_id", "plan", "person_id"),
        erase=(Erase("plan_id"), Erase("mentor_id", {"mentor_id": None})),
    ),
    Holding("plan", "My plans"),
    Holding("calendar_feed", "My calendar feed", secret=frozenset({"token_digest"})),
    Holding("segment_member", "", (), via=Via("enrolment_id", "enrolment", "person_id"),
            why="Which suggestion came of which aim.", erase=(Erase("enrolment_id"),)),
    Holding("segment_assignment", "", ("made_by_id",),
            why="Who suggested something to an aim, as an id.",
            erase=(Erase("made_by_id", {}, why="An id without a name."),)),
    Holding(
        "application", "What I applied for, and the words about it",
        erase=(
            Erase("person_id", {"words": ERASED_WORDS, "note": "", "own_words": "",
                                "owner_words": ""}),
            Erase("manager_id", {"manager_id": None}),
        ),
    ),
    Holding(
        "opportunity", "Opportunities I lead", ("owner_id", "co_owner_id"),
        erase=(
            Erase("owner_id", {"owner_id": None}, why="Those who take part keep what it is."),
            Erase("co_owner_id", {"co_owner_id": None}),
        ),
    ),
    Holding("opportunity_event", "What I did with opportunities", ("actor_id",),
            erase=(Erase("actor_id", {}, why="An id without a name."),)),
    Holding("launch_tick", "What I ticked in the launch kit",
            erase=(Erase("person_id", {}, why="An id without a name."),)),
    Holding(
        "enrolment_event", "The history of my learning", (),
        via=Via("enrolment_id", "enrolment", "person_id"),
        erase=(Erase("enrolment_id", {"reason": ""}),
               Erase("actor_id", {"reason": ""})),
    ),
    Holding(
        "enrolment", "My learning",  # not what I asked of others: how far it is, is theirs
        erase=(
            Erase("person_id", {}, why="What was spent stays counted; by a row without a name."),
            Erase("assigned_by_id", {}, why="It is the other's."),
        ),
    ),
    Holding("learning_review", "What I say of what I learned"),
    Holding("learning_list_entry", "What is in my lists of learning", (),
            via=Via("list_id", "learning_list", "person_id"), erase=(Erase("list_id"),)),
    Holding("learning_list", "My lists of learning"),
    Holding("drip_read", "The days of courses I have read"),
    Holding(
        "aspiration_event", "The history of my aspirations", (),
        via=Via("aspiration_id", "aspiration", "person_id"),
        erase=(Erase("aspiration_id"), Erase("actor_id", {}, why="Only of one's own.")),
    ),
    Holding("aspiration", "My aspirations"),
    Holding("driver", "What drives and drains me"),
    Holding("check_in", "My check-ins"),
    Holding("aspiration_profile", "My wishes and who sees them"),
    Holding("hr_consent", "For what HR may read my wishes by name, and until when"),
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
    Holding("move", "My moves in the organisation",
            erase=(Erase("person_id", {}, why="A month without a name; no figure counts it."),)),
    Holding("notice", "What I was told"),
    Holding("mail_choice", "What comes to me by e-mail"),
    Holding(
        "push_subscription", "Devices that tell me of what is new",
        secret=frozenset({"endpoint", "p256dh", "auth", "key_mark"}),
    ),
    Holding("dead_address", "Letters that did not reach me"),
    Holding("push_choice", "What comes to my devices"),
    Holding("notice_rhythm", "How often mail comes to me, and my quiet hours"),
    Holding(
        "named_reader", "People I name",
        erase=(Erase("person_id"), Erase("reader_id")),
    ),
    Holding(
        "look", "Who looked at my page, and whose I looked at", ("person_id", "reader_id"),
        erase=(Erase("person_id"), Erase("reader_id", {}, why="Others may know they were seen.")),
    ),
    Holding("silence", "Reminders I switched off"),
    Holding(
        "saved_search_find", "What my saved searches found", (),
        via=Via("search_id", "saved_search", "person_id"), erase=(Erase("search_id"),),
    ),
    Holding("saved_search", "My saved searches", secret=frozenset({"past"})),  # ids cut short
    Holding("recent_role", "Roles I looked at lately"),
    Holding("not_interested", "Roles that are not for me"),
    Holding("saved_choice", "How I want to look for roles"),
    Holding(
        "share", "Roles I shared, and roles shared with me", ("sharer_id", "receiver_id"),
        secret=frozenset({"told"}),  # would say who silenced whom
        erase=(Erase("sharer_id"), Erase("receiver_id")),
    ),
    Holding("share_silence", "Whose shares I am not told of",
            erase=(Erase("person_id"), Erase("sharer_id"))),
    Holding(
        "session", "Where I am signed in", (), via=Via("account_id", "account", "person_id"),
        secret=frozenset({"token_digest"}), erase=(Erase("account_id"),),
    ),
    Holding(
        "access_token", "My access tokens", (), via=Via("account_id", "account", "person_id"),
        secret=frozenset({"token_digest"}), erase=(Erase("account_id"),),
    ),
    Holding("account", "My account", secret=frozenset({"password_hash"})),
    Holding(
        "skill", "Words for skills I proposed", ("proposed_by_id",),
        erase=(Erase("proposed_by_id", {"proposed_by_id": None}),),
    ),
    Holding(
        "validation_event", "What I did about confirmations", ("actor_id",),
        erase=(Erase("actor_id", {}, why="An id without a name."),),
    ),
    Holding("curate_fine", "", ("by_id",), why="Who called a finding fine, as an id.",
            erase=(Erase("by_id", {}, why="An id without a name."),)),
    Holding("skill_merge", "", ("by_id", "undone_by_id"), why="Who merged two skills, as an id.",
            erase=(Erase("by_id", {}, why="An id without a name."),
                   Erase("undone_by_id", {}, why="An id without a name."))),
    Holding("once", "", why="Random keys of forms that were sent; kept 30 days."),
    Holding(
        "audit_event", "What I did, as the audit log has it", ("actor_id",),
        erase=(Erase("actor_id", {}, why="That it was done stays; by an id without a name."),),
    ),
)  # fmt: skip
