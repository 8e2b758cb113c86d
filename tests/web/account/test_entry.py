"""The way in and out, as a browser without JavaScript sees it."""

from html import unescape

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_step import shown
from tests.tickets.cast import ADMIN, XU, ZHOU, later
from weisu.accounts import services
from weisu.accounts.models import AccessRecord
from weisu.org import services as org


def text(response):
    return unescape(response.content.decode())


def sign_in(client=None, password=PASSWORD, name="zhou", after="/"):
    client = client or Client(HTTP_HOST="localhost")
    return client, client.post("/sign-in/", {"username": name, "password": password, "next": after})


@pytest.fixture
def enrolled(zhou):
    secret = services.propose_second_step(zhou, by=ZHOU, now=later())
    codes = services.confirm_second_step(zhou, shown(secret, later()), origin="here", by=ZHOU, now=later())
    return secret, codes


def test_the_right_password_leads_where_the_reader_wanted(zhou):
    _, done = sign_in(after="/?kind=inquiry")

    assert done.url == "/?kind=inquiry"


@pytest.mark.parametrize("after", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "-1"])
def test_signing_in_leads_nowhere_else(zhou, after):
    assert sign_in(after=after)[1].url == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(zhou):
    wrong, unknown = text(sign_in(password="no")[1]), text(sign_in(name="nobody", password="no")[1])

    assert "用户名或密码不正确。" in wrong
    assert "用户名或密码不正确。" in unknown


def test_a_lockout_says_when_it_ends_in_both_languages(zhou, arrival):
    client = Client(HTTP_HOST="localhost")
    for _ in range(5):
        sign_in(client, password="no")

    assert "请于10:15后再试" in text(sign_in(client)[1])
    client.cookies["django_language"] = "en"
    assert "You can try again at 10:15" in text(sign_in(client)[1])

    arrival["now"] = later(hours=1, minutes=15)
    assert sign_in(client)[1].status_code == 302


def test_a_session_planted_before_signing_in_is_worth_nothing(zhou):
    client = Client(HTTP_HOST="localhost")
    client.get("/sign-in/")
    planted = client.session.session_key

    sign_in(client)

    assert client.session.session_key != planted


def test_without_the_code_nothing_opens(zhou, enrolled):
    client, done = sign_in()
    assert client.get(done.url).url.startswith("/sign-in/")
    assert client.get("/sign-in/").url == "/sign-in/code/"

    for address in ("/", "/account/", "/account/password/", "/account/second-step/", "/account/door/"):
        assert client.get(address).status_code == 302
    for address in ("/account/second-step/remove/", "/account/second-step/codes/", "/account/sign-out-everywhere/"):
        assert client.post(address, {"code": "123456"}).url.startswith("/sign-in/")


def test_the_code_opens_and_leads_on(zhou, enrolled):
    client, _ = sign_in(after="/account/")
    before = client.session.session_key

    refused = client.post("/sign-in/code/", {"code": "000000"})
    assert "验证码不正确" in text(refused)
    done = client.post("/sign-in/code/", {"code": shown(enrolled[0], later(hours=1))})

    assert done.url == "/account/"
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200


def test_a_recovery_code_opens_too(zhou, enrolled):
    client, _ = sign_in()

    assert client.post("/sign-in/code/", {"code": enrolled[1][0]}).url == "/"
    assert "剩余9个恢复码" in text(client.get("/account/"))


def test_five_wrong_codes_lock_the_password_too(zhou, enrolled):
    client, _ = sign_in()
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})

    assert "输错次数过多" in text(client.post("/sign-in/code/", {"code": shown(enrolled[0], later(hours=1))}))
    assert "输错次数过多" in text(sign_in()[1])


def test_a_post_that_asks_for_a_second_step_gets_one_before_anything_else(zhou, settings_of):
    settings_of(SECOND_STEP_ROLES=["dispatcher"])
    client, _ = sign_in(after="/account/")
    assert client.get("/").status_code == 302
    assert client.get("/sign-in/").url == "/account/second-step/"

    page = text(client.get("/account/second-step/"))
    assert "<svg" in page
    assert "style=" not in page
    secret = services.propose_second_step(zhou, by=ZHOU, now=later())
    done = client.post("/account/second-step/", {"code": shown(secret, later(hours=1))})

    assert text(done).count("<code>") == 10
    assert client.get("/").status_code == 200


def test_a_password_that_somebody_else_chose_is_changed_first(zhou):
    services.open_sign_in(ZHOU.id, name="zhou", password="from the office", by=ADMIN, now=later())
    client, _ = sign_in(password="from the office")
    assert client.get("/sign-in/").url == "/account/password/"

    wanted = {"old": "from the office", "new": "tin kettle 88", "again": "tin kettle 88"}
    different = client.post("/account/password/", {**wanted, "again": "tin kettle 89"})
    assert "两次输入的新密码不一致" in text(different)
    weak = client.post("/account/password/", {**wanted, "new": "password123", "again": "password123"})
    assert "新密码过于常见" in text(weak)

    assert client.post("/account/password/", wanted).url == "/"
    assert client.get("/").status_code == 200


def test_signing_out_ends_the_session_and_is_written_down(zhou):
    client, _ = sign_in()

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/").status_code == 302
    assert AccessRecord.objects.order_by("-id").first().act == "signed_out"


def test_a_name_without_a_post_is_told_so(zhou):
    org.leave(ZHOU.id, by=ADMIN, now=later())

    assert "您目前没有在任岗位" in text(sign_in()[1])


def test_the_record_holds_no_name_no_password_and_no_address(zhou):
    client, _ = sign_in(password="a very secret word")
    sign_in(client)

    kept = repr(list(AccessRecord.objects.values()))

    assert not [word for word in ("secret word", PASSWORD, "'zhou'", "127.0.0.1") if word in kept]
    assert {len(row.origin) for row in AccessRecord.objects.all()} == {64}


def officer():
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create(username="xu")
    org.create_staff(XU.id, display_name="Xu", user_id=user.pk, by=ADMIN, now=later())
    (role,) = XU.roles
    org.appoint(XU.id, role=role, unit=XU.unit_id, since=later(), by=ADMIN, now=later())
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_oversight_sees_the_door_and_lifts_a_lockout(zhou):
    for _ in range(5):
        sign_in(password="no")
    xu = officer()

    page = text(xu.get("/account/door/"))
    assert "Zhou" in page
    assert "10:15" in page
    assert xu.post(f"/account/door/{ZHOU.id}/lift/").url == "/account/door/"

    assert sign_in()[1].status_code == 302
    assert "锁定已解除" in text(xu.get("/account/door/"))


def test_the_door_does_not_exist_for_others(zhou):
    client, _ = sign_in()

    assert client.get("/account/door/").status_code == 404
    assert client.post(f"/account/door/{ZHOU.id}/lift/").status_code == 404


def test_an_address_behind_our_proxy_is_the_one_the_proxy_saw(zhou, settings_of):
    settings_of(PROXIES=1)
    for number in range(2):
        Client(HTTP_HOST="localhost", HTTP_X_FORWARDED_FOR=f"9.9.9.{number}, 10.0.0.7").post(
            "/sign-in/", {"username": "zhou", "password": "no"}
        )

    assert len(set(AccessRecord.objects.values_list("origin", flat=True))) == 1
