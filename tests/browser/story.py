"""The story of one ticket as data: who does what, with which words, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.tickets.cast import BRIDGE, CHEN, GAO, HOUSING, LIN, URBAN, WU, ZHOU

WANG = "wang"


class Said(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Step:
    """One act: `stage` is what the ticket's badge says afterwards; `unit` whose part it is about, of several."""

    who: str
    act: str
    stage: str
    papers: Mapping[str, str | tuple[str, ...] | Said] = field(default_factory=dict)
    way: str = ""
    after: float = 10


ASKED = {
    "request": Said(
        "小区3号楼电梯停运三天,老人下不了楼,物业说等配件。请尽快修好。",
        "The lift of house 3 has stood still for three days and the old cannot get down. Please have it mended soon.",
    ),
    "kind": "complaint",
    "region": "990101001",
    "place": Said("桥北街道幸福小区3号楼", "House 3, Xingfu estate, Bridge North"),
    "name": Said("王秀英", "Wang Xiuying"),
    "telephone": "13800138000",
}

DUTIES = Said("履职事项清单第12项", "List of duties, item 12")

STORY = (
    Step(
        LIN.id,
        "recategorise",
        "registered",
        {"category": "housing.property", "reason": Said("属物业管理", "A matter of the property manager")},
    ),
    Step(LIN.id, "triage", "accepted", way="accept"),
    Step(
        ZHOU.id,
        "dispatch",
        "dispatched",
        {"lead": HOUSING, "supports": (URBAN,), "basis": Said("派单目录", "Dispatch catalogue")},
        way="dispatch",
    ),
    Step(WU.id, "acknowledge", "dispatched"),
    Step(
        CHEN.id,
        "send-back",
        "return_review",
        {"basis": DUTIES, "reason": Said("日常物业纠纷由街道牵头。", "The township leads in day-to-day matters.")},
    ),
    Step(ZHOU.id, "uphold-return", "accepted"),
    Step(ZHOU.id, "dispatch", "dispatched", {"lead": BRIDGE, "basis": DUTIES}, way="dispatch"),
    Step(GAO.id, "acknowledge", "acknowledged"),
    Step(
        GAO.id,
        "contact-requester",
        "handling",
        {
            "means": "telephone",
            "notes": Said("已联系,约明早现场查看。", "Spoke with her; we meet on site tomorrow."),
        },
    ),
    Step(
        GAO.id,
        "request-extension",
        "handling",
        {
            "until": "2026-01-23T18:00",
            "basis": Said("办理规程第九条", "Rules of handling, article 9"),
            "reason": Said("曳引机配件需从外地调运。", "A part of the drive comes from another city."),
        },
    ),
    Step(
        ZHOU.id,
        "grant-extension",
        "handling",
        {
            "until": "2026-01-23T18:00",
            "told": Said("配件在途,最迟1月23日修好。", "The part is on its way; it runs by 23 January."),
        },
    ),
    Step(
        WU.id,
        "submit-reply",
        "handling",
        {
            "internal": Said("已清理楼前占道车辆。", "Cleared the cars from the approach."),
            "public": Said("楼前通道已清理。", "The approach to the house is clear."),
        },
    ),
    Step(
        GAO.id,
        "submit-reply",
        "replied",
        {
            "internal": Said("已更换曳引机并检验。", "Replaced the drive and had it inspected."),
            "public": Said("电梯已修好并通过检验。", "The lift is mended and has passed its inspection."),
            "claims": "resolved",
        },
        after=60,
    ),
    Step(ZHOU.id, "approve-reply", "replied", {"unit": URBAN}),
    Step(ZHOU.id, "approve-reply", "replied", {"unit": BRIDGE}),
    Step(ZHOU.id, "close", "closed"),
    Step(
        WANG,
        "deny-resolution",
        "closed",
        {"words": Said("修好第二天又停了。", "It stopped again the day after.")},
        after=60,
    ),
    Step(
        ZHOU.id,
        "reopen",
        "dispatched",
        {
            "ground": "unresolved",
            "reason": Said("诉求人反映再次停运。", "It stands still again, she says."),
        },
    ),
    Step(GAO.id, "acknowledge", "acknowledged"),
    Step(
        GAO.id,
        "submit-reply",
        "replied",
        {
            "internal": Said("已更换控制板,连续运行两天正常。", "Replaced the control board; no fault in two days."),
            "public": Said("控制板已更换,运行正常。", "The control board is new and the lift runs."),
            "claims": "resolved",
        },
        after=60,
    ),
    Step(ZHOU.id, "approve-reply", "replied", {"unit": BRIDGE}),
    Step(ZHOU.id, "close", "closed"),
    Step(WANG, "confirm-resolution", "closed"),
    Step(LIN.id, "complete-follow-up", "closed", {"mode": "telephone", "outcome": "reached", "solved": "yes"}),
    Step(ZHOU.id, "archive", "archived"),
)


def papers_in(papers: Mapping[str, str | tuple[str, ...] | Said], language: str) -> dict[str, str | tuple[str, ...]]:
    """What somebody who reads this language types."""
    is_english = language == "en"
    return {
        name: (value.en if is_english else value.zh) if isinstance(value, Said) else value
        for name, value in papers.items()
    }
