"""`python -m tools.docs`: write docs/reference/ anew and name every page that changed."""

import os
import sys
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def pages() -> dict[str, str]:
    """Every generated page by its name in docs/reference/."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weisu.config.settings")
    import django

    django.setup()
    from tools.docs import (
        claims,
        cli,
        decisions,
        errors,
        events,
        glossary,
        law,
        lifecycle,
        metrics,
        science,
        settings,
        simulated,
    )

    return {
        "events.md": events.write(),
        **lifecycle.pictures(),
        "lifecycle.md": lifecycle.write(),
        "law.md": law.write(),
        "settings.md": settings.write(),
        "cli.md": cli.write(),
        "metrics.md": metrics.write("en"),
        "metrics.zh-Hans.md": metrics.write("zh"),
        "glossary.md": glossary.write(),
        "errors.md": errors.write(),
        "science.md": science.write(),
        "decisions.md": decisions.write(),
        "scenarios.md": simulated.scenarios(),
        "truth.md": simulated.truth(),
        "claims.md": claims.write(),
    }


def main() -> int:
    """Write what differs."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path = REFERENCE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"docs/reference/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
