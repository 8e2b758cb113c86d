"""The lists clerks keep: matters, labels, duties, the dispatch catalogue. the longest code wins."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from weisu.domain.conditions import beneath
from weisu.domain.policy.rows import MergedRow

EVERYWHERE = "*"
DUTY_LISTS = frozenset({"basic_duty", "support_duty", "reclaimed"})
"""基本履职, 配合履职, 上级收回: what a township may lead, may only support, may never be given."""
LABEL_AXES = frozenset({"seven_haves", "five_natures", "domain", "people", "hazard"})


class Category(NamedTuple):
    """One matter of the tree, with its codes in GB/T 39666-2020 and Open311."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    gbt39666: str
    open311: str


class Label(NamedTuple):
    """One governed label: a dimension across the tree (七有五性, domain, people concerned, hazard)."""

    code: str
    axis: str
    name_zh: str
    name_en: str
    matters: tuple[str, ...]


class CatalogueEntry(NamedTuple):
    """派单目录: who leads and who supports a matter in a region, by which law."""

    category: str
    region: str
    lead: str
    supports: tuple[str, ...]
    basis: str
    source: str


class Duty(NamedTuple):
    """Which of the three township lists a matter is on."""

    matter: str
    list: str
    note: str
    basis: str
    source: str


def read_category(row: MergedRow) -> Category:
    """One line of taxonomy.csv."""
    return Category(*(row.text(key) for key in Category._fields))


def read_label(row: MergedRow) -> Label:
    """One line of labels.csv; its matters are separated by blanks, each a code or `prefix.*`."""
    matters = tuple(matter.removesuffix(".*") for matter in row.text("matters").split())
    return Label(row.id, row.text("axis"), row.text("name_zh"), row.text("name_en"), matters)


def read_entry(row: MergedRow) -> CatalogueEntry:
    """One line of dispatch_catalogue.csv; supports are separated by blanks."""
    code, region = row.text("category").removesuffix(".*"), row.text("region")
    supports = tuple(row.text("supports").split())
    return CatalogueEntry(code, region, row.text("lead"), supports, row.text("basis"), str(row.source))


def read_duty(row: MergedRow) -> Duty:
    """One line of duties.csv."""
    matter = row.text("matter").removesuffix(".*")
    return Duty(matter, row.text("list"), row.text("note"), row.text("basis"), str(row.source))


def duty_of(duties: Mapping[str, Duty], matter: str) -> Duty | None:
    """The duty line whose code covers the matter most closely."""
    for code in heads(matter):
        if code in duties:
            return duties[code]
    return None


def labels_of(labels: Iterable[Label], matter: str) -> tuple[str, ...]:
    """Codes of the labels a matter carries by itself."""
    return tuple(label.code for label in labels if any(beneath(matter, head) for head in label.matters))


def entry_for(entries: Iterable[CatalogueEntry], category: str, region: str) -> CatalogueEntry | None:
    """The line with the longest covering category, then the closest region."""
    fitting = [entry for entry in entries if beneath(category, entry.category) and covers(entry.region, region)]
    return max(fitting, key=lambda entry: (len(entry.category), len(stem(entry.region))), default=None)


def heads(code: str) -> Iterable[str]:
    """A dotted code and everything above it, closest first."""
    while code:
        yield code
        code = code.rpartition(".")[0]


def covers(region: str, place: str) -> bool:
    """Whether a division code (GB/T 2260) holds a place; `*` holds every place."""
    return region in (EVERYWHERE, place) or (stem(region) != "" and place.startswith(stem(region)))


def stem(region: str) -> str:
    """The leading digits a division shares with everything in it: 330100 → 3301."""
    if region == EVERYWHERE:
        return ""
    while len(region) in (4, 6) and region.endswith("00"):
        region = region[:-2]
    return region
