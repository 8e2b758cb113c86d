"""Django's name for the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and translations of the pages."""

    name = "weisu.web"
    label = "web"
