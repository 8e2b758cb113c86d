"""The tickets as a Django app."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Log, projections and commands; nothing here decides, `weisu.domain` does."""

    name = "weisu.tickets"
    label = "tickets"
