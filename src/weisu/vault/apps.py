"""The vault as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Words and people; lies beneath tickets so that a ticket's words are stored in the ticket's transaction."""

    name = "weisu.vault"
    label = "vault"
