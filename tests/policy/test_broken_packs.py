"""A broken pack fails at publication with file, line and rule; nothing is silently switched off."""

# ruff: noqa: E501 (a table reads best with one case on one line)

import pytest

from tests.cast import pack_texts
from weisu.domain.errors import PolicyError
from weisu.domain.policy import check, parse

SEND_BACK = """
[[transition]]
id = "send-back"
since = 2026-01-01
basis = "市办法"
"""
DEADLINE = """
[[deadline]]
id     = "closure-general"
from   = 2026-01-01
within = { working_days = 5 }
basis  = "市办法"
[[deadline.example]]
given  = { start_at = 2026-03-02T10:00:00+08:00 }
expect = { due_at = 2026-03-09T10:00:00+08:00 }
"""
NEW = DEADLINE.replace("closure-general", "new").replace("from ", 'clock = "closure"\nfrom ')
SETTING = """
[[setting]]
id = "reopen.max_times"
value = 2
from = 2026-01-01
basis = "市办法"
[[setting.example]]
given = {}
expect = { value = 2 }
"""
NOTICE = """
[[notice]]
id      = "told"
event   = "ticket.accepted"
to      = ["requester"]
wording = "accepted"
label   = { zh = "受理", en = "Taken on" }
when    = { kind = "complaint" }
from    = 2026-01-01
basis   = "市办法"
[[notice.example]]
given  = { kind = "complaint" }
expect = { applies = true, to = ["requester"] }
"""
ESCALATION = """
[[escalation]]
id     = "late"
clocks = ["closure"]
after  = { working_days = 1 }
from   = 2026-01-01
basis  = "市办法"
[[escalation.example]]
given  = { clock = "closure", start_at = 2026-03-06T10:00:00+08:00 }
expect = { applies = true, at = 2026-03-09T10:00:00+08:00 }
"""
FOLLOW_UP = """
[[setting]]
id = "assessment.follow_up"
from = 2026-01-01
value = { wording = "by-heart", partly_solved = 0, neutral = 100, refused = "unknown", unreachable = 40 }
basis = "市办法"
[[setting.example]]
given = {}
expect = { value = { wording = "by-heart", partly_solved = 0, neutral = 100, refused = "unknown", unreachable = 40 } }
"""
WORDING = '[wording.accepted]\nzh = "编号 {number}"\nen = "Number {number}"\n'
CALENDAR = 'year = 2026\nbasis = "市通知"\n'
PACK = 'id = "city"\ntitle = "市"\nextends = "national"\nregion = "330100"\nlevel = "prefecture"\n'

BROKEN = [
    ("a notice of nothing", "n.toml", NOTICE.replace("ticket.accepted", "ticket.vanished"), "n.toml:4", "vanished"),
    ("a notice to nobody known", "n.toml", NOTICE.replace('["requester"]', '["mayor"]', 1), "n.toml:5", "mayor"),
    ("a notice without words", "n.toml", NOTICE.replace('"accepted"', '"applause"'), "n.toml:6", "applause"),
    ("a notice of an unknown fact", "n.toml", NOTICE.replace("{ kind", "{ mood", 1), "n.toml:8", "mood"),
    ("a notice of an unknown stage", "n.toml", NOTICE.replace('kind = "complaint"', 'stage = "dusk"'), "n.toml:8", "dusk"),
    ("a notice whose example is wrong", "n.toml", NOTICE.replace("applies = true", "applies = false"), "n.toml:11", "applies"),
    ("a follow-up in words that stand nowhere", "f.toml", FOLLOW_UP, "f.toml:5", "'by-heart-contacted' is not there"),
    ("a wording that asks too much", "w.toml", WORDING.replace("{number}", "{name}"), "w.toml:2", "name"),
    ("a wording with an open brace", "w.toml", WORDING.replace("{number}", "{number"), "w.toml:2", "braces"),
    ("an escalation of nothing", "e.toml", ESCALATION.replace('["closure"]', '["lunch"]'), "e.toml:4", "lunch"),
    ("an escalation after nothing", "e.toml", ESCALATION.replace("working_days = 1", "moons = 1"), "e.toml:5", "moons"),
    ("an escalation on another day", "e.toml", ESCALATION.replace("03-09", "03-07"), "e.toml:8", "the rules say 2026-03-09"),
    ("not TOML", "deadlines.toml", "[[deadline]\nid = 1\n", "deadlines.toml:1", "not valid TOML"),
    ("not closed", "deadlines.toml", DEADLINE + 'note = "x\n', "deadlines.toml:10", "not valid TOML"),
    ("unknown table", "deadlines.toml", '[[limit]]\nid = "x"\n', "deadlines.toml:1", "unknown table 'limit'"),
    ("unknown key", "deadlines.toml", DEADLINE.replace("within", "wihtin"), "closure-general", "unknown key 'wihtin'"),
    ("unknown key of the pack", "pack.toml", PACK + 'colour = "red"\n', "pack.toml:6", "unknown key 'colour'"),
    ("unknown catalogue", "dutys.csv", "a,b\n", "dutys.csv:1", "unknown catalogue"),
    ("wrong columns", "duties.csv", "matter,list\n", "duties.csv:1", "must be matter, list"),
    ("missing cell", "duties.csv", "matter,list,note,basis,from,until\nlabour,,,b,2026-01-01,\n", "duties.csv:2", "list"),
    ("odd date in a table", "duties.csv", "matter,list,note,basis,from,until\nlabour,reclaimed,,b,1.1.26,\n", ":2", "1.1.26"),
    ("unknown list", "duties.csv", "matter,list,note,basis,from,until\nlabour,mine,,b,2026-01-01,\n", ":2", "mine"),
    ("unknown matter", "duties.csv", "matter,list,note,basis,from,until\nmoon,reclaimed,,b,2026-01-01,\n", ":2", "moon"),
    ("no basis", "deadlines.toml", DEADLINE.replace('basis  = "市办法"\n', ""), "closure-general", "basis is missing"),
    ("empty basis", "deadlines.toml", DEADLINE.replace('"市办法"', '""'), "closure-general", "basis is missing"),
    ("no date", "deadlines.toml", DEADLINE.replace("from   = 2026-01-01\n", ""), "closure-general", "from is missing"),
    ("date as text", "deadlines.toml", DEADLINE.replace("2026-01-01", '"2026-01-01"'), "deadlines.toml:4", "a date like"),
    ("dates turned round", "deadlines.toml", DEADLINE.replace("within", "until = 2025-01-01\nwithin"), ":5", "before"),
    ("no example", "deadlines.toml", DEADLINE[: DEADLINE.index("[[deadline.ex")], "closure-general", "has no example"),
    ("a wrong example", "deadlines.toml", DEADLINE.replace("03-09", "03-10"), "deadlines.toml:7", "the rules say 2026-03-09"),
    ("an example before its rule", "deadlines.toml", DEADLINE.replace("2026-03-", "2025-03-"), ":7", "not in force"),
    ("an example that expects nothing", "deadlines.toml", DEADLINE.replace("{ due_at = 2026-03-09T10:00:00+08:00 }", "{}"),
     ":7", "expects nothing"),
    ("an odd limit", "deadlines.toml", DEADLINE.replace("working_days = 5", "weeks = 1"), "deadlines.toml:5", "'weeks'"),
    ("a negative limit", "deadlines.toml", DEADLINE.replace("= 5", "= -5"), "deadlines.toml:5", "above zero"),
    ("an unknown clock", "deadlines.toml", NEW.replace('"closure"', '"lunch"'), "rule 'new'", "'lunch'"),
    ("an unknown fact", "deadlines.toml", NEW.replace("within", 'when = { colour = "red" }\nwithin'), "'new'", "'colour'"),
    ("an unknown word", "deadlines.toml", NEW.replace("within", 'when = { kind = "moan" }\nwithin'), "'new'", "'moan'"),
    ("an unknown category", "deadlines.toml", NEW.replace("within", 'when = { category = "moon.*" }\nwithin'), "'new'", "moon"),
    ("an odd span", "deadlines.toml", NEW.replace("within", 'when = { hour = "late" }\nwithin'), "'new'", "22:00-06:00"),
    ("a tie", "deadlines.toml", NEW, "rule 'new'", "ties with 'closure-general'"),
    ("a rule of nothing", "deadlines.toml", DEADLINE.replace("closure-general", "closure-generel"), "closure-generel",
     "no layer beneath"),
    ("twice from one day", "deadlines.toml", DEADLINE + DEADLINE, "deadlines.toml:11", "twice"),
    ("a setting without example", "routing.toml", SETTING[: SETTING.index("[[setting.ex")], "reopen.max_times", "no example"),
    ("a setting that says otherwise", "routing.toml", SETTING.replace("value = 2 }", "value = 3 }"), "routing.toml:7", "say 2"),
    ("a new transition", "lifecycle.toml", SEND_BACK.replace("send-back", "leap"), "rule 'leap'", "only narrow"),
    ("another end", "lifecycle.toml", SEND_BACK + 'to = "closed"\n', "rule 'send-back'", "to cannot be changed"),
    ("more roles", "lifecycle.toml", SEND_BACK + 'by = ["unit_staff", "ai"]\n', "lifecycle.toml:6", "by adds ai"),
    ("more places", "lifecycle.toml", SEND_BACK + 'from = ["dispatched", "replied"]\n', ":6", "from adds replied"),
    ("fewer papers", "lifecycle.toml", SEND_BACK + 'requires = ["reason"]\n', ":6", "requires drops basis"),
    ("fewer guards", "lifecycle.toml", SEND_BACK + 'guards = ["own_unit"]\n', ":6", "guards drops"),
    ("an unknown guard", "lifecycle.toml", SEND_BACK + 'guards = ["good_mood"]\n', ":6", "'good_mood'"),
    ("an unknown role", "lifecycle.toml", SEND_BACK + 'by = ["mayor"]\n', ":6", "'mayor'"),
    ("an unknown status", "lifecycle.toml", SEND_BACK + 'from = ["limbo"]\n', ":6", "'limbo'"),
    ("an odd clock operation", "lifecycle.toml", SEND_BACK + 'clocks = { begin = ["closure"] }\n', ":6", "'begin'"),
    ("a promise made again", "lifecycle.toml", SEND_BACK + 'clocks = { start = ["promise", "return_ruling"] }\n', ":6",
     "the promised date never restarts"),
    ("no way to an end", "lifecycle.toml", SEND_BACK.replace("send-back", "archive") + "forbidden = true\n"
     + SEND_BACK.replace("send-back", "archive-withdrawn") + "forbidden = true\n", "", "no way leads to an end"),
    ("vendors gain", "vendor.toml",
     ('[[vendor]]\nid = "call-service"\nfrom = 2026-01-01\nbasis = "b"\ncommands = ["close"]\n'
     '[[vendor.example]]\ngiven = { command = "close" }\nexpect = { allowed = true }\n'), "vendor.toml:5", "vendors gain close"),
    ("a make-up Tuesday", "calendar/2026.toml", CALENDAR + "makeup_days = [{ day = 2026-11-10 }]\n", ":3", "is a Tuesday"),
    ("both holiday and workday", "calendar/2026.toml",
     CALENDAR + "holidays = [{ day = 2026-11-14 }]\nmakeup_days = [{ day = 2026-11-14 }]\n", ":4", "both"),
    ("a day of another year", "calendar/2026.toml", CALENDAR + "holidays = [{ day = 2025-11-14 }]\n", ":3", "not lie in 2026"),
    ("an impossible day", "calendar/2026.toml", CALENDAR + "holidays = [{ day = 2026-02-30 }]\n", ":3", "not valid TOML"),
    ("own days of no year", "calendar/2027.toml", CALENDAR.replace("2026", "2027"), "calendar/2027.toml:1", "no whole year"),
    ("a year left out", "calendar/2028.toml", CALENDAR.replace("2026", "2028") + "whole_year = true\n",
     "calendar/2028.toml:1", "the calendar of 2027 is missing"),
    ("odd office hours", "routing.toml", SETTING.replace("reopen.max_times", "office_hours")
     .replace("value = 2\n", 'value = ["late"]\n'), "office_hours", "late"),
    ("a stray file", "notes.txt", "hello", "notes.txt:1", "only .toml and .csv"),
    ("told by nobody", "scope.toml",
     ('[[scope]]\nid = "x"\noutcome = "explain"\nground = "g"\nlaw = "l"\ntold = "nowhere"\nfrom = 2026-01-01\nbasis = "b"\n'
     '[[scope.example]]\ngiven = {}\nexpect = { ground = "in_scope" }\n'), "rule 'x'", "nowhere"),
    ("an unknown outcome", "scope.toml",
     ('[[scope]]\nid = "x"\noutcome = "ignore"\nground = "g"\nlaw = "l"\ntold = "explained"\nfrom = 2026-01-01\nbasis = "b"\n'
     '[[scope.example]]\ngiven = {}\nexpect = { ground = "in_scope" }\n'), "scope.toml:3", "ignore"),
]  # fmt: skip


def problems_of(files):
    try:
        return [str(problem) for problem in check([parse(pack_texts("national")), parse(files)])]
    except PolicyError as error:
        return [
            f"{item['file']}:{item['line']} rule {item['rule']!r}: {item['text']}" for item in error.facts["problems"]
        ]


@pytest.mark.parametrize(("_case", "name", "text", "where", "says"), BROKEN)
def test_a_broken_pack_names_file_line_and_rule(_case, name, text, where, says):
    found = problems_of({"pack.toml": PACK, name: text})
    assert any(name in line and where in line and says in line for line in found) or (
        not where and any(says in line for line in found)
    ), found


@pytest.mark.parametrize("text", [DEADLINE, SETTING])
def test_the_texts_broken_above_are_whole_by_themselves(text):
    name = "deadlines.toml" if text is DEADLINE else "routing.toml"
    assert problems_of({"pack.toml": PACK, name: text}) == []


NATIONAL_BROKEN = [
    ("a clock without limit", "deadlines/rulings.toml", 'clock  = "help"', 'clock  = "conference"', "'help'"),
    ("a parent that is not there", "taxonomy.csv", "traffic.bus.route,线路与站点,Routes and stops,traffic.bus,",
     "traffic.bus.route,线路与站点,Routes and stops,traffic.train,", "traffic.train"),
    ("a label of nothing", "labels.csv", "welfare.veterans", "welfare.heroes", "welfare.heroes"),
    ("a promise at dispatch", "lifecycle/dispatch.toml", 'start = ["acknowledge",', 'start = ["promise", "acknowledge",',
     "never restarts"),
    ("a status nobody reaches", "lifecycle/handling.toml", 'to = "deferred"', 'to = "handling"',
     "status deferred cannot be reached"),
    ("an end nobody reaches", "lifecycle/requester.toml", 'to = "archived"', 'to = ""', "archived cannot be reached"),
    ("two rows for one step", "lifecycle/dispatch.toml", "when = { direct = true }\n", "when = { direct = false }\n",
     "nothing tells them apart"),
    ("an unknown command", "lifecycle/dispatch.toml", 'command = "redispatch"', 'command = "rediscover"', "rediscover"),
    ("an unknown paper", "lifecycle/dispatch.toml", 'requires = ["catalogue"]', 'requires = ["stamp"]', "'stamp'"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "name", "old", "new", "says"), NATIONAL_BROKEN)
def test_a_broken_national_pack_does_not_publish(_case, name, old, new, says):
    texts = pack_texts("national")
    assert old in texts[name], "the text to break is no longer there"
    found = [str(problem) for problem in check([parse({**texts, name: texts[name].replace(old, new)})])]
    assert any(says in line for line in found), found


def test_a_pack_without_its_base_is_refused():
    with pytest.raises(PolicyError, match="pack.toml:1"):
        check([parse({"pack.toml": PACK})])


def test_files_without_a_pack_are_refused():
    with pytest.raises(PolicyError, match=r"no pack\.toml"):
        parse({"deadlines.toml": DEADLINE})
