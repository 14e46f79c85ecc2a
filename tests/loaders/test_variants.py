"""How the table of variants is derived from its two sources."""

from loaders.variants import radicals, simplified


def test_simplified_forms_leave_out_what_is_ordinary_or_in_names():
    rows = ["# a comment", "計\t计", "乾\t干 乾", "濛\t蒙", "發\t发"]
    assert simplified(rows, kept={"濛"}) == {"計": "计", "發": "发"}


def test_radicals_come_singly_and_in_ranges():
    rows = ["END", "2EC4\t\t897F", "2E8C\t2E8D\t5C0F"]
    assert radicals(rows) == {"⻄": "西", "⺌": "小", "⺍": "小"}
