"""Files in forms: held in memory and nowhere else until the vault has encrypted them, handed on as attachments."""

from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from weisu.domain.policy import Policy
from weisu.tickets.files import MEGABYTE, Attachment, limits


class InMemory(FileUploadHandler):
    """Writes no file to a disk, where it would lie unencrypted; past the room there is, it only counts bytes."""

    room = 0
    is_first = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """One more file of the same request: the room is for all of them."""
        super().new_file(*args, **kwargs)
        if self.is_first:
            self.room, self.is_first = settings.UPLOAD_MEGABYTES * MEGABYTE, False
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it while there is room."""
        if len(raw_data) <= self.room:
            self.kept.write(raw_data)
            self.room -= len(raw_data)
        else:
            self.room = 0

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """What was kept, and how much there was."""
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


class Chooser(forms.FileInput):
    """A field to choose several files with."""

    allow_multiple_selected = True


def takes_files(policy: Policy) -> bool:
    """Whether a form under these rules has a field for files at all."""
    return bool(limits(policy).types)


class Files(forms.FileField):
    """Several files, as attachments; whether they are taken is the service's word."""

    widget = Chooser

    def __init__(self, policy: Policy, **given: Any) -> None:
        allowed = limits(policy)
        super().__init__(**given)
        self.widget.attrs["accept"] = ",".join(sorted(set(allowed.types.values())))
        taken = _("At most %(files)s files of %(size)s MB each: %(kinds)s.") % {
            "files": allowed.most_files,
            "size": allowed.most_megabytes,
            "kinds": allowed.endings,
        }
        self.help_text = " ".join(filter(None, (self.help_text, taken)))

    def clean(self, value: Any, initial: Any = None) -> tuple[Attachment, ...]:
        """What was chosen; nothing where nothing was."""
        chosen = [one for one in value or () if one]
        if self.required and not chosen:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return tuple(Attachment(one.name, one.read(), one.size) for one in chosen)
