"""The pictures of the user guide, taken anew by PICTURES=1. They show the sample shop on a Tuesday morning."""

import os
import shutil

import pytest

import looks
import shop as shops
from test_thread import sign_in

MORNING = "2026-11-24 08:20:00"  # UTC; 11:20 in Istanbul, where the sample shop stands.

pytestmark = pytest.mark.skipif(os.environ.get("PICTURES") != "1", reason="PICTURES=1 takes the pictures of the user guide")


@pytest.fixture
def morning(tmp_path, monkeypatch):
    """A sample shop whose clock begins at that morning, where the machine has faketime; else at the machine's own time."""
    if shutil.which("faketime"):
        wrapper = tmp_path / "regulars"
        wrapper.write_text(f'#!/bin/sh\nexec faketime -f "@{MORNING}" "{shops.program()}" "$@"\n')
        wrapper.chmod(0o755)
        monkeypatch.setenv("REGULARS_PROGRAM", str(wrapper))
        monkeypatch.setenv("TZ", "UTC")
    shop = shops.Shop("sqlite", tmp_path)
    shop.owner_password = shop.command("demo").split("password ")[1].split()[0]
    [(shop.owner_email,)] = shop.rows("SELECT email FROM staff WHERE role = 'owner'")
    shop.serve()
    yield shop
    shop.close()


def test_the_pictures_of_the_user_guide(morning, open_page):
    page = open_page(morning.url)
    sign_in(page, morning)
    # Somebody whom the shop has known for long, so that the pictures show a memory.
    [(person, conversation)] = morning.rows("""
        SELECT customer_id, max(conversation.id) FROM conversation JOIN customer ON customer.id = customer_id
        WHERE customer.language = 'en' AND (SELECT state FROM conversation AS last WHERE last.customer_id = customer.id ORDER BY last.id DESC LIMIT 1) = 'new'
        GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1""")
    places = {"today": "/today", "inbox": "/inbox", "conversation": f"/inbox/{conversation}", "person": f"/people/{person}",
              "counter": "/counter", "purchases": "/purchases", "sale": "/purchases/new", "held": "/inbox/held", "assumptions": "/settings/assumptions"}
    for name, path in places.items():
        page.goto(path)
        # The page that was just answered is no news.
        page.evaluate("document.activeElement?.blur()")
        looks.picture(page, name)
        looks.glance(page, name)
    for path in ["/settings/shop", "/settings/hours", "/settings/staff", "/inbox/new", "/me", "/search?q=rye"]:
        page.goto(path)
        looks.glance(page, path[1:].replace("/", "-").replace("?", "-"))
    phone = open_page(morning.url, phone=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    sign_in(phone, morning)
    for name, path in {**places, "settings": "/settings"}.items():
        phone.goto(path)
        looks.glance(phone, f"{name}-phone")
        if name == "conversation":
            looks.picture(phone, "conversation-phone")


def test_the_pictures_of_the_states(morning, open_page):
    """The inbox and a conversation empty, full, refused, with long names and forty tags, from right to left, in the dark, in Finnish and Armenian."""
    page = open_page(morning.url)
    sign_in(page, morning)
    [(long,)] = morning.rows("SELECT id FROM conversation WHERE subject LIKE 'H_iden leiv%' OR subject LIKE 'Häiden leiv%' LIMIT 1")
    [(arabic,)] = morning.rows("SELECT id FROM conversation WHERE subject LIKE '%خبز%' LIMIT 1")
    token = morning.token()
    things = ("saaristolaisleipä ruisleipä gluteeniton maidoton kananmunaton pähkinätön häät syntymäpäivä ristiäiset hautajaiset kesäjuhlat tukku "
              "kahvila hotelli toimisto laiva koulu päiväkoti lasku ennakko nouto kuljetus aamu ilta viikonloppu pyhä kiireinen toistuva kanta-asiakas "
              "uusi reklamaatio hyvitys kiitos kysymys tarjous sopimus kukat kynttilät").split()
    morning.api(token, "POST", f"/conversations/{long}/tags", {"tag": ", ".join(things)})
    page.set_viewport_size({"width": 1280, "height": 900})
    for name, path in {"state-empty": "/inbox?view=snoozed", "state-many": f"/inbox/{long}", "state-right-to-left": f"/inbox/{arabic}",
                       "notices": "/notices", "notices-settings": "/settings/notices", "prepared": "/inbox/prepared", "settings": "/settings",
                       "filter": "/inbox?view=all&filter=1", "treatment": f"/people/{person_of(morning, long)}/treatment"}.items():
        page.goto(path)
        page.evaluate("document.activeElement?.blur()")
        looks.check_fits(page)
        looks.picture(page, name)
    page.goto(f"/inbox/{arabic}")
    page.locator(".for-reply textarea").fill("The price list is attached.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("none is attached").first.wait_for()
    looks.picture(page, "state-refused")
    for name, language, dark, phone in (("state-dark", "en", True, False), ("state-finnish-phone", "fi", False, True), ("state-armenian", "hy", False, False)):
        morning.change(f"UPDATE staff SET language = '{language}' WHERE role = 'owner'")
        other = open_page(morning.url, dark=dark, phone=phone)
        if phone:
            other.set_viewport_size({"width": 390, "height": 844})
        else:
            other.set_viewport_size({"width": 1280, "height": 900})
        sign_in(other, morning)
        other.goto("/inbox")
        looks.check_fits(other)
        looks.picture(other, name)


def person_of(shop, conversation):
    [(person,)] = shop.rows(f"SELECT customer_id FROM conversation WHERE id = {conversation}")
    return person
