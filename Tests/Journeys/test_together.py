"""Several people and several conversations: passing on, asking a colleague, putting off, solving many at once."""

import re

import looks
from test_thread import sign_in


def colleague(shop, open_page, **more):
    """A page of somebody else who serves here, and their name."""
    [(email, name)] = shop.rows("SELECT email, name FROM staff WHERE role = 'agent' AND is_active = 1 ORDER BY id LIMIT 1")
    password = shop.directory / "colleague"
    password.write_text("seven loaves before dawn\n")
    shop.command("staff", "reset-password", "--email", email, "--password-file", str(password))
    page = open_page(shop.url, **more)
    page.goto("/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill("seven loaves before dawn")
    page.locator("form.form button.primary").click()
    page.wait_for_url("**/today")
    return page, name


def whole(page):
    looks.check_fits(page)
    looks.check_accessibility(page)


def test_a_matter_is_passed_on_with_a_note_and_taken_over(sample, open_page):
    sample.serve()
    deniz = open_page(sample.url)
    sign_in(deniz, sample)
    other, name = colleague(sample, open_page, phone=True)
    deniz.goto("/inbox?view=mine")
    deniz.locator(".mail-link").first.click()
    deniz.wait_for_url("**/inbox/*")
    conversation = deniz.url.split("?")[0]
    deniz.locator(".person-head details.menu summary.icon-only").click()
    deniz.get_by_role("link", name="Pass it on…").click()
    whole(deniz)
    deniz.select_option("#to", label=name)
    deniz.select_option("#reason", "knowledge")
    deniz.fill("#note", "The oven is promised for Friday. She wants it without nuts.")
    deniz.get_by_role("button", name="Ask them").click()
    deniz.get_by_text(f"{name} is asked to take it over.").wait_for()
    whole(deniz)

    # On the other's Today, with the note before all else.
    other.goto("/today")
    other.locator("a", has_text="asks you to take a matter over").first.click()
    other.get_by_text("without nuts").first.wait_for()
    whole(other)
    other.get_by_role("button", name="Take it over").click()
    other.get_by_text("Yours now.").wait_for()
    whole(other)
    # The one who asked sees it without a reload.
    deniz.get_by_text("passed on once").wait_for()

    # A colleague is asked for a word, by the name that is offered.
    other.goto(conversation)
    other.locator(".composer-tabs input[value=note]").check()
    other.locator("#note-text").press_sequentially("Is it baked? @Den")
    other.get_by_role("option", name=re.compile("Deniz")).wait_for()
    other.keyboard.press("Enter")
    assert "@Deniz" in other.locator("#note-text").input_value()
    other.get_by_role("button", name="Save note").click()
    other.get_by_text("Noted.").wait_for()
    deniz.goto("/today")
    deniz.get_by_text("asks you for a word").first.wait_for()
    deniz.goto("/inbox/passed-on")
    deniz.get_by_text("passed on: 1").wait_for()
    whole(deniz)


def test_several_are_solved_at_once_and_come_back(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    page.goto("/inbox")
    rows = page.locator(".mail")
    before = rows.count()
    names = [page.locator(".mail .who").nth(place).inner_text() for place in (0, 1)]
    for place in (0, 1):
        page.locator(".mail .pick input").nth(place).check()
    page.locator(".bulk").wait_for()
    whole(page)
    page.locator(".bulk").get_by_role("button", name="Solved").click()
    page.get_by_text("2 solved.").wait_for()
    assert rows.count() == before - 2
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("2 as before.").wait_for()
    assert [page.locator(".mail .who").nth(place).inner_text() for place in (0, 1)] == names


def test_what_is_put_off_waits_in_a_list_of_its_own(sample, open_page):
    sample.serve()
    page = open_page(sample.url, phone=True)
    sign_in(page, sample)
    page.goto("/inbox")
    who = page.locator(".mail .who").first.inner_text().split("\n")[0]
    page.locator(".mail-link").first.click()
    page.wait_for_url("**/inbox/*")
    page.locator("details.snooze summary").click()
    looks.check_fits(page)
    page.locator("details.snooze button[name=until]").first.click()
    page.get_by_text(re.compile("Back on")).first.wait_for()
    page.goto("/inbox?view=snoozed")
    page.get_by_text(who).first.wait_for()
    whole(page)


def test_an_answer_that_cannot_be_sent_stays_on_the_page(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    page.goto("/inbox")
    page.locator(".mail-link").first.click()
    page.wait_for_url("**/inbox/*")
    page.fill("#reply-text", "Come by at ten.")
    page.get_by_text("Draft saved").wait_for()
    sample.kill()
    page.keyboard.press("Control+Enter")
    page.get_by_text("The server cannot be reached, so nothing was sent.").wait_for()
    assert page.locator("#reply-text").input_value() == "Come by at ten."
