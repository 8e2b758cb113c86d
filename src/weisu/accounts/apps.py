"""Django's name for the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Sign-ins, second steps, keys for machines, access records."""

    name = "weisu.accounts"
    label = "accounts"
