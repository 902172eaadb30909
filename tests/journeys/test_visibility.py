"""Who sees what, in a browser: change it, take it back, and answer for a new line manager."""

from playwright.sync_api import expect


def test_a_skill_is_hidden_and_shown_again(screen):
    one = screen("employee", size="phone", at="/me/visibility")
    skills = one.page.locator("#s-skills")
    skills.get_by_text("Spreadsheets", exact=True).click()
    skills.get_by_label("Show what I tick to").select_option(label="People I name")
    skills.get_by_role("button", name="Change the ticked").click()
    named = skills.locator("fieldset").filter(has_text="Spreadsheets")
    expect(named.locator("legend")).to_contain_text("People I name")
    skills.get_by_role("button", name="Undo").click()
    everyone = skills.locator("fieldset").filter(has_text="Spreadsheets")
    expect(everyone.locator("legend")).to_contain_text("Everyone")
    assert one.faults() == []
    assert one.sideways() <= 0


def test_what_hr_sees_of_my_groups_opens_in_the_page(screen):
    one = screen("employee", size="phone", at="/me/visibility")
    one.page.get_by_role("link", name="What HR sees exactly").click()
    figures = one.page.get_by_role("region", name="Figures about my groups")
    expect(figures.get_by_role("rowheader", name="People counted")).to_be_visible()
    expect(one.page.get_by_role("heading", name="Who sees what")).to_be_visible()
    assert one.faults() == []
    assert one.sideways() <= 0


def test_a_new_manager_sees_nothing_old_until_i_say_so(screen):
    """Without a script too: it is one question with two buttons."""
    one = screen("other", at="/", script=False)
    one.page.get_by_role("link", name="Say whether your new line manager").click()
    question = one.page.locator("#question")
    expect(question).to_contain_text("You opened this to Ingrid Halvorsen")
    question.get_by_role("button", name="Keep it hidden").click()
    expect(one.page.locator("#flash")).to_contain_text("It stays hidden from")
    expect(question).to_have_count(0)
