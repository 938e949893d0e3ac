"""The thread that everything hangs on: a real mail from Dovecot to the screen, and the answer through a real SMTP server back."""

import email
import re
import time

import pytest

import looks
from mailbox import Mailbox, letter, password, server
from waiting import until


def sign_in(page, shop):
    page.goto("/sign-in")
    page.get_by_label(re.compile("E-mail|Sähköposti")).fill(shop.owner_email)
    page.locator("#password").fill(shop.owner_password)
    page.locator("form.form button.primary").click()
    page.wait_for_url("**/today")


def connect_mailbox(page, shop, path="/settings/mailboxes/new", imap=None, smtp=None):
    """Fills in the mailbox form with the test servers, as an owner would with her provider's. `imap` and `smtp` are others, in plain."""
    page.goto(path)
    imap_security, smtp_security = "none" if imap else "tls", "none" if smtp else "starttls"
    imap, smtp = imap or server("IMAPS"), smtp or server("SMTP")
    page.locator(".more-fields > summary").click()
    page.fill("#name", "Corner Shop")
    page.fill("#address", shop.address)
    page.fill("#imap_host", imap[0])
    page.fill("#imap_port", str(imap[1]))
    page.select_option("#imap_security", imap_security)
    page.fill("#imap_user", shop.address)
    page.fill("#imap_password", password())
    page.fill("#smtp_host", smtp[0])
    page.fill("#smtp_port", str(smtp[1]))
    page.select_option("#smtp_security", smtp_security)
    page.get_by_role("button", name=re.compile("Test and save|Testaa")).click()


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_mail_is_on_the_screen_in_two_seconds_and_its_answer_in_the_customers_thread(shop, customer, open_page, phone):
    page = open_page(shop.url, phone=phone)
    sign_in(page, shop)
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    page.goto("/inbox")
    # The page listens and the mailbox waits for news: what a shop looks like at any moment but the first.
    until(lambda: shop.rows("SELECT fetched_at FROM mailbox WHERE fetched_at IS NOT NULL"), "the mailbox has been read once")
    raw = letter(customer.address, shop.address, "Broken cake", "Hello,\n\nmy cake arrived broken. The party is on Saturday!", sender_name="Marja Väänänen")
    question = email.message_from_bytes(raw)["Message-ID"]
    Mailbox(shop.address).put(raw)

    # In the list by itself, without a reload, two seconds after the mail server had it.
    began = time.monotonic()
    page.get_by_text("Broken cake").first.wait_for(timeout=10_000)
    took = time.monotonic() - began
    print(f"on the screen after {took:.2f} s")
    assert took < 2
    looks.check_fits(page)

    # It is somebody's, and it is due.
    page.goto("/today")
    page.get_by_text("Marja Väänänen").first.wait_for()
    assert page.locator(".chip").first.inner_text()

    page.get_by_role("link", name=re.compile("Marja Väänänen")).first.click()
    page.wait_for_url("**/inbox/*")
    page.get_by_text("my cake arrived broken").first.wait_for()
    looks.check_fits(page)
    looks.check_accessibility(page)
    page.fill("#reply-text", "Dear Marja, we bake a new one. It comes on Friday before three.")
    page.get_by_text("Draft saved").wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/today")
    page.get_by_text(re.compile("goes out")).first.wait_for()

    [answer] = customer.wait_for_letters(1, seconds=30)
    assert answer["In-Reply-To"] == question
    assert question in answer["References"]
    assert shop.address in answer["From"]
    assert "we bake a new one" in answer.get_body(("plain",)).get_content()
    assert answer["Subject"] == "Re: Broken cake"

    # The customer answers the answer: same conversation, opened again.
    customer.send(shop.address, "Re: Broken cake", "Thank you!\n\nMarja", sender_name="Marja Väänänen",
                  headers={"In-Reply-To": answer["Message-ID"], "References": f"{question} {answer['Message-ID']}"})
    until(lambda: len(shop.rows("SELECT id FROM message")) == 3, "the third message", seconds=10)
    assert len(shop.rows("SELECT id FROM conversation")) == 1
    assert shop.rows("SELECT state FROM conversation") == [("open",)]
    assert shop.command("check").strip() == "All is well."


def test_the_mailbox_tester_says_what_is_wrong(shop, open_page):
    page = open_page(shop.url)
    sign_in(page, shop)
    page.goto("/settings/mailboxes/new")
    imap, smtp = server("IMAPS"), server("SMTP")
    page.locator(".more-fields > summary").click()
    page.fill("#address", shop.address)
    page.fill("#imap_host", imap[0])
    page.fill("#imap_port", str(imap[1]))
    page.fill("#imap_password", "not the password")
    page.fill("#smtp_host", smtp[0])
    page.fill("#smtp_port", str(smtp[1]))
    page.select_option("#smtp_security", "starttls")
    page.get_by_role("button", name="Test and save").click()
    page.get_by_text("refused the user name or the password").first.wait_for(timeout=30_000)
    assert page.input_value("#imap_host") == imap[0], "what was typed is kept"
    assert page.input_value("#imap_password") == "", "a password is never sent back"
    looks.check_accessibility(page)
    assert shop.rows("SELECT id FROM mailbox") == []
    # A right password is not asked for again because something else was wrong.
    page.fill("#imap_password", password())
    page.fill("#smtp_port", "1")
    page.get_by_role("button", name="Test and save").click()
    page.locator(".checks .ok").first.wait_for(timeout=30_000)
    page.fill("#smtp_port", str(smtp[1]))
    page.get_by_role("button", name="Test and save").click()
    page.wait_for_url("**/settings/mailboxes", timeout=30_000)
