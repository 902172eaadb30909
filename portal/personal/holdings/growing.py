"""What a person plans, learns, applies for and wishes."""

from portal.personal.holding import ERASED_WORDS, Erase, Holding, Via

GROWING: tuple[Holding, ...] = (
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
        "opportunity", "Opportunities I lead, and what I look for",
        ("owner_id", "co_owner_id", "seeker_id"),
        erase=(
            Erase("seeker_id"),
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
)  # fmt: skip
