"""Django's name for the app."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """Regions, units, staff and posts."""

    name = "weisu.org"
    label = "org"
