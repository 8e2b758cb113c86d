"""The shipped notifiers pass the suite that a plug-in's author inherits."""

import email
import email.policy

import pytest

from tests.conformance.notifier import NotifierConformance
from weisu import plugins


class TestConsole(NotifierConformance):
    """Printed, one write for each."""

    @pytest.fixture
    def notifier(self):
        return plugins.notifier("console")

    @pytest.fixture
    def arrived(self, capfd):
        return lambda: [line for line in capfd.readouterr().out.splitlines() if line]


class TestEmailAsFiles(NotifierConformance):
    """E-mail into a directory: a file for each message."""

    @pytest.fixture
    def notifier(self, tmp_path, monkeypatch):
        monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", "weisu.notices.mail_directory.MailDirectory")
        monkeypatch.setattr("django.conf.settings.EMAIL_FILE_PATH", str(tmp_path), raising=False)
        return plugins.notifier("email")

    @pytest.fixture
    def arrived(self, tmp_path):
        return lambda: [content(path.read_bytes()) for path in sorted(tmp_path.glob("*.eml"))]


class TestEmailByDjango(NotifierConformance):
    """E-mail through any backend of Django's."""

    @pytest.fixture
    def notifier(self, monkeypatch):
        from django.core import mail

        monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
        mail.outbox = []
        return plugins.notifier("email")

    @pytest.fixture
    def arrived(self):
        from django.core import mail

        return lambda: [message.body for message in mail.outbox]


class TestInbox(NotifierConformance):
    """In the pages: the row of the outbox is the message, the notifier has nothing left to do."""

    @pytest.fixture
    def notifier(self):
        return plugins.notifier("inbox")

    @pytest.fixture
    def arrived(self, notifier, monkeypatch):
        sent = {}
        send = notifier.send
        monkeypatch.setattr(
            notifier, "send", lambda message: (sent.update({message.key: message.body}), send(message))[1]
        )
        return lambda: list(sent.values())


def content(raw):
    """The text of a mail as its reader sees it."""
    return email.message_from_bytes(raw, policy=email.policy.default).get_content()


def test_an_unknown_notifier_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="console, email, inbox"):
        plugins.notifier("pigeon")
