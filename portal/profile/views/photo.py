"""The views of photos: sending one's own, taking it away, and the picture itself."""

from flask import abort, request, url_for
from flask_wtf.file import FileField
from wtforms import ValidationError

from portal.answers import changed, page
from portal.db import db, start_change
from portal.errors import Refused
from portal.forms import PortalForm
from portal.guard import actor, allow
from portal.intake import takes
from portal.mentorship import queries as mentorship
from portal.people import photos
from portal.people import queries as people
from portal.people.models import Person

MOST_SENT = photos.MOST_BYTES + 2 * 1024 * 1024
"""More than a photo may have, so that a somewhat larger one gets clear words."""


class PhotoForm(PortalForm):
    photo = FileField("A photo of you: JPEG, PNG or WebP, up to 8 MB")

    def validate_photo(self, field):
        if not (field.data and field.data.filename):
            raise ValidationError("Choose a photo.")


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.get("/me/photo")(photo)
    bp.post("/me/photo", endpoint="send_photo")(send)
    bp.post("/me/photo/remove", endpoint="remove_photo")(remove)
    bp.get("/people/<uuid:id>/photo", endpoint="picture")(picture)
    bp.add_app_template_global(address, "photo_of")


def address(person, digest, size="large"):
    """Where the photo of a person is; None without one."""
    if not digest:
        return None
    return url_for("profile.picture", id=person.id, v=digest, size=size)


@allow("me.edit")
def photo():
    return _page(PhotoForm(formdata=None))


def _page(form):
    return page("profile/photo.html", form=form, digest=photos.digest(people.whole(actor().id)))


@takes(MOST_SENT)
@allow("me.edit")
def send():
    form = PhotoForm()
    if not form.validate():
        return _page(form)
    db.session.rollback()  # making it anew takes a moment: nobody who saves waits for it
    file = form.photo.data
    try:
        made = photos.made(file.filename, file.read(photos.MOST_BYTES + 1))
    except Refused as no:
        form.photo.errors = [no.message]
        return _page(form)
    start_change()
    photos.keep(actor().id, made)
    return changed("Your photo is there.", back_to=url_for(".photo"))


@allow("me.edit")
def remove():
    photos.remove(actor().id)
    return changed(
        "Your photo is gone. Your initials stand in its place.", back_to=url_for(".photo")
    )


@allow("person.see", Person)
def picture(row: Person):
    """The photo, to those it is open to; to anybody else there is none."""
    who = actor()
    groups = None if row.id == who.id else mentorship.groups_of(who, row)
    size = "small" if request.args.get("size") == "small" else "large"
    content = photos.picture(row.id, size, groups)
    if content is None:
        abort(404)
    return content, 200, {"Content-Type": "image/webp", "Content-Disposition": "inline"}
