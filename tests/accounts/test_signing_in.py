"""Who may try how often, and what every try leaves behind."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.accounts.conftest import PASSWORD
from tests.tickets.cast import ADMIN, CHEN, XU, ZHOU, later
from weisu.accounts import lockout, queries, services
from weisu.accounts.errors import LockedOut, NoPost, SignInRefused, WeakPassword
from weisu.accounts.models import AccessRecord, FailedTry
from weisu.accounts.queries import DOOR
from weisu.domain.errors import NotFound, RoleRefused
from weisu.org import services as org


def sign_in(name="zhou", password=PASSWORD, *, at=None, origin="here"):
    return services.check_password(name, password, origin=origin, by=DOOR, now=at or later())


def wrong(times, **more):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            sign_in(password="wrong", **more)


def acts():
    return list(AccessRecord.objects.order_by("id").values_list("act", "staff_id", "why"))


def test_the_right_password_lets_in_and_is_written_down(zhou):
    assert sign_in() == zhou
    assert acts() == [("signed_in", ZHOU.id, "password")]


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(zhou):
    wrong(5)

    with pytest.raises(LockedOut) as refused:
        sign_in()

    assert refused.value.until == later(minutes=15)
    assert acts()[-2:] == [("failed", ZHOU.id, "password"), ("locked_out", ZHOU.id, "")]
    assert sign_in(at=later(minutes=15)) == zhou


def test_trying_on_while_locked_out_does_not_make_it_longer(zhou):
    wrong(5)
    for minute in range(1, 15):
        with pytest.raises(LockedOut) as refused:
            sign_in(password="wrong", at=later(minutes=minute))
        assert refused.value.until == later(minutes=15)


def test_a_name_nobody_has_is_locked_just_the_same_and_is_not_kept(zhou):
    wrong(5, name="hunter2 my password")

    with pytest.raises(LockedOut):
        sign_in(name="Hunter2 my password ")

    kept = [
        str(value) for row in [*AccessRecord.objects.values(), *FailedTry.objects.values()] for value in row.values()
    ]
    assert not [value for value in kept if "hunter" in value.lower()]


def test_one_name_locked_leaves_the_others_in_the_office_at_work(zhou):
    wrong(5, name="somebody else")

    assert sign_in() == zhou


def test_an_address_that_tries_many_names_is_locked_and_no_other(zhou):
    for number in range(50):
        wrong(1, name=f"name-{number}")

    with pytest.raises(LockedOut):
        sign_in()

    assert sign_in(origin="elsewhere") == zhou


def test_a_right_sign_in_forgets_the_wrong_ones_before(zhou):
    wrong(4)
    sign_in()
    wrong(4)

    assert sign_in() == zhou


def test_oversight_lifts_a_lockout(zhou):
    wrong(5)
    assert [(one.staff_id, one.until) for one in queries.lockouts(later())] == [(ZHOU.id, later(minutes=15))]

    with pytest.raises(RoleRefused):
        services.lift(ZHOU.id, by=CHEN, now=later())
    services.lift(ZHOU.id, by=XU, now=later())

    assert queries.lockouts(later()) == []
    assert AccessRecord.objects.get(act="lifted").by == XU.id
    assert sign_in() == zhou


def test_nobody_lifts_what_is_not_there(zhou):
    with pytest.raises(NotFound):
        services.lift(CHEN.id, by=XU, now=later())


def test_many_tries_at_one_instant_count_as_many(fresh_database):
    passed, ready = [], threading.Barrier(12)

    def attempt():
        ready.wait()
        try:
            lockout.begin("token", origin="here", now=later())
            passed.append(1)
        except LockedOut:
            return
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(passed) <= 5


def test_somebody_without_a_post_does_not_get_in(zhou):
    org.leave(ZHOU.id, by=ADMIN, now=later())

    with pytest.raises(NoPost):
        sign_in(at=later(seconds=1))

    assert acts() == [("failed", ZHOU.id, "no_post")]


def test_a_provider_vouches_only_for_names_that_have_a_sign_in_here(zhou):
    assert services.vouched("zhou", origin="here", by=DOOR, now=later()) == zhou
    with pytest.raises(SignInRefused):
        services.vouched("stranger", origin="here", by=DOOR, now=later())
    assert acts() == [("signed_in", ZHOU.id, "provider"), ("failed", "", "provider")]


def change(user, old=PASSWORD, new="tin kettle 88", at=None):
    services.change_password(user, old=old, new=new, origin="here", by=ZHOU, now=at or later())


def test_a_changed_password_is_the_only_one(zhou):
    change(zhou)

    with pytest.raises(SignInRefused):
        sign_in()
    sign_in(password="tin kettle 88")


@pytest.mark.parametrize("new", ["short", "password123", "20260105201", PASSWORD])
def test_a_weak_password_is_refused_with_its_reasons(zhou, new):
    with pytest.raises(WeakPassword) as refused:
        change(zhou, new=new)

    assert refused.value.reasons
    assert sign_in() == zhou


def test_guessing_the_old_password_locks_like_any_guess(zhou):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            change(zhou, old="guess")

    with pytest.raises(LockedOut):
        change(zhou)


def test_whoever_gets_a_sign_in_from_others_must_choose_an_own_password(zhou):
    services.open_sign_in(ZHOU.id, name="zhou", password="from the office", by=ADMIN, now=later())
    zhou.refresh_from_db()
    assert queries.account_of(zhou).must_change

    change(zhou, old="from the office")

    assert not queries.account_of(zhou).must_change


def test_the_record_refuses_to_be_changed(zhou):
    sign_in()

    for write in (lambda: AccessRecord.objects.update(why=""), lambda: AccessRecord.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_old_tries_are_not_kept(zhou):
    wrong(1)
    wrong(1, at=later() + timedelta(hours=1))

    assert FailedTry.objects.count() == 1
