"""Zhou at the door, and settings for the length of a test."""

from tests.accounts.conftest import quick_hashes, settings_of, zhou

__all__ = ["quick_hashes", "settings_of", "zhou"]
