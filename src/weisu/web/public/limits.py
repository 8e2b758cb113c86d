"""Not too much at once from one place."""

from django.core.cache import cache
from django.http import HttpRequest

WITHIN_SECONDS = 600


def is_too_much(request: HttpRequest, what: str, *, most: int) -> bool:
    """Whether this address has done this more than `most` times in ten minutes; each process counts for itself."""
    key = f"{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, WITHIN_SECONDS)
    return cache.incr(key) > most
