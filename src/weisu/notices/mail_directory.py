"""A backend for Django's e-mail that leaves each message as a file: for a closed network, a relay, or a test.

The file is named for the Message-ID and appears whole (Maildir's way: written aside, then renamed), so that sending the
same message again changes nothing.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailDirectory(BaseEmailBackend):
    """Files in `EMAIL_FILE_PATH`."""

    repeats_safely = True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message under its name."""
        place = Path(settings.EMAIL_FILE_PATH)
        (place / "tmp").mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            written = message.message()
            name = re.sub(r"[^\w.-]", "", str(written["Message-ID"]).strip("<>").partition("@")[0])
            aside = place / "tmp" / f"{name}.{os.getpid()}"
            aside.write_bytes(written.as_bytes())
            aside.replace(place / f"{name}.eml")
        return len(email_messages)
