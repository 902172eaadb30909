"""The views of skills suggested to me: all of them, and "not for me"."""

from uuid import UUID

from flask import url_for

from portal.answers import back, changed, page
from portal.db import db
from portal.guard import actor, allow
from portal.pathways.completing import SILENCE
from portal.profile import suggestions as suggested
from portal.prompts import rules
from portal.skills.models import Skill

MOST = 12


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.get("/me/skills/suggestions")(suggestions)
    bp.post("/me/skills/suggestions/<uuid:skill_id>/not-for-me")(not_for_me)
    bp.post("/me/skills/suggestions/<uuid:skill_id>/again")(suggest_again)


@allow("me.read")
def suggestions():
    """What may be a skill of mine, each with its reasons; the next come as these are answered."""
    found = suggested.for_person(actor().id, MOST)
    return page("profile/suggestions.html", suggestions=found)


@allow("me.edit")
def not_for_me(skill_id: UUID):
    """Never suggest this again."""
    skill = db.get_or_404(Skill, skill_id)
    rules.silence(actor().id, SILENCE, skill_id, for_good=True)
    words = f"{skill.name} is not suggested again."
    undo = url_for("profile.suggest_again", skill_id=skill_id)
    return changed(
        words, "prompts/_gone.html", back_to=_back(), undo=("Undo", undo), words=words, again=undo
    )


@allow("me.edit")
def suggest_again(skill_id: UUID):
    """Take that back."""
    rules.ask_again(actor().id, SILENCE, skill_id)
    return changed("It is suggested again.", back_to=_back())


def _back():
    """All suggestions, or my page where the first of them stand."""
    page_of_all = url_for("profile.suggestions")
    return page_of_all if back() == page_of_all else url_for("profile.me", _anchor="suggested")
