"""Zhou's sign-in, for keys that act in its post."""

from tests.accounts.conftest import quick_hashes, settings_of, zhou
from tests.web.conftest import arrival

__all__ = ["arrival", "quick_hashes", "settings_of", "zhou"]
