"""Django's name for the app."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policy packs, published and proposed."""

    name = "weisu.policies"
    label = "policies"
