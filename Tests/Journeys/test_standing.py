"""How the shop's mail arrives: a test mail through real servers, and mail that is held back."""

import looks
from mailbox import Mailbox, letter
from test_thread import connect_mailbox, sign_in
from waiting import until


def test_a_mailbox_sends_itself_a_mail_and_says_how_it_came_back(shop, open_page):
    page = open_page(shop.url)
    sign_in(page, shop)
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    until(lambda: shop.rows("SELECT fetched_at FROM mailbox WHERE fetched_at IS NOT NULL"), "the mailbox has been read once")
    page.locator(".item-link").first.click()
    page.get_by_role("link", name="How your mail arrives").click()
    page.get_by_role("button", name="Send a test mail and look").click()
    page.get_by_text("Back after").wait_for(timeout=45_000)
    looks.check_fits(page)
    page.locator("#standing").scroll_into_view_if_needed()
    looks.glance(page, "standing")
    looks.picture(page, "standing")
    assert shop.rows("SELECT count(*) FROM conversation") == [("0",)], "a test mail is nobody's message"


def test_marked_spam_waits_and_comes_in_with_one_press(shop, customer, open_page):
    page = open_page(shop.url)
    sign_in(page, shop)
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    page.goto("/inbox")
    until(lambda: shop.rows("SELECT fetched_at FROM mailbox WHERE fetched_at IS NOT NULL"), "the mailbox has been read once")
    raw = letter(customer.address, shop.address, "You have won", "A cake, that is.", sender_name="Prize Center")
    Mailbox(shop.address).put(b"X-Spam-Flag: YES\r\n" + raw)
    page.get_by_role("link", name="Held back").click(timeout=10_000)
    page.get_by_text("You have won").wait_for()
    looks.check_fits(page)
    looks.glance(page, "held")
    page.get_by_role("button", name="Let it in").click()
    page.get_by_text("A cake, that is.").first.wait_for()
    assert shop.rows("SELECT count(*) FROM held_mail") == [("0",)]
