"""What is known before an import begins: units, regions and categories by name, and what the source said before."""

from datetime import datetime

from weisu.domain.policy import Policy
from weisu.intake.directory import UNIT, Directory, Known, Name
from weisu.intake.folding import folded
from weisu.intake.mapping import Mapping
from weisu.intake.models import SourceName
from weisu.org.models import Region, Unit, UnitState
from weisu.org.queries import in_force, unit_facts, unit_ids_by_name


def directory(mapping: Mapping, region_code: str, *, policy: Policy, now: datetime) -> Directory:
    """The names a source may use, resolved as far as they are known."""
    active = set(Unit.objects.filter(in_force(now), state=UnitState.ACTIVE).values_list("id", flat=True))
    units = {folded(name): unit for name, unit in unit_ids_by_name().items() if unit in active}
    known = Known(units, _regions(now), _categories(policy), unit_facts(active))
    joined = dict(Unit.objects.filter(joined_into__isnull=False).values_list("id", "joined_into_id"))
    seen = {
        (row.kind, row.key): Name(
            row.kind, row.key, row.name, row.code, _followed(joined, row.target), not row.to_review
        )
        for row in SourceName.objects.filter(mapping=mapping.id)
    }
    found = Directory(mapping, region_code, known, seen)
    found.facts.update(unit_facts(name.target for name in seen.values() if name.kind == UNIT))
    return found


def _followed(joined: dict[str, str], target: str) -> str:
    """The unit that an accepted join leads to."""
    passed = set()
    while target in joined and target not in passed:
        passed.add(target)
        target = joined[target]
    return target


def _regions(now: datetime) -> dict[tuple[str, str], str]:
    """Regions by the one above and the folded name."""
    rows = list(Region.objects.filter(in_force(now)).values_list("parent_id", "name", "code"))
    return {(parent or "", folded(name)): code for parent, name, code in rows}


def _categories(policy: Policy) -> dict[str, str]:
    """Categories of the matter tree by their folded path of names, from wide to narrow."""
    found = {}
    for code, category in policy.categories.items():
        path, parent = [category.name_zh], category.parent
        while parent and (above := policy.categories.get(parent)) is not None and len(path) < 10:
            path.insert(0, above.name_zh)
            parent = above.parent
        found[folded(" > ".join(path))] = code
    return found
