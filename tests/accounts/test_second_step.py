"""The second step: a code is right once, a recovery code is right once, and what is kept says nothing."""

import re

import pytest
from django_otp.oath import TOTP

from tests.accounts.conftest import PASSWORD
from tests.tickets.cast import ADMIN, CHEN, ZHOU, later
from weisu.accounts import digests, queries, second_step, services
from weisu.accounts.errors import LockedOut, SignInRefused
from weisu.accounts.models import AccessRecord, Account, RecoveryCode
from weisu.accounts.queries import DOOR
from weisu.domain.errors import GuardRefused, RoleRefused
from weisu.domain.vocabulary import Role


def shown(secret, at):
    """What the telephone shows."""
    totp = TOTP(secret)
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def enrolled(zhou):
    """Zhou with a second step: the secret and the recovery codes."""
    secret = services.propose_second_step(zhou, by=ZHOU, now=later())
    codes = services.confirm_second_step(zhou, shown(secret, later()), origin="here", by=ZHOU, now=later())
    return secret, codes


def check(user, code, at):
    services.check_code(user, code, origin="here", by=DOOR, now=at)


def test_the_secret_stays_the_same_until_it_is_confirmed(zhou):
    first = services.propose_second_step(zhou, by=ZHOU, now=later())

    assert services.propose_second_step(zhou, by=ZHOU, now=later(minutes=5)) == first
    with pytest.raises(SignInRefused):
        services.confirm_second_step(zhou, "000000", origin="here", by=ZHOU, now=later())
    assert queries.account_of(zhou).totp_since is None


def test_a_code_of_the_telephone_is_right_once(zhou, enrolled):
    secret, _ = enrolled
    at = later(minutes=2)
    code = shown(secret, at)

    check(zhou, f"{code[:3]} {code[3:]}", at)

    with pytest.raises(SignInRefused):
        check(zhou, code, at)


def test_the_code_that_set_it_up_does_not_sign_in(zhou, enrolled):
    with pytest.raises(SignInRefused):
        check(zhou, shown(enrolled[0], later()), later())


@pytest.mark.parametrize(("seconds", "right"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_a_telephone_may_be_half_a_minute_wrong(zhou, enrolled, seconds, right):
    code = shown(enrolled[0], later(minutes=10, seconds=seconds))

    if right:
        check(zhou, code, later(minutes=10))
        return
    with pytest.raises(SignInRefused):
        check(zhou, code, later(minutes=10))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_wrong(zhou, enrolled, code):
    with pytest.raises(SignInRefused):
        check(zhou, code, later(minutes=5))


def test_a_recovery_code_is_right_once_however_it_is_typed(zhou, enrolled):
    _, codes = enrolled
    assert len(set(codes)) == 10

    check(zhou, codes[0].lower().replace("-", " "), later(minutes=1))

    assert queries.codes_left(zhou) == 9
    with pytest.raises(SignInRefused):
        check(zhou, codes[0], later(minutes=2))
    assert AccessRecord.objects.filter(act="signed_in", why="recovery_code").count() == 1


def test_a_known_password_buys_no_guesses_of_codes(zhou, enrolled):
    for _ in range(5):
        services.check_password("zhou", PASSWORD, origin="here", by=DOOR, now=later(minutes=3))
        with pytest.raises(SignInRefused):
            check(zhou, "000000", later(minutes=3))

    with pytest.raises(LockedOut):
        services.check_password("zhou", PASSWORD, origin="here", by=DOOR, now=later(minutes=3))


def test_with_a_second_step_the_password_alone_is_not_a_sign_in(zhou, enrolled):
    services.check_password("zhou", PASSWORD, origin="here", by=DOOR, now=later(minutes=3))

    assert AccessRecord.objects.order_by("-id").first().act == "first_step"


def test_new_recovery_codes_replace_the_old_ones(zhou, enrolled):
    secret, old = enrolled
    new = services.new_codes(zhou, shown(secret, later(minutes=2)), origin="here", by=ZHOU, now=later(minutes=2))

    with pytest.raises(SignInRefused):
        check(zhou, old[1], later(minutes=3))
    check(zhou, new[1], later(minutes=3))


def test_it_is_removed_only_with_a_code_and_not_where_a_post_asks_for_it(zhou, enrolled, settings_of):
    secret, _ = enrolled
    at = later(minutes=2)
    settings_of(SECOND_STEP_ROLES=["dispatcher"])
    with pytest.raises(GuardRefused):
        services.remove_second_step(zhou, shown(secret, at), origin="here", by=ZHOU, now=at)

    settings_of(SECOND_STEP_ROLES=["administrator"])
    with pytest.raises(SignInRefused):
        services.remove_second_step(zhou, "000000", origin="here", by=ZHOU, now=at)
    services.remove_second_step(zhou, shown(secret, at), origin="here", by=ZHOU, now=at)

    assert queries.account_of(zhou).totp_sealed == ""
    assert not RecoveryCode.objects.exists()


def test_a_lost_telephone_is_reset_by_an_administrator_only(zhou, enrolled):
    with pytest.raises(RoleRefused):
        services.reset_second_step(ZHOU.id, by=CHEN, now=later(minutes=1))

    services.reset_second_step(ZHOU.id, by=ADMIN, now=later(minutes=1))

    assert services.propose_second_step(zhou, by=ZHOU, now=later(minutes=2)) != enrolled[0]


def test_what_is_kept_holds_neither_secret_nor_codes(zhou, enrolled):
    secret, codes = enrolled
    kept = repr([*Account.objects.values(), *RecoveryCode.objects.values(), *AccessRecord.objects.values()])

    spelled = second_step.spelled(secret).replace(" ", "")
    assert not [code for code in [*codes, spelled, secret.hex()] if code in kept or code.replace("-", "") in kept]


def test_another_signing_key_reads_no_secret(zhou, enrolled, settings_of):
    settings_of(SECRET_KEY="another")

    with pytest.raises(SignInRefused):
        digests.unseal(Account.objects.get(user=zhou).totp_sealed)


def test_a_role_asks_for_it_by_setting(settings_of):
    settings_of(SECOND_STEP_ROLES=["administrator"])

    assert second_step.required([Role.AGENT, Role.ADMINISTRATOR])
    assert not second_step.required([Role.AGENT])


def test_the_picture_is_plain_svg_without_style_or_foreign_address():
    picture = second_step.picture(second_step.address(b"x" * 20, "周", issuer="12345"))

    assert picture.startswith("<svg")
    assert not re.search(r"style|script|href|https?:", picture)
