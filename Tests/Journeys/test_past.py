"""Mail that lay there before, and mail that is written elsewhere: it comes in, and nobody owes anything for it."""

import email

from mailbox import Mailbox, letter
from test_thread import connect_mailbox, sign_in
from waiting import until


def header(raw, name):
    return email.message_from_bytes(raw)[name]


def test_the_past_comes_in_quietly_and_answers_from_elsewhere_count(shop, customer, open_page):
    box = Mailbox(shop.address)
    # Three weeks ago a customer asked, and the shop answered from its mail program; 25 others wrote too.
    question = letter(customer.address, shop.address, "Rye bread", "Have you got rye bread?", sender_name="Marja Väänänen")
    box.put(question, days_ago=21)
    box.put(letter(shop.address, customer.address, "Re: Rye bread", "Yes, on Fridays.", headers={"In-Reply-To": header(question, "Message-ID")}), folder="Sent", days_ago=20)
    for number in range(25):
        box.put(letter(f"guest{number}@customer.test", shop.address, f"Order {number}", f"Please keep loaf {number}."), days_ago=19)

    page = open_page(shop.url)
    sign_in(page, shop)
    page.goto("/settings/mailboxes/new")
    # The proposal, the last 30 days, is what most shops want.
    assert page.locator("[name=from]:checked").get_attribute("value") == "30"
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    # News never waits for the past.
    fresh = letter(customer.address, shop.address, "Wheat bread", "And wheat bread?", sender_name="Marja Väänänen")
    box.put(fresh)
    until(lambda: shop.rows("SELECT 1 FROM conversation WHERE subject = 'Wheat bread'"), "the new letter", 15)
    until(lambda: len(shop.rows("SELECT 1 FROM message")) == 28, "27 old letters and a new one", 30)
    assert len(shop.rows("SELECT 1 FROM conversation")) == 27
    assert len(shop.rows("SELECT 1 FROM duty")) == 1, "only the new letter is owed an answer"
    [(conversation,)] = shop.rows("SELECT id FROM conversation WHERE subject = 'Rye bread'")
    page.goto(f"/inbox/{conversation}")
    said = page.locator(".said .text").all_inner_texts()
    assert [text.strip() for text in said[:2]] == ["Have you got rye bread?", "Yes, on Fridays."]

    # Somebody answers the new letter on a telephone: it is ours, and nothing is owed any more.
    box.put(letter(shop.address, customer.address, "Re: Wheat bread", "Every day!", headers={"In-Reply-To": header(fresh, "Message-ID")}), folder="Sent")
    until(lambda: shop.rows("SELECT 1 FROM duty WHERE state = 'done'"), "the duty is done", 20)
    page.goto("/today")
    assert page.locator(".next").count() == 0

    # What we answer here lies among the sent mail there, once.
    [(wheat,)] = shop.rows("SELECT id FROM conversation WHERE subject = 'Wheat bread'")
    page.goto(f"/inbox/{wheat}")
    page.fill("#reply-text", "Until six o'clock.")
    page.get_by_role("button", name="Send and wait").click()
    page.wait_for_url("**/today")
    letters = box.wait_for_letters(3, folder="Sent", seconds=75)
    assert [part["Subject"] for part in letters][-1] == "Re: Wheat bread"
    assert len(shop.rows("SELECT 1 FROM message WHERE kind = 'ours'")) == 3
    assert shop.command("check").strip() == "All is well."
