"""The shipped ways to reach people: the inbox in the pages, the console, e-mail."""

import os
import sys
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from django.core.mail import EmailMessage, get_connection

from weisu.plugins import Message, Undeliverable, Undelivered, Unreachable, Unsure

NEVER = 500
"""From this reply code on a mail server refuses for good (RFC 5321 4.2.1)."""


class Inbox:
    """In the pages: the row of the outbox is the message, so that it has arrived once it is written."""

    address = ""
    repeats_safely = True

    def send(self, message: Message) -> str:
        """Nothing is left to do."""
        return "inbox"


class Console:
    """On standard output, one write for each message: for trying weisu out, and for a log of what was told."""

    address = ""
    repeats_safely = False

    def send(self, message: Message) -> str:
        """Print it whole or not at all."""
        sys.stdout.flush()
        os.write(sys.stdout.fileno(), f"[{message.key}] {message.subject}: {message.body}\n".encode())
        return "printed"


class Email:
    """By whatever Django sends e-mail with; the message's key is its Message-ID."""

    address = "email"

    def __init__(self) -> None:
        self.connection = get_connection()

    @property
    def repeats_safely(self) -> bool:
        """As the backend says; a mail server delivers twice what it is given twice."""
        return bool(getattr(self.connection, "repeats_safely", False))

    def send(self, message: Message) -> str:
        """Hand it to the mail server.

        Raises: Unreachable, Undelivered, Undeliverable, Unsure.
        """
        mail = EmailMessage(
            message.subject,
            message.body,
            to=[message.to],
            headers={"Message-ID": f"<{message.key}@weisu>"},
            connection=self.connection,
        )
        try:
            self.connection.open()
        except (OSError, SMTPException) as gone:
            raise Unreachable(str(gone)) from gone
        try:
            mail.send()
        except SMTPRecipientsRefused as refused:
            codes = [code for code, _said in refused.recipients.values()]
            raise _refusal(min(codes, default=NEVER), refused) from refused
        except SMTPSenderRefused as refused:
            raise Unreachable(str(refused)) from refused
        except SMTPResponseException as refused:
            raise _refusal(refused.smtp_code, refused) from refused
        except (OSError, SMTPException) as broken:
            raise Unsure(str(broken)) from broken
        finally:
            self.connection.close()
        return f"<{message.key}@weisu>"


def _refusal(code: int, refused: SMTPException) -> Exception:
    return (Undeliverable if code >= NEVER else Undelivered)(str(refused))
