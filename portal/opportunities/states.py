"""What kinds of opportunity there are, and where one and an application for it can stand."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import text


class Kind(StrEnum):
    STRETCH = "stretch"
    GIG = "gig"
    SECONDMENT = "secondment"
    SHADOWING = "shadowing"
    SWAP = "swap"
    VOLUNTEERING = "volunteering"
    TRAINING = "training"
    OPENING = "opening"


class Mode(StrEnum):
    """Where the work is done; the same words as in what a person wishes for."""

    SITE = "site"
    MIXED = "mixed"
    HOME = "home"


class Use(StrEnum):
    """What a skill stands for in an opportunity."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    LEARNED = "learned"


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"
    RUNNING = "in progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Standing(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    REVIEW = "in review"
    SHORTLISTED = "shortlisted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RELEASE = "release pending"
    ACTIVE = "active"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    NOT_SELECTED = "not selected"
    OFFER_DECLINED = "offer declined"
    OFFER_EXPIRED = "offer expired"
    CANCELLED = "cancelled"
    RELEASED_EARLY = "released early"
    CLOSED = "closed"


# Nobody but those who own it, and HR once it is submitted, knows of these.
UNSEEN = (State.DRAFT, State.SUBMITTED)
OVER = (State.COMPLETED, State.CANCELLED, State.EXPIRED)
# The owner may change what is said of it; from the start on it is agreed.
CHANGEABLE = (State.DRAFT, State.PUBLISHED, State.PAUSED)
# Somebody waits for the owner's word.
WAITING = (Standing.SUBMITTED, Standing.REVIEW, Standing.SHORTLISTED)
# These have a place.
TAKEN = (Standing.OFFERED, Standing.ACCEPTED, Standing.RELEASE, Standing.ACTIVE)
LIVE = (*WAITING, *TAKEN)
LIVE_APPLICATION = text(
    "state in ('submitted','in review','shortlisted','offered','accepted','release pending',"
    "'active')"
)

OFFER_LASTS = timedelta(days=7)
# After the last day to apply everybody hears within so long, and it starts within so long.
ANSWERED_WITHIN = timedelta(days=21)
STARTS_WITHIN = timedelta(days=30)
ENDS_WITHIN = timedelta(days=14)
UNDO_WITHIN = timedelta(hours=24)
RELEASE_DAYS, LONGEST_DEFERRAL = 5, 30
