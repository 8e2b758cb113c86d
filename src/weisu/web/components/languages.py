"""Names that a city gives in both languages."""

from django.utils.translation import get_language


def in_language(chinese: str, english: str) -> str:
    """The name in the reader's language, else in the other one."""
    return english or chinese if get_language() == "en" else chinese or english
