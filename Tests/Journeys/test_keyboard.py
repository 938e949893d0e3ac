"""The busiest paths without a mouse, and without a script."""

import time

import pytest

from mailbox import Mailbox, letter
from test_thread import connect_mailbox, sign_in
from waiting import until


def test_a_call_is_noted_by_keyboard_within_ten_seconds(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    keys = page.keyboard
    began = time.monotonic()
    keys.press("g")
    keys.press("c")
    page.wait_for_url("**/counter")
    page.wait_for_function("document.activeElement.id === 'person'")
    # As fast as somebody who types 50 words a minute: 240 ms a letter would be slower, 40 ms keeps the journey short.
    keys.type("Leena Koskinen", delay=40)
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text"
    keys.type("Two loaves of rye, Friday at nine", delay=40)
    keys.press("Control+Enter")
    page.locator(".flash").wait_for()
    took = time.monotonic() - began
    print(f"noted after {took:.1f} s")
    assert took < 10
    [(channel, text)] = sample.rows("SELECT channel, text FROM counter_note ORDER BY id DESC LIMIT 1")
    assert (channel, text) == ("counter", "Two loaves of rye, Friday at nine")
    assert sample.rows("SELECT count(*) FROM customer WHERE name = 'Leena Koskinen'") == [("1",)]


def test_somebody_known_is_chosen_from_the_list_by_keyboard(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    [(person, name)] = sample.rows("SELECT id, name FROM customer WHERE name <> '' ORDER BY id LIMIT 1")
    page.goto("/counter")
    page.wait_for_function("document.activeElement.id === 'person'")
    page.keyboard.type(name[:4], delay=20)
    page.locator("[role=option]").first.wait_for()
    options = page.locator("[role=option]").all_inner_texts()
    for _ in range(1 + next(place for place, option in enumerate(options) if name in option)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("input[name=person_id]") == person
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Asked about gluten")
    page.keyboard.press("Control+Enter")
    page.locator(".flash").wait_for()
    assert sample.rows("SELECT customer_id, channel, text FROM counter_note ORDER BY id DESC LIMIT 1") == [(person, "phone", "Asked about gluten")]


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_letter_is_answered_by_keyboard_from_today_on(shop, customer, open_page):
    page = open_page(shop.url)
    sign_in(page, shop)
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    page.goto("/today")
    until(lambda: shop.rows("SELECT fetched_at FROM mailbox WHERE fetched_at IS NOT NULL"), "the mailbox has been read once")
    Mailbox(shop.address).put(letter(customer.address, shop.address, "Opening hours", "Are you open on Sunday?", sender_name="Anna Aalto"))
    page.get_by_text("Anna Aalto").first.wait_for()

    # One r opens the first row, the next one the answer.
    keys = page.keyboard
    keys.press("r")
    page.wait_for_url("**/inbox/*")
    keys.press("r")
    page.wait_for_function("document.activeElement.id === 'reply-text'")
    keys.type("Yes, from nine to three.")
    keys.press("Control+Enter")
    page.wait_for_url("**/today")
    page.locator(".flash").wait_for()
    [answer] = customer.wait_for_letters(1, seconds=30)
    assert "from nine to three" in answer.get_content()

    # The slash finds, Escape leaves the field, the question mark explains.
    keys.press("/")
    keys.type("Sunday")
    keys.press("Enter")
    page.wait_for_url("**/search?q=Sunday")
    page.get_by_text("Anna Aalto").first.wait_for()
    keys.press("?")
    page.locator("#keys").wait_for(state="visible")
    keys.press("Escape")
    page.locator("#keys").wait_for(state="hidden")


def test_everything_important_works_without_a_script(sample, open_page):
    sample.serve()
    page = open_page(sample.url, javascript=False)
    sign_in(page, sample)
    [(conversation,)] = sample.rows("SELECT id FROM conversation WHERE state = 'open' ORDER BY id LIMIT 1")
    state = lambda: sample.rows(f"SELECT state FROM conversation WHERE id = {conversation}")[0][0]
    ours = lambda kind: sample.rows(f"SELECT text FROM message WHERE conversation_id = {conversation} AND kind = '{kind}' ORDER BY id")

    # An answer, taken back before it has gone.
    before = ours("ours")
    page.goto(f"/inbox/{conversation}")
    page.fill("#reply-text", "We look into it.")
    page.locator(".for-reply button.primary").click()
    page.wait_for_url("**/today")
    assert len(ours("ours")) == len(before) + 1
    page.locator(".flash button").click()
    page.wait_for_url("**/inbox/*")
    assert ours("ours") == before
    assert page.input_value("#reply-text") == "We look into it.", "what was taken back is there to be written on"

    # A note for the team.
    page.locator(".composer-tabs label", has=page.locator("input[value=note]")).click()
    page.fill("#note-text", "She is a friend of Deniz.")
    page.locator(".for-note button.primary").click()
    page.locator(".flash").wait_for()
    assert "She is a friend of Deniz." in ours("note")[-1][0]

    # Solved, and solved no more.
    page.locator("form[action$='/solve'] button").click()
    page.wait_for_url("**/inbox")
    assert state() == "solved"
    page.locator(".flash button").click()
    page.wait_for_url("**/inbox/*")
    assert state() == "open"

    # A call.
    page.goto("/counter")
    page.fill("#person", "Leena Koskinen")
    page.fill("#text", "Asked for rye")
    page.locator("main .form button.primary").click()
    page.locator(".flash").wait_for()
    assert sample.rows("SELECT count(*) FROM counter_note WHERE text = 'Asked for rye'") == [("1",)]
    page.locator(".flash button").click()
    page.wait_for_url("**/counter")
    assert sample.rows("SELECT count(*) FROM counter_note WHERE text = 'Asked for rye'") == [("0",)]
