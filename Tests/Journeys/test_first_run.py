"""From an empty data folder to a shop that works, as a new owner goes through it."""

import re
import time

import pytest

import looks
from mailbox import password, server

# What stands at the head of the steps in English. The English run proves the list right, the Finnish one has none of it.
HEADS = ["Open your shop", "When are you open?", "Who answers here?", "Send these links to your colleagues", "Connect a mailbox",
         "Sample data or an empty shop?", "Your shop is open"]

CLICK_COUNTER = """
addEventListener("pointerdown", () => sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks") ?? 0) + 1), { capture: true });
"""


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("locale, phone", [("en-GB", False), ("fi-FI", True)], ids=["english-wide", "finnish-phone"])
def test_a_new_owner_gets_from_the_printed_link_to_today(new_shop, open_page, locale, phone):
    shop, language = new_shop.serve(), locale[:2]
    began = time.monotonic()
    page = open_page(shop.first_run_link(), phone=phone, locale=locale)
    page.add_init_script(CLICK_COUNTER)
    page.reload()
    heads, faults = [], []

    def on(step):
        page.wait_for_url(f"**/welcome{step}")
        heads.append(page.locator("h1").inner_text())
        assert page.locator("html").get_attribute("lang") == language
        for check in (looks.check_holds_still, looks.check_fits, looks.check_accessibility):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(str(fault))
        looks.glance(page, f"welcome-{len(heads)}-{language}")
        if step in ("?*", "/mail"):
            looks.picture(page, "welcome" if step == "?*" else "mailbox", when=language == "en")

    def go_on():
        page.locator("form .primary, p.actions .primary").first.click()

    # Business. A password that is too short is refused at its field, and the rest stays typed.
    on("?*")
    page.fill("#business", "Kulman Leipä")
    page.fill("#name", "Maija Meikäläinen")
    page.fill("#email", shop.owner_email)
    page.fill("#password", "short")
    page.select_option("#zone", "Europe/Helsinki")
    go_on()
    page.locator("#password-error").wait_for()
    assert page.input_value("#business") == "Kulman Leipä"
    assert shop.rows("SELECT id FROM staff") == []
    page.fill("#password", shop.owner_password)
    go_on()

    on("/hours")
    go_on()

    # A team: the colleague's link is shown once and leads a browser without a session to the choice of a password.
    on("/team")
    page.locator("label.choice", has=page.locator("input[value=team]")).click()
    page.fill("#name-0", "Ville")
    page.fill("#email-0", "ville@corner.test")
    go_on()
    page.locator(".secret code").wait_for()
    on("/team")
    invitation = page.locator(".secret code").inner_text()
    go_on()

    # The mailbox, with a wrong password first.
    on("/mail")
    imap, smtp = server("IMAPS"), server("SMTP")
    page.locator(".more-fields > summary").click()
    page.fill("#address", shop.address)
    page.fill("#imap_host", imap[0])
    page.fill("#imap_port", str(imap[1]))
    page.fill("#imap_user", shop.address)
    page.fill("#imap_password", "not the password")
    page.fill("#smtp_host", smtp[0])
    page.fill("#smtp_port", str(smtp[1]))
    page.select_option("#smtp_security", "starttls")
    go_on()
    page.locator(".checks .failed .advice").first.wait_for(timeout=30_000)
    looks.glance(page, f"welcome-refused-{language}")
    looks.check_accessibility(page)
    looks.check_fits(page)
    assert shop.rows("SELECT id FROM mailbox") == []
    page.fill("#imap_password", password())
    go_on()

    on("/sample")
    # With a mailbox connected the empty shop is proposed; this owner looks around first.
    page.locator("input[name=start][value=sample]").check(force=True)
    go_on()
    page.wait_for_url("**/welcome/ready", timeout=60_000)
    on("/ready")
    page.locator(".form-actions button").click()
    page.wait_for_url("**/today")
    page.locator(".next h2").wait_for()
    assert page.locator("html").get_attribute("lang") == language
    looks.check_fits(page)
    looks.check_accessibility(page)
    clicks = page.evaluate("sessionStorage.getItem('clicks')")
    print(f"{clicks} clicks from the link to Today, two of them for mistakes made on purpose; {time.monotonic() - began:.0f} s")
    assert int(clicks) <= 13
    if language == "en":
        assert heads == HEADS
    else:
        assert not set(heads) & set(HEADS), "a step's head is not translated"

    # The link has done its work: whoever opens it now is asked to sign in.
    stranger = open_page(shop.first_run_link().replace("localhost", "127.0.0.1"))
    stranger.wait_for_url("**/sign-in*")
    colleague = open_page(re.sub(r"^https?://[^/]+", shop.url, invitation), locale=locale, phone=phone)
    colleague.locator("#password").wait_for()
    colleague.fill("#password", "seitsemän veljestä")
    colleague.locator("form .primary").first.click()
    colleague.wait_for_url("**/today")
    assert not faults, "\n".join(faults)
