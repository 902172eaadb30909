"""From a role to a plan in one click, on a phone."""

import re

from playwright.sync_api import expect


def test_a_way_is_read_and_put_into_a_plan(screen):
    window = screen("newcomer", at="/roles?q=data+and+insight+analyst", size="phone")
    page = window.page
    page.locator("main h3 a").first.click()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Pathway").click()
    way = page.locator("#path")
    expect(way.get_by_text("Cost to you", exact=True)).to_be_visible()
    assert not window.faults()
    way.get_by_role("button", name=re.compile("^Add ")).first.click()
    expect(way.get_by_text("In my plan").first).to_be_visible()
    expect(page.locator("#flash")).to_contain_text("In your plan:")
    way.get_by_role("button", name=re.compile("^Add the other")).click()
    expect(way.get_by_role("button", name=re.compile("^Add the other"))).to_have_count(0)
    assert not window.faults()
    way.get_by_role("link", name="Open my plan").click()
    expect(page.locator("main header")).to_contain_text("To become Data and Insight Analyst")
