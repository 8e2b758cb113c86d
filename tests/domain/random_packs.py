"""Random lower layers over the national pack: what any city might write, within what a lower layer may."""

import json
from functools import lru_cache
from random import Random

from tests.cast import CITY, MONDAY, UNITS, pack_texts, policy_of
from weisu.domain import policy as packs
from weisu.domain.policy import Policy

HEAD = f"""id = "random"
title = "random"
extends = "national"
region = "{CITY}"
level = "prefecture"
languages = ["zh"]
version = "1"
time_zone = "Asia/Shanghai"
"""
OPTIONAL = ("direct-dispatch", "merge", "defer", "delegate", "escalate", "withdraw", "transfer-partner", "request-help")
UNITS_OF_TIME = {
    "minutes": (15, 600),
    "hours": (1, 72),
    "days": (1, 20),
    "working_days": (1, 20),
    "working_hours": (1, 40),
}


@lru_cache(maxsize=64)
def random_policy(seed: int) -> Policy:
    """The national pack under a layer drawn from the seed."""
    overlay = {"pack.toml": HEAD, "rules.toml": "\n".join(_rows(Random(seed)))}
    return packs.merge([packs.parse(pack_texts("national")), packs.parse(overlay)], MONDAY.date())


def _rows(chance: Random) -> list[str]:
    national = policy_of("national")
    rows = [
        _row("transition", step, "since", "forbidden = true") for step in chance.sample(OPTIONAL, chance.randint(0, 3))
    ]
    others = [row for row in national.all_transitions if row.id not in OPTIONAL and len(row.by) > 1]
    for row in chance.sample(others, 4):
        fewer = chance.sample(sorted(row.by), len(row.by) - 1)
        rows.append(_row("transition", row.id, "since", f"by = {json.dumps(fewer)}"))
    for rule in chance.sample(national.deadline_rules, 8):
        unit, (least, most) = chance.choice(list(UNITS_OF_TIME.items()))
        limit = chance.randint(least, most)
        rows.append(_row("deadline", rule.id, "from", f"within = {{ {unit} = {limit} }}"))
    settings = {
        "return.silence_is_acceptance": chance.choice([True, False]),
        "designation.after_failed_dispatches": chance.randint(0, 2),
        "extension.max_times": chance.randint(0, 3),
        "reopen.max_times": chance.randint(0, 3),
        "follow_up.attempts": chance.randint(0, 3),
    }
    rows += [_row("setting", name, "from", f"value = {json.dumps(value)}") for name, value in settings.items()]
    return [*rows, _row("setting", "designation.unit", "from", f'value = "{chance.choice(sorted(UNITS))}"')]


def _row(table: str, name: str, dated: str, line: str) -> str:
    return f'[[{table}]]\nid = "{name}"\n{dated} = 2025-07-01\n{line}\nbasis = "random"\n'
