"""Django's name for what readers keep."""

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    """Saved views."""

    name = "weisu.readers"
    label = "readers"
