"""`python -m tools.lint`: every rule over every file git knows or could know; exits 1 on findings."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from tools.lint import purity, rules, sizes
from tools.lint.rule import Finding, Rule

ROOT = Path(__file__).resolve().parents[2]
EXCEPTIONS = "tools/lint/exceptions.txt"
EXCEPTION = re.compile(r"(?P<path>\S+) (?P<rule>\S+) \d{4}-\d{2}-\d{2} [^:]+: \S.*")
RULES: tuple[Rule, ...] = tuple(
    rule() for module in (rules, purity) for rule in vars(module).values() if rule in Rule.__subclasses__()
)


def files(root: Path) -> list[PurePosixPath]:
    """The repository's files, the new ones too, the ignored ones not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    return [PurePosixPath(name) for name in sorted(set(listed)) if name and (root / name).is_file()]


def found_in(path: PurePosixPath, source: str) -> Iterator[Finding]:
    """Everything wrong with one file."""
    yield from sizes.findings(path, source)
    if path.suffix == ".py":
        for rule in RULES:
            yield from rule.findings(path, source)


def excused(findings: Iterable[Finding], exceptions: str) -> list[Finding]:
    """The findings without those excused, and with the excuses that are malformed or excuse nothing."""
    left = list(findings)
    for number, line in enumerate(exceptions.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = EXCEPTION.fullmatch(line)
        if not match:
            left.append(Finding(EXCEPTIONS, number, "exceptions", "write PATH RULE YYYY-MM-DD NAME: WHY"))
            continue
        kept = [one for one in left if (one.path, one.rule) != (match["path"], match["rule"])]
        if len(kept) == len(left):
            kept.append(Finding(EXCEPTIONS, number, "exceptions", "excuses nothing; delete the line"))
        left = kept
    return sorted(left)


def main() -> int:
    """Print what is wrong, one line each."""
    checked = [path for path in files(ROOT) if path.suffix == ".py" or sizes.limit_of(path)]
    found = [one for path in checked for one in found_in(path, (ROOT / path).read_text(encoding="utf-8"))]
    left = excused(found, (ROOT / EXCEPTIONS).read_text(encoding="utf-8"))
    for finding in left:
        sys.stdout.write(f"{finding}\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
