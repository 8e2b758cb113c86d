"""A machine's key opens one post, until a day, unless somebody revokes it."""

import pytest

from tests.accounts.conftest import PASSWORD
from tests.tickets.cast import ADMIN, HOTLINE, ZHOU, later
from weisu.accounts import services
from weisu.accounts.errors import KeyRefused, LockedOut
from weisu.accounts.models import AccessRecord, ApiKey
from weisu.accounts.queries import DOOR
from weisu.domain.errors import GuardRefused, NotFound, RoleRefused
from weisu.domain.vocabulary import Role
from weisu.org import services as org


def make(role=Role.DISPATCHER, by=ADMIN, days=30, **more):
    return services.create_key(
        ZHOU.id, role=role, label="nightly export", expires_at=later(days=days), by=by, now=later(), **more
    )


def use(text, at=None):
    return services.use_key(text, origin="here", by=DOOR, now=at or later(minutes=1))


def refused(text, at=None):
    with pytest.raises(KeyRefused):
        use(text, at)
    return AccessRecord.objects.order_by("-id").first().why


def test_a_key_speaks_for_its_one_post_and_leaves_a_record(zhou):
    org.appoint(ZHOU.id, role=Role.COORDINATOR, region="9901", since=later(), by=ADMIN, now=later())

    principal = use(make())

    assert (principal.id, principal.roles, principal.unit_id) == (ZHOU.id, frozenset({Role.DISPATCHER}), HOTLINE)
    record = AccessRecord.objects.get(act="key_used")
    assert (record.staff_id, record.key_id) == (ZHOU.id, ApiKey.objects.get().id)


def test_only_a_digest_of_it_is_kept(zhou):
    text = make()

    assert text.split("_", 2)[2] not in repr([*ApiKey.objects.values(), *AccessRecord.objects.values()])


def test_a_key_ends(zhou):
    text = make(days=30)

    use(text, later(days=29))
    assert refused(text, later(days=30)) == "expired"


def test_a_revoked_key_opens_nothing(zhou):
    text = make()
    key_id = ApiKey.objects.get().id

    services.revoke_key(key_id, by=ADMIN, now=later())

    assert refused(text) == "revoked"
    with pytest.raises(NotFound):
        services.revoke_key(key_id, by=ADMIN, now=later())


def test_a_key_ends_with_the_post(zhou):
    text = make()
    org.leave(ZHOU.id, by=ADMIN, now=later(minutes=5))

    assert refused(text, later(minutes=6)) == "left"


@pytest.mark.parametrize(
    "change", [lambda text: text[:-1], lambda text: text.upper(), lambda _: "", lambda _: "a_b_c_d"]
)
def test_what_is_not_a_key_opens_nothing(zhou, change):
    assert refused(change(make())) == "unknown"


def test_an_address_that_guesses_keys_fills_no_record_and_locks_nobody_else_out(zhou):
    text = make()
    for _ in range(50):
        refused("weisu_guess_guess")

    with pytest.raises(LockedOut):
        use("weisu_guess_guess")
    assert AccessRecord.objects.filter(act="key_refused").count() == 50
    assert use(text).id == ZHOU.id
    assert services.check_password("zhou", PASSWORD, origin="here", by=DOOR, now=later()) == zhou


def test_many_uses_at_one_instant_are_no_guesses(zhou):
    text = make()

    assert {use(text).id for _ in range(60)} == {ZHOU.id}


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_lasts_a_year_at_most(zhou, days):
    with pytest.raises(GuardRefused):
        make(days=days)


def test_a_key_is_made_by_an_administrator_for_a_post_that_is_held(zhou):
    with pytest.raises(RoleRefused):
        make(by=ZHOU)
    with pytest.raises(NotFound):
        make(role=Role.LEADER)
    with pytest.raises(NotFound):
        make(unit="u-water")
