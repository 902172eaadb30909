"""What using the portal leaves: notices, looks, searches, sign-ins, what was done."""

from portal.personal.holding import Erase, Holding, Via

PORTAL_USE: tuple[Holding, ...] = (
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
