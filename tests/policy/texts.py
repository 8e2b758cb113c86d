"""Small packs as texts, for tests that change one line of them."""

NATIONAL = {
    "pack.toml": 'id = "national"\ntitle = "National"\nlevel = "national"\nversion = "1"\n',
    "lifecycle.toml": """
[[transition]]
id       = "send-back"
since    = 2025-06-25
command  = "send_back"
of       = "unit"
from     = ["dispatched", "acknowledged"]
to       = "return_review"
by       = ["unit_staff", "unit_lead"]
requires = ["reason"]
guards   = ["own_unit"]
clocks   = { start = ["return_ruling"], pause = ["closure"] }
basis    = "国办函〔2025〕66号(五)"
label    = { zh = "退单", en = "Send back" }
""",
    "deadlines.toml": """# limits
[[deadline]]
id = "closure-general"
clock = "closure"
within = { working_days = 15 }
from = 2021-01-01
basis = "国办发〔2020〕53号"
[[deadline.example]]
given = { start_at = 2026-09-14T09:00:00+08:00 }
expect = { due_at = 2026-10-13T09:00:00+08:00 }

[[deadline]]
id = "closure-noise"
clock = "closure"
when = { category = "environment.noise.*", hour = "22:00-06:00" }
within = { hours = 1 }
from = 2026-03-01
basis = "试行办法"
[[deadline.example]]
given = { category = "environment.noise.site", start_at = 2026-03-02T23:10:00+08:00 }
expect = { due_at = 2026-03-03T00:10:00+08:00 }

[clock.closure]
from = 2021-01-01
basis = "国办发〔2020〕53号"
warn_before = { working_days = 1 }
after_pause = { working_hours = 4 }
""",
    "calendar/2026.toml": """
year = 2026
basis = "国务院办公厅通知"
holidays = [
  { day = 2026-10-01, last_day = 2026-10-07, name = "国庆节" },
]
makeup_days = [{ day = 2026-09-20 }, { day = 2026-10-10 }]
""",
    "duties.csv": """matter,list,note,basis,from,until
environment,reclaimed,,试行,2025-06-25,
environment.noise,support_duty,,试行,2025-06-25,
""",
}

CITY = {
    "pack.toml": 'id = "city"\ntitle = "City"\nextends = "national"\nregion = "330100"\nlevel = "prefecture"\n',
    "deadlines.toml": """
[[deadline]]
id = "closure-general"
from = 2026-05-01
within = { working_days = 5 }
basis = "市办法第十条"
""",
    "calendar/2026.toml": 'year = 2026\nbasis = "市通知"\nholidays = [{ day = 2026-11-11, name = "节" }]\n',
}
