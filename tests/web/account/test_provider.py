"""Signing in with an identity provider: it says who somebody is, posts here say what they may."""

from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from tests.tickets.cast import ADMIN, ZHOU, later
from tests.web.account import provider as providers
from weisu.accounts.models import AccessRecord
from weisu.org import services as org


@pytest.fixture
def provider(settings_of, monkeypatch):
    """The provider, named by the settings."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with providers.running() as provider:
        facts = {"client_id": providers.CLIENT, "client_secret": providers.SECRET, "claim": "preferred_username"}
        settings_of(OIDC={"issuer": provider.issuer, **facts})
        yield provider


def come_back(provider, client=None, **changed):
    """Through the provider and back; `changed` is what somebody tampers with on the way."""
    client = client or Client(HTTP_HOST="localhost")
    there = urlsplit(client.get("/sign-in/provider/?next=/account/").url)
    code = provider.code_for(there.query)
    return client, client.get("/sign-in/provider/back/", {"code": code, "state": provider.asked["state"], **changed})


def told(client):
    return unescape(client.get("/sign-in/").content.decode())


def test_without_the_setting_there_is_no_such_address(zhou):
    client = Client(HTTP_HOST="localhost")

    assert client.get("/sign-in/provider/").status_code == 404
    assert client.get("/sign-in/provider/back/").status_code == 404
    assert "/sign-in/provider/" not in told(client)


def test_a_person_known_there_and_here_is_let_in(zhou, provider):
    assert "/sign-in/provider/?next=" in told(Client(HTTP_HOST="localhost"))

    client, done = come_back(provider)

    assert done.url == "/account/"
    assert client.get("/account/").status_code == 200
    assert AccessRecord.objects.get(act="signed_in").why == "provider"
    assert provider.asked["code_challenge_method"] == "S256"


def test_a_person_unknown_here_is_not_let_in(zhou, provider):
    provider.claims = {"sub": "2", "preferred_username": "stranger"}

    client, done = come_back(provider)

    assert done.url == "/sign-in/"
    assert "没有在任岗位" in told(client)


def test_a_person_who_left_is_not_let_in(zhou, provider):
    org.leave(ZHOU.id, by=ADMIN, now=later())

    client, _ = come_back(provider)

    assert "没有在任岗位" in told(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://elsewhere.example"},
        {"aud": "another client"},
        {"exp": 1},
        {"nonce": "of another session"},
        {"preferred_username": None, "sub": "1"},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_for_somebody_or_something_else_is_not_believed(zhou, provider, claims):
    provider.claims = {"sub": "1", "preferred_username": "zhou", **claims}

    client, done = come_back(provider)

    assert done.url == "/sign-in/"
    assert client.get("/account/").status_code == 302


def test_a_token_signed_by_another_is_not_believed(zhou, provider):
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"}, private=True)

    client, done = come_back(provider)

    assert done.url == "/sign-in/"
    assert "统一身份认证未通过" in told(client)


def test_an_answer_that_nobody_asked_for_is_not_believed(zhou, provider):
    client, done = come_back(provider, state="forged")
    assert done.url == "/sign-in/"

    other = Client(HTTP_HOST="localhost")
    assert other.get("/sign-in/provider/back/", {"code": "code-1", "state": provider.asked["state"]}).url == "/sign-in/"
    assert client.get("/account/").status_code == 302


def test_a_provider_that_is_away_is_told_in_words(zhou, settings_of):
    settings_of(OIDC={"issuer": "http://127.0.0.1:9", "client_id": "a", "client_secret": "b", "claim": "sub"})
    client = Client(HTTP_HOST="localhost")

    assert client.get("/sign-in/provider/").url == "/sign-in/"
    assert "统一身份认证未通过" in told(client)


def test_a_second_step_is_asked_for_here_all_the_same(zhou, provider, settings_of):
    settings_of(SECOND_STEP_ROLES=["dispatcher"])

    client, done = come_back(provider)

    assert client.get(done.url).status_code == 302
    assert client.get("/sign-in/").url == "/account/second-step/"
