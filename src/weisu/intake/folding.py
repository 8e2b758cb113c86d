"""One spelling for comparing names: simplified characters, half width, no spaces. What was written stays stored."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

SPACES = re.compile(r"\s+")
ASIDE = re.compile(r"[(（\[【〔].*?[)）\]】〕]")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("tw2s")


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """The name as it is compared with others: 環保局 and 环保局 are one, and so are brackets of either width."""
    return SPACES.sub("", unicodedata.normalize("NFKC", _simplifier().convert(name)))


def without_asides(name: str) -> str:
    """The folded name without what stands in brackets; the whole name when nothing would be left."""
    return ASIDE.sub("", folded(name)) or folded(name)
