"""Packs on disk: where they lie, and their texts."""

import os
from pathlib import Path

from weisu.domain.errors import NotFound, PolicyError

SUFFIXES = (".toml", ".csv")
REPOSITORY = Path(__file__).resolve().parents[3]


def directory() -> Path:
    """The directory of the shipped packs (`WEISU_POLICY_DIR`, default `policy/` beside `src/`)."""
    return Path(os.environ.get("WEISU_POLICY_DIR") or REPOSITORY / "policy")


def shipped() -> list[str]:
    """The names of the packs that come with weisu."""
    return sorted(path.parent.name for path in directory().glob("*/pack.toml"))


def read(place: Path) -> dict[str, str]:
    """The texts of one pack by their names inside it.

    Raises: NotFound when there is no pack; PolicyError for a file that is not UTF-8.
    """
    if not (place / "pack.toml").is_file():
        raise NotFound(f"There is no policy pack at {place}: a pack is a directory with a pack.toml.")
    found = sorted(path for path in place.rglob("*") if path.is_file() and path.suffix in SUFFIXES)
    return {str(path.relative_to(place).as_posix()): _text(path, place) for path in found}


def read_shipped(pack: str) -> dict[str, str]:
    """The texts of a pack that comes with weisu.

    Raises: NotFound.
    """
    return read(directory() / pack)


def _text(path: Path, place: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        name = path.relative_to(place).as_posix()
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PolicyError(
            f"{place.name}/{name}:{line}: the file is not UTF-8; save it as UTF-8.",
            problems=[{"file": f"{place.name}/{name}", "line": line, "rule": "", "text": "not UTF-8"}],
        ) from error
