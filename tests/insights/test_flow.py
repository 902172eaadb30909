"""The picture of flows: nothing but published figures, each as wide as it is large."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.insights import flow
from portal.insights.flow import BAR, FLOWS, LEFT, RIGHT, Flow, picture
from tests.insights.organisation import snapshot, town

FLOWS_OF = [
    Flow("Engineering", "Engineering", 25),
    Flow("Engineering", "Digital", 10),
    Flow("Customers", "Digital", 5),
]


def ends(ribbon):
    """Upper and lower edge of a ribbon on the left and on the right, read from its path."""
    at = r"(-?[\d.]+)"
    found = re.fullmatch(
        rf"M{LEFT + BAR} {at}C\S+ \S+ \S+ \S+ {RIGHT - BAR} {at}V{at}C\S+ \S+ \S+ {at} {at} {at}Z",
        ribbon.path,
    )
    upper_left, upper_right, lower_right, _, _, lower_left = map(float, found.groups())
    return (upper_left, lower_left), (upper_right, lower_right)


def test_a_ribbon_is_as_wide_as_its_figure_and_the_fuller_side_is_as_high_as_said():
    drawn = picture(FLOWS_OF)
    assert {r.flow for r in drawn.ribbons} == set(FLOWS_OF)
    for ribbon in drawn.ribbons:
        for upper, lower in ends(ribbon):
            assert lower - upper == pytest.approx(FLOWS * ribbon.flow.people / 40, abs=0.11)
    assert sum(box.height for box in drawn.sources) == pytest.approx(FLOWS, abs=0.2)


def test_larger_groups_stand_first_and_targets_beside_what_flows_into_them():
    drawn = picture(FLOWS_OF)
    assert [box.words for box in drawn.sources] == ["Engineering", "Customers"]
    assert [box.words for box in drawn.targets] == ["Engineering", "Digital"]


def test_what_is_not_shown_is_a_stub_of_one_size_whatever_it_hides():
    without, with_ = picture(FLOWS_OF), picture(FLOWS_OF, ["Customers", "Nobody knows"])
    assert without.stubs == []
    assert len(with_.stubs) == 1
    grown = [a.height - b.height for a, b in zip(with_.sources, without.sources, strict=True)]
    assert grown == pytest.approx([0, flow.STUB])


def test_nothing_shown_is_no_picture():
    assert picture([], ["Engineering"]) is None


sizes = some.integers(1, 60).map(lambda n: n * 5)
names = some.sampled_from([f"Group {n}" for n in range(14)])


@settings(max_examples=60, deadline=None)
@given(some.dictionaries(some.tuples(names, names), sizes, min_size=1, max_size=60), some.data())
def test_whatever_is_drawn_no_ribbons_or_boxes_of_a_side_overlap(figures, data):
    flows = [Flow(*ends_, people) for ends_, people in figures.items()]
    drawn = picture(flows, data.draw(some.sets(names)))
    assert drawn.left_out == len(flows) - len(drawn.ribbons)
    assert len(drawn.ribbons) <= flow.MOST_FLOWS
    for side, boxes in ((0, drawn.sources), (1, drawn.targets)):
        tops = sorted((box.y, box.y + box.height) for box in boxes)
        assert tops[0][0] >= -0.1
        assert tops[-1][1] <= drawn.height + 0.1
        bands = sorted(ends(ribbon)[side] for ribbon in drawn.ribbons)
        for spans in (tops, bands):
            for (_, lower), (upper, _) in pairwise(spans):
                assert lower <= upper + 0.11
        labels = sorted(box.middle for box in boxes)
        assert all(b - a >= flow.LABEL for a, b in pairwise(labels))


@pytest.mark.one_database
def test_the_page_draws_what_its_table_and_its_file_say(app, cast, hana):
    here = town()
    snapshot(here)
    for by, group in (("department", "Transit"), ("field", "No role recorded")):
        text = hana.get(f"/insights/moves?by={by}").get_data(as_text=True)
        file = hana.get(f"/insights.csv?view=families&group={by}").get_data(as_text=True)
        pictured = re.findall(r"<title>(.+?) to (.+?): about (\d+)</title>", text)
        shown = re.findall(r",(\w[^,]*),(\w[^,]*),(\d+)\r?\n", file)
        assert set(pictured) == set(shown)
        assert group in {source for source, _, _ in pictured}
        assert "style=" not in text
    assert 'id="wished"' in hana.get("/insights/moves?by=level", htmx=True).get_data(as_text=True)
    for junk in ("by=salary", "by=field&by=level", "by=field&group=level:2"):
        hana.get(f"/insights/moves?{junk}", status=400)
