"""Notices on a device: the browser is asked when one presses, and shows no word of theirs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.journeys.conftest import WHOLE, chromium

# Without a network the browser has no push service: this stands in for its answer alone.
SUBSCRIBED = """const ours = new Uint8Array(65).fill(4);
const keys = { p256dh: btoa(String.fromCharCode(...ours)), auth: "BTBZMqHH6r4Tts7J_aSIgg" };
PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey: theirs }) => {
  if (!userVisibleOnly || theirs.length !== 65) throw new Error("refused");
  return { toJSON: () => ({ endpoint: "https://fcm.googleapis.com/fcm/send/1", keys }) };
};
window.asked = 0;
const ask = Notification.requestPermission.bind(Notification);
Notification.requestPermission = () => { window.asked += 1; return ask(); };"""
SHOWN = """() => navigator.serviceWorker.ready.then((r) => r.getNotifications())
  .then((all) => all.map(({ title, body, tag }) => [title, body, tag]))"""


@pytest.fixture(scope="module")
def browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """The whole Chromium: its shell shows no notices."""
    whole = browser_type_launch_args | {"executable_path": chromium(*WHOLE)}
    with browser_type.launch(**whole) as one:
        yield one


def deliver(one, *messages: dict[str, str]) -> None:
    """What a push service does when the worker has sent something."""
    found: list[dict[str, str]] = []
    one.devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    one.devtools.send("ServiceWorker.enable")
    while not found:
        one.page.wait_for_timeout(50)
    place = {"origin": one.url, "registrationId": found[0]["registrationId"]}
    for message in messages:
        one.devtools.send("ServiceWorker.deliverPushMessage", place | {"data": json.dumps(message)})


def test_a_device_is_turned_on_told_and_turned_off(screen):
    one = screen("employee", at="/", size="phone")
    one.context.add_init_script(SUBSCRIBED)
    one.context.grant_permissions(["notifications"], origin=one.url)
    page: Page = one.go("/me/settings")
    one.keep()
    section = page.locator("#devices")
    button = section.get_by_role("button", name="Tell me on this device")
    expect(button).to_be_visible()
    assert page.evaluate("() => window.asked") == 0
    button.click()
    expect(section.get_by_text("This one")).to_be_visible()
    assert one.faults() == []
    message = {"title": "Mentoring", "body": "Something waits for you.", "tag": "mentorship"}
    deliver(one, message, message)  # the second takes the place of the first
    page.wait_for_function(f"async () => (await ({SHOWN})()).length")
    assert page.evaluate(SHOWN) == [["Mentoring", "Something waits for you.", "mentorship"]]
    section.get_by_role("button", name="Turn off").click()
    expect(section.get_by_role("button", name="Tell me on this device")).to_be_visible()
