"""Every key of a TOML text is found on its own line, whatever stands around it."""

from weisu.domain.policy.lines import line_map

TEXT = '''# comment with [[header]]
title = "a = b"
[table]   # a comment
key = [
  "x = 1", # ] not closed
  "[y]",
]
next = """
[not.a.table]
no = 1
"""
last = { a = 1, b = [2, 3] }
"quoted key" = 'it''
dotted.name = 1

[[rule]]
id = "one"
[[rule.example]]
given = {}
[[rule.example]]
given = { s = "}" }

[[rule]]
id = "two"
[rule.sub]
deep = true
'''.replace("'it''", "'it'")


def test_each_key_is_found_on_its_line():
    found = line_map(TEXT)
    lines = TEXT.splitlines()
    expected = {
        ("title",): "title",
        ("table",): "[table]",
        ("table", "key"): "key",
        ("table", "next"): "next",
        ("table", "last"): "last",
        ("table", "quoted key"): '"quoted key"',
        ("table", "dotted", "name"): "dotted.name",
        ("rule", 0): "[[rule]]",
        ("rule", 0, "id"): 'id = "one"',
        ("rule", 0, "example", 1): "[[rule.example]]",
        ("rule", 0, "example", 1, "given"): "given = { s",
        ("rule", 1, "id"): 'id = "two"',
        ("rule", 1, "sub", "deep"): "deep",
    }
    for path, start in expected.items():
        assert lines[found[path] - 1].startswith(start), path
    assert not any("no" in path for path in found)
    assert found["rule", 0, "example", 0] < found["rule", 0, "example", 1]
