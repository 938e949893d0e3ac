"""The main thread in Finnish on a phone: long words, a narrow window, and nothing runs out of it."""

import pytest

import looks
from mailbox import Mailbox, letter
from test_thread import connect_mailbox, sign_in
from waiting import until


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_letter_is_answered_on_a_finnish_phone(new_shop, customer, open_page):
    shop = new_shop
    shop.set_up(language="fi", business="Lähikauppa Kääntöpiiri ja Kahvila")
    shop.serve()
    page = open_page(shop.url, phone=True, locale="fi-FI")
    page.set_viewport_size({"width": 390, "height": 844})
    titles = {}

    def look(name):
        assert page.locator("html").get_attribute("lang") == "fi"
        titles[name] = page.title().split(" · ")[0]
        looks.check_holds_still(page)
        looks.check_fits(page)
        # Every page is looked at so in English; here it is about what the words change.
        if name in ("today", "conversation", "person"):
            looks.check_accessibility(page)
        looks.glance(page, f"fi-{name}")

    sign_in(page, shop)
    look("today-empty")
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    look("mailboxes")
    until(lambda: shop.rows("SELECT fetched_at FROM mailbox WHERE fetched_at IS NOT NULL"), "the mailbox has been read once")
    page.goto("/inbox")
    look("inbox-empty")
    Mailbox(shop.address).put(letter(
        customer.address, shop.address, "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilaskakku",
        "Hei,\n\nonkohan epäjärjestelmällistyttämättömyydelläänsäkään täytekakkua lauantaiksi?\n\nTerveisin Marja", sender_name="Marja-Liisa Väänänen-Kämäräinen"))
    page.get_by_text("Väänänen").first.wait_for(timeout=15_000)
    # What was added while the page stood open may have moved what is below it; the pages that are loaded may not move.
    page.goto("/inbox")
    look("inbox")
    page.goto("/today")
    look("today")
    page.locator(".next .primary").click()
    page.wait_for_url("**/inbox/*")
    look("conversation")
    page.fill("#reply-text", "Hei Marja, kakku on valmis perjantaina kello kolme.")
    page.locator(".draft-state", has_text="uonnos").wait_for()
    looks.glance(page, "fi-composer")
    page.locator(".for-reply button.primary").click()
    page.wait_for_url("**/today")
    page.locator(".flash").wait_for()
    look("sent")
    [answer] = customer.wait_for_letters(1, seconds=30)
    assert answer["Subject"].startswith("Re: Lentokonesuihku")
    [(person, conversation)] = shop.rows("SELECT customer_id, id FROM conversation")
    page.goto(f"/people/{person}")
    look("person")
    page.goto("/search?q=täytekakku")
    # She wrote "täytekakkua".
    page.locator(".hit", has_text="Väänänen").first.wait_for()
    look("search")
    page.goto(f"/inbox/{conversation}")
    page.locator("form[action$='/solve'] button").click()
    page.wait_for_url("**/inbox")
    page.goto("/inbox?view=solved")
    look("solved")
    for path in ["/counter", "/people", "/settings", "/settings/assumptions", "/settings/hours", "/me"]:
        page.goto(path)
        look(path[1:].replace("/", "-"))
    print(titles)
    assert not {"Today", "Inbox", "Mailboxes", "Counter", "People", "Settings", "Your profile"} & set(titles.values())
