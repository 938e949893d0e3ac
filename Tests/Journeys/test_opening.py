"""The program starts with nothing prepared and stops when asked."""


def test_a_new_shop_answers_and_stops_cleanly(new_shop):
    new_shop.serve()
    assert new_shop.status("/health") == 200
    assert new_shop.stop() == 0
