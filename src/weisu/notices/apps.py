"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Outbox and alarms."""

    name = "weisu.notices"
    label = "notices"
