"""Files of answers and of new messages: kept as soon as they are chosen, one after another, and there when their writer comes back."""

from mailbox import Mailbox, letter

from test_thread import connect_mailbox, sign_in
from waiting import until


def chosen(name, words):
    return {"name": name, "mimeType": "text/plain", "buffer": words.encode()}


def test_files_are_kept_with_the_draft_and_go_along(shop, customer, open_page):
    page = open_page(shop.url)
    sign_in(page, shop)
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    Mailbox(shop.address).put(letter(customer.address, shop.address, "The list", "Please send me the list."))
    until(lambda: shop.rows("SELECT id FROM conversation"), "the mail is here")
    page.goto("/inbox")
    page.get_by_text("The list").first.click()
    page.wait_for_selector(".for-reply input[type=file]", state="attached")
    conversation = page.url
    field = page.locator(".for-reply input[type=file]")
    field.set_input_files(chosen("bread.txt", "bread"))
    page.locator(".draft-files").get_by_text("bread.txt").wait_for()
    field.set_input_files(chosen("cakes.txt", "cakes"))
    page.locator(".draft-files").get_by_text("cakes.txt").wait_for()
    assert page.locator(".draft-files").get_by_text("bread.txt").is_visible(), "the second does not take the first's place"
    field.set_input_files(chosen("wrong.txt", "wrong"))
    page.get_by_label("wrong.txt").uncheck()
    # Away and back: text and files are there.
    page.fill("#reply-text", "Here you are.")
    page.get_by_text("Draft saved").wait_for()
    page.goto("/today")
    page.goto(conversation)
    assert page.input_value("#reply-text") == "Here you are."
    page.get_by_label("wrong.txt").uncheck()
    page.get_by_role("button", name="Send and wait").click()
    [mail] = customer.wait_for_letters()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["bread.txt", "cakes.txt"]

    page.goto("/inbox/new")
    page.fill("#to", customer.address)
    page.fill("#subject", "Opening hours")
    page.locator("input[type=file]").set_input_files(chosen("hours.txt", "9 to 5"))
    page.locator(".draft-files").get_by_text("hours.txt").wait_for()
    page.goto("/today")
    page.goto("/inbox/new")
    page.locator(".begun > summary").click()
    page.locator(".begun").get_by_role("link").first.click()
    page.locator(".draft-files").get_by_text("hours.txt").wait_for()
    page.fill("#text", "They stand in the file.")
    page.get_by_role("button", name="Send", exact=True).click()
    mail = customer.wait_for_letters(2)[-1]
    assert [part.get_filename() for part in mail.iter_attachments()] == ["hours.txt"]
