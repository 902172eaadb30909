"""Copies of one's own pages, for a device of one's own."""

import re

import pytest

from portal import copies
from tests.aspirations.conftest import enter_as  # noqa: F401 - a fixture
from tests.pwa.test_waiting import seal_in

COPY = {"headers": {copies.HEADER: "1"}}


@pytest.mark.parametrize("path", copies.PAGES)
def test_a_copy_says_whose_it_is_and_of_which_release(ada, path):
    answer = ada.get(path, **COPY)
    tag, release = answer.headers[copies.HEADER].split()
    assert tag == seal_in(answer.text)[0]
    assert f'"aspire-static-" + "{release}"' in ada.get("/service-worker.js").text.replace(
        "STATIC", '"aspire-static-"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "You are offline." in answer.text
    assert "data-kept-page" in answer.text
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
    assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce}


@pytest.mark.parametrize("path", ["/roles", "/insights", "/mentorship", "/me/visibility"])
def test_other_pages_are_not_made_to_be_kept(enter_as, cast, path):  # noqa: F811
    answer = enter_as(cast.hana).get(path, **COPY)
    assert copies.HEADER not in answer.headers
    assert "data-kept-page" not in answer.text


def test_nothing_is_made_to_be_kept_for_nobody(visitor):
    assert copies.HEADER not in visitor.get("/me", status=303, **COPY).headers
    assert "data-kept-page" not in visitor.get("/privacy", **COPY).text


def test_only_who_asks_for_a_copy_gets_one(ada):
    for path in copies.PAGES:
        answer = ada.get(path)
        assert copies.HEADER not in answer.headers
        assert "data-kept-page" not in answer.text


def test_the_people_one_leads_are_in_no_copy(enter_as, cast):  # noqa: F811
    manu = enter_as(cast.manu)
    assert cast.ada.name in manu.get("/").text
    assert cast.ada.name in manu.get("/me").text
    for path in copies.PAGES:
        assert cast.ada.name not in manu.get(path, **COPY).text, path


def test_a_copy_leaves_the_message_of_the_last_change_to_the_page(ada):
    ada.post("/me/edit", {"about": "Tides.", "headline": "", "version": "1"})
    assert "data-toast>" not in ada.get("/me/experience/add", **COPY).text
    assert "data-toast>" in ada.get("/me").text
