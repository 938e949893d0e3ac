"""Words that must not be lost: in a tab that was signed out meanwhile, and of two people at one card."""

import re

from test_thread import sign_in
from test_together import colleague, whole


def come_in(page, shop):
    page.locator("#email").fill(shop.owner_email)
    page.locator("#password").fill(shop.owner_password)
    page.locator("form.form button.primary").click()


def test_a_tab_that_was_signed_out_keeps_what_is_written_in_it(sample, open_page):
    sample.serve()
    deniz = open_page(sample.url)
    sign_in(deniz, sample)
    deniz.goto("/inbox?view=mine")
    deniz.locator(".mail-link").first.click()
    deniz.wait_for_url("**/inbox/*")
    conversation = deniz.url
    text = deniz.locator(".for-reply textarea")
    text.wait_for()
    deniz.context.clear_cookies()
    text.fill("Two cakes for Friday, without nuts.")
    deniz.get_by_text("You are signed out here.").wait_for()
    deniz.locator(".for-reply [data-send]").click()
    deniz.wait_for_url("**/sign-in*")
    deniz.get_by_text("What you wrote is kept in this browser.").wait_for()
    # A wrong password forgets nothing.
    deniz.locator("#email").fill(sample.owner_email)
    deniz.locator("#password").fill("not this one")
    deniz.locator("form.form button.primary").click()
    deniz.get_by_text("is not right").wait_for()
    come_in(deniz, sample)
    deniz.wait_for_url(conversation)
    deniz.get_by_text("What you wrote is here again.").wait_for()
    assert text.input_value() == "Two cakes for Friday, without nuts."
    whole(deniz)
    deniz.get_by_text("Draft saved").wait_for()

    # A form of another kind, which remembers what it was shown with.
    card = sample.rows("SELECT id FROM customer WHERE note <> '' ORDER BY id LIMIT 1")[0][0]
    deniz.goto(f"/people/{card}/edit")
    deniz.context.clear_cookies()
    deniz.fill("#note", "Has moved to the harbour.")
    deniz.locator("form.form button.primary").click()
    deniz.wait_for_url("**/sign-in*")
    come_in(deniz, sample)
    deniz.wait_for_url(f"**/people/{card}/edit")
    assert deniz.locator("#note").input_value() == "Has moved to the harbour."
    assert deniz.evaluate("sessionStorage.getItem('kept')") is None


def test_what_another_person_had_written_is_not_shown_to_who_signs_in_next(sample, open_page):
    sample.serve()
    deniz = open_page(sample.url)
    sign_in(deniz, sample)
    [(email, name)] = sample.rows("SELECT email, name FROM staff WHERE role = 'agent' AND is_active = 1 ORDER BY id LIMIT 1")
    card = sample.rows("SELECT id FROM customer WHERE note <> '' ORDER BY id LIMIT 1")[0][0]
    deniz.goto(f"/people/{card}/edit")
    deniz.context.clear_cookies()
    deniz.fill("#note", "For nobody else to read.")
    deniz.locator("form.form button.primary").click()
    deniz.wait_for_url("**/sign-in*")
    deniz.locator("#email").fill(email)
    deniz.locator("#password").fill(sample.owner_password)
    deniz.locator("form.form button.primary").click()
    deniz.wait_for_url(f"**/people/{card}/edit")
    deniz.get_by_text(name).first.wait_for()
    assert deniz.locator("#note").input_value() != "For nobody else to read."
    assert deniz.evaluate("sessionStorage.getItem('kept')") is None


def test_two_people_at_one_card(sample, open_page):
    sample.serve()
    deniz = open_page(sample.url)
    sign_in(deniz, sample)
    other, name = colleague(sample, open_page, phone=True)
    card = sample.rows("SELECT id FROM customer WHERE note <> '' ORDER BY id LIMIT 1")[0][0]
    deniz.goto(f"/people/{card}/edit")
    other.goto(f"/people/{card}/edit")
    deniz.fill("#note", "No nuts.")
    deniz.fill("#usual", "flat white")
    deniz.locator("form.form button.primary").click()
    deniz.get_by_text("The card is changed.").wait_for()
    other.fill("#note", "Likes nuts.")
    other.locator("form.form button.primary").click()
    other.get_by_text(re.compile("changed this while you had it open")).wait_for()
    other.get_by_text("Now it says: “No nuts.”").wait_for()
    assert other.locator("#note").input_value() == "Likes nuts."
    assert other.locator("#usual").input_value() == "flat white"
    whole(other)
    other.fill("#note", "No nuts, she says.")
    other.locator("form.form button.primary").click()
    other.get_by_text("The card is changed.").wait_for()
