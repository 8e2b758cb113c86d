"""Zhou's sign-in, for keys that act in its post; the cast's city with everybody's posts."""

from tests.accounts.conftest import quick_hashes, settings_of, zhou
from tests.web.conftest import arrival, browser, city

__all__ = ["arrival", "browser", "city", "quick_hashes", "settings_of", "zhou"]
