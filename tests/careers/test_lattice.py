"""What stands on the map, for any catalogue: bounded, nothing over anything else."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.careers import drawing, lattice
from portal.careers.cost import Place
from portal.careers.drawing import BOX_HEIGHT, BOX_WIDTH, PILL_HEIGHT, PILL_WIDTH
from portal.careers.queries import Line

pytestmark = pytest.mark.one_database

FAMILIES = [UUID(int=n + 1) for n in range(7)]
places = some.lists(
    some.tuples(some.integers(1, 5), some.sampled_from(FAMILIES)), min_size=1, max_size=80
).map(lambda found: [Place(UUID(int=n + 100), *one) for n, one in enumerate(found)])
words = some.text("abc äöüß\u202e", min_size=1, max_size=200).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(places, some.integers(1, 6), some.data())
def test_boxes_and_figures_never_cover_one_another(listed, sure, data):
    one_family = data.draw(some.booleans())
    if one_family:
        same = sorted((Place(p.id, p.level, FAMILIES[0]) for p in listed), key=lambda p: p.level)
        shape = lattice.of_family(same, 20_000)
        assert shape.left_out == 20_000 - len(shape.boxes)
    else:
        shape = lattice.around(listed, sure)
        assert listed[0].id in shape.role_ids
        assert shape.left_out == len(listed) - len(shape.boxes)
    assert len(shape.boxes) <= lattice.MOST
    keys = shape.role_ids
    titles = {key: data.draw(words) for key in keys[:4]} | dict.fromkeys(keys[4:], "Role")
    lines = [Line(a, b, 5, None) for a in keys[:5] for b in keys[-5:] if a != b]
    drawn = drawing.picture(shape, titles, lines, keys[:3])
    at = list(drawn.boxes.values())
    for n, one in enumerate(at):
        assert 0 <= one.x <= drawing.WIDTH - BOX_WIDTH
        assert 0 <= one.y <= drawn.height - BOX_HEIGHT
        assert 1 <= len(one.words) <= 2
        for other in at[:n]:
            assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
    for pill in (stroke.pill for stroke in drawn.strokes if stroke.pill):
        for box in at:
            inside = -PILL_WIDTH / 2 < pill[0] - box.x < BOX_WIDTH + PILL_WIDTH / 2
            assert not inside or not 0 < pill[1] - box.y + PILL_HEIGHT / 2 < BOX_HEIGHT
