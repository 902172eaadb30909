"""How passwords are kept."""

from portal.accounts import passwords


def test_an_unknown_name_is_verified_at_the_price_of_a_known_one():
    assert not passwords.outdated(passwords.NOBODY), "made with other parameters than ours"
    assert not passwords.matches("whatever is typed", None)
    assert not passwords.matches("whatever is typed", passwords.NOBODY)
