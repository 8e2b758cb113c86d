"""Where a request comes from, as a digest."""

from collections.abc import Mapping

from django.conf import settings

from weisu.accounts import digests


def origin(meta: Mapping[str, str]) -> str:
    """The digest of the sender's address, seen past as many proxies as are ours.

    What the sender claims further left in X-Forwarded-For is not believed.
    """
    passed = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    hops = [*passed, meta.get("REMOTE_ADDR", "")]
    return digests.of_address(hops[max(0, len(hops) - 1 - settings.PROXIES)])
