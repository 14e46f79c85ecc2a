"""Villages by name: known ones of several provinces, ties, forms of a name, and how soon the table is open."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import ipc

from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer
from geo.villages import COLUMNS, TABLE, Villages, stem

ROOT = Path(__file__).parents[2]
OPENING = """
import time
import psutil
before, started = psutil.Process().memory_info().rss, time.perf_counter()
from geo.villages import Villages
found = Villages.load().townships_of("500242", "何家岩村")
print(time.perf_counter() - started, (psutil.Process().memory_info().rss - before) / 1e6, *found)
"""


def villages(tmp_path, *rows):
    table = pa.table(dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)))
    with pa.OSFile(str(tmp_path / TABLE), "wb") as file, ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    return Villages.load(tmp_path)


@pytest.fixture(scope="module")
def national():
    return Villages.load()


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("county", "name", "township"),
    [
        ("500242", "何家岩村", "花田乡"),  # 酉阳
        ("341524", "大湾村", "花石乡"),  # 金寨
        ("433124", "十八洞村", "双龙镇"),  # 花垣
        ("330523", "余村", "天荒坪镇"),  # 安吉
        ("410225", "张庄村", "东坝头镇"),  # 兰考
        ("469002", "福田村", "潭门镇"),  # 琼海: the seat of the former 福田镇
        ("610622", "梁家河村", "文安驿镇"),  # 延川
        ("341126", "小岗村", "小溪河镇"),  # 凤阳
        ("370783", "三元朱村", "孙家集街道"),  # 寿光
        ("510117", "战旗村", "唐昌镇"),  # 郫都
        ("522625", "报京村", "报京乡"),  # 镇远
    ],
)
def test_known_villages_lie_in_their_township(national, gazetteer, county, name, township):
    names = {one.code: one.name for one in gazetteer.townships(county)}
    assert township in {names.get(code) for code in national.townships_of(county, name)}


@pytest.mark.parametrize(
    ("county", "name", "township"),
    [
        ("510129", "正雄社区", "安仁镇"),  # of 董场镇, 川府民政〔2019〕24号
        ("510129", "七一村", "王泗镇"),  # of 三岔镇, the same
        ("510802", "石羊村", "宝轮镇"),  # of 赤化镇, reply of 2019-12 on 广元
        ("510723", "东岭村", "鹅溪镇"),  # of 安家镇, 川府民政〔2019〕27号
        ("510723", "龙骨村", "巨龙镇"),  # of 麻秧街道, the same
    ],
)
def test_villages_of_abolished_townships_lie_where_the_reply_put_them(national, gazetteer, county, name, township):
    names = {one.code: one.name for one in gazetteer.townships(county)}
    assert [names[code] for code in national.townships_of(county, name)] == [township]


def test_exact_form_goes_before_another_kind(tmp_path):
    known = villages(tmp_path, ("469002", "1", "大路村"), ("469002", "2", "大路社区|龙江嘎查"))
    assert known.townships_of("469002", "大路村") == ("1",)
    assert known.townships_of("469002", "大路社区") == ("2",)
    assert known.townships_of("469002", "大路") == ("1", "2")
    assert known.townships_of("469002", "龙江嘎查村") == known.townships_of("469002", "龙江村") == ("2",)


def test_same_name_in_two_townships_is_a_tie(tmp_path):
    known = villages(tmp_path, ("469002", "1", "新村|福田村"), ("469002", "2", "福田村"))
    assert known.townships_of("469002", "福田村") == ("1", "2")
    assert known.townships_of("469002", "福田") == ("1", "2")
    assert known.townships_of("469002", "新") == ()


def test_village_of_a_farm_has_a_county_and_no_township(tmp_path):
    known = villages(tmp_path, ("469002", "", "红星村|东升村"), ("469002", "1", "红星村"))
    assert known.townships_of("469002", "东升村") == ()
    assert known.townships_of("469002", "红星村") == (), "one township is not the only place it can be"
    assert known.counties_of("东升") == ("469002",)


def test_city_and_province_mean_their_counties(tmp_path):
    rows = (("460201", "1", "北山村"), ("460202", "2", "北山村"), ("469002", "3", "北山村"), ("500101", "4", "北山村"))
    known = villages(tmp_path, *rows)
    assert known.townships_of("460200", "北山村") == ("1", "2")
    assert known.townships_of("460000", "北山") == ("1", "2", "3")
    assert known.townships_of("469002", "北山") == ("3",)
    assert known.townships_of("330000", "北山") == ()


def test_counties_of_a_name_take_whole_names_only(tmp_path):
    known = villages(tmp_path, ("460201", "1", "上北山村|李村"), ("460202", "2", "北山村"), ("469002", "3", "北山社区"))
    assert known.counties_of("北山村") == ("460202",)
    assert known.counties_of("北山") == ("460202", "469002")
    assert known.counties_of("李村") == ("460201",)
    assert known.counties_of("李") == known.counties_of("山") == known.counties_of("没有村") == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("大湾村", "大湾"),
        ("大湾", "大湾"),
        ("新村社区", "新村"),
        ("陈村", "陈村"),
        ("巴彦嘎查村", "巴彦"),
        ("村", "村"),
    ],
)
def test_stem_leaves_two_characters(name, expected):
    assert stem(name) == expected


def test_every_township_of_the_table_is_ours_and_lies_in_its_county(gazetteer):
    ours = {one.code: county.adcode for county in gazetteer.divisions() for one in gazetteer.townships(county.adcode)}
    with pa.memory_map(str(ROOT / "data" / "gazetteer" / TABLE)) as file:
        rows = ipc.open_file(file).read_all().to_pylist()
    assert {row["township"] for row in rows if row["township"]} <= set(ours)
    assert [row for row in rows if row["township"] and ours[row["township"]] != row["adcode"]] == []
    assert [row["adcode"] for row in rows if not gazetteer.is_county(row["adcode"])] == []
    keys = [(row["adcode"], row["township"]) for row in rows]
    assert keys == sorted(set(keys))
    named = [row["villages"].count("|") + 1 for row in rows if row["township"]]
    assert sum(named) >= 690_000
    assert len(named) >= 0.99 * len(ours)


def test_a_broken_table_says_how_to_repair_it(tmp_path):
    with pytest.raises(GazetteerFileError, match="restore it"):
        Villages.load(tmp_path)
    (tmp_path / TABLE).write_bytes(b"no table")
    with pytest.raises(GazetteerFileError, match="restore it"):
        Villages.load(tmp_path / ".")


def test_table_opens_soon_and_small():
    run = subprocess.run([sys.executable, "-c", OPENING], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes, *found = run.stdout.split()
    assert found
    assert float(seconds) < 2.0, "0.5 s is the target, measured by tests/benchmarks/bench_gazetteers.py"
    assert float(megabytes) < 150
