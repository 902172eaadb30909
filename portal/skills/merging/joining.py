"""What becomes of two ratings when their skills become one, and when they part again.

Joined: the higher level with its wish; who may see it is what both allowed; the best confirmation.
Parted: what the person changed since holds for both, whatever else there was comes back.
"""

from portal.audience import Audience
from portal.skills.merging.rows import Values
from portal.skills.models import Interest

RATING = ("level", "interest")  # one word: a wish to learn goes with level 0 alone
VALIDATED = ("validated_level", "validated_by_id", "validated_at")
FACTS = (
    *RATING, "audience", "can_teach", "last_used_on", *VALIDATED, "reviewed_at", "created_at",
)  # fmt: skip


def joined(one: Values, other: Values) -> Values:
    """What one person says of two skills, as one; at the same level `other` is the one kept."""
    says_more = one["level"] > other["level"] or (not _says(other) and _says(one))
    first = one if says_more else other
    best = max((other, one), key=lambda row: row["validated_level"] or 0)
    used = [row["last_used_on"] for row in (one, other) if row["last_used_on"]]
    return {
        **{name: first[name] for name in RATING},
        "audience": narrower(one["audience"], other["audience"]),
        "can_teach": bool(one["can_teach"] or other["can_teach"]) and first["level"] > 0,
        "last_used_on": max(used, default=None),
        **{name: best[name] for name in VALIDATED},
        "reviewed_at": max(one["reviewed_at"], other["reviewed_at"]),
        "created_at": min(one["created_at"], other["created_at"]),
    }


def parted(one: Values, other: Values, made: Values, now: Values) -> tuple[Values, Values]:
    """The two again, from what they were, what they were made, and what the person says now."""
    since = {name for name in FACTS if now[name] != made[name]}
    back, stays = ({name: row[name] for name in FACTS} for row in (one, other))
    if since & set(RATING):
        for name in RATING:
            back[name] = stays[name] = now[name]
    stays |= {name: now[name] for name in since}
    if "can_teach" in since:
        back["can_teach"] = now["can_teach"]
    if "audience" in since:
        # Opened wider since: that was said of the joined skill, and opens nothing that was closed.
        back["audience"] = narrower(one["audience"], now["audience"])
    if since & set(VALIDATED):
        stays |= {name: now[name] for name in VALIDATED}
        back |= dict.fromkeys(VALIDATED) if now["validated_level"] is None else {}
    for row in (back, stays):
        row["can_teach"] = row["can_teach"] and row["level"] > 0
    return back, stays


def narrower(one: Audience, other: Audience) -> Audience:
    """The groups that may see both."""
    if one & Audience.EVERYONE:
        return other
    if other & Audience.EVERYONE:
        return one
    return one & other


def _says(row: Values) -> bool:
    """Whether there is a word in it at all, or only a name on the list."""
    return bool(row["level"] > 0 or row["interest"] == Interest.LEARN)
