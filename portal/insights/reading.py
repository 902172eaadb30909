"""What an address may ask of the figures, in the same words for the page, the file and the API."""

from portal.errors import BadInput
from portal.insights import catalogue, queries
from portal.insights.catalogue import SPLITS, VIEWS
from portal.insights.queries import EVERYBODY, Cell, Group, Published
from portal.insights.sheets import SHEETS, Sheet


def exported(view: str, asked: str) -> tuple[Published, list[Cell]]:
    """Whole tables as they are handed out: one `view`, or all there are for "".

    `asked` is as in `group`. Raises BadInput where there is nothing of that.
    """
    views = [_view(view)] if view else list(VIEWS.values())
    published = queries.newest()
    if published is None:
        raise BadInput("There are no figures yet: the first count happens tonight.")
    whose = group(published, asked, each=True)
    offered = [view for view in views if whose == EVERYBODY or whose.split in view.splits]
    if not offered:
        raise BadInput(f"“{views[0].title}” is counted for everybody only, not by {whose.split}.")
    return published, queries.whole(published, [view.name for view in offered], whose)


def sheet(name: str) -> Sheet:
    """A table of several columns. Raises BadInput where there is none of that name, or no count."""
    if name not in SHEETS:
        raise BadInput("There is no such table.")
    published = queries.stamp()
    if published is None:
        raise BadInput("There are no figures yet: the first count happens tonight.")
    return SHEETS[name](published)


def _view(name: str) -> catalogue.View:
    if name not in VIEWS:
        raise BadInput("There is no such table.")
    return VIEWS[name]


def group(published: Published, asked: str, *, each: bool = False) -> Group:
    """The group an address names: "", "department:<id>", "level:<n>" and so on; where `each`
    is allowed also "department" or another split, for every one of them. Raises BadInput.
    """
    split, _, part = asked.partition(":")
    whose = Group(split, part) if asked else EVERYBODY
    if not asked or (part and whose in published.people) or (each and asked in SPLITS):
        return whose
    raise BadInput("These figures have no such group.")
