"""Settings of the program: one row each, read from the environment.

The same rows feed `--help` and the table in the README.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Setting(NamedTuple):
    """An environment variable, its default and what it does (Chinese, shown to the operator)."""

    name: str
    default: str
    help: str


BUILD = Setting("PLAN_ATLAS_BUILD", "data/build", "生成数据的目录；首次启动时建立，可随时删除重建")
PLANS = Setting("PLAN_ATLAS_PLANS", "data/plans", "规划原文（.txt）及其元数据（.toml）所在目录")
LOCAL_GAZETTEER = Setting("PLAN_ATLAS_LOCAL_GAZETTEER", "data/gazetteer/local", "本单位地点表和导入的地名表所在目录")
CACHE = Setting("PLAN_ATLAS_CACHE", "data/cache", "在线查询结果和已读规划的缓存目录，不含密钥，可随时删除")
STORE = Setting("PLAN_ATLAS_STORE", "data/store", "导入的规划、更正和推进记录的数据库所在目录；请纳入备份")
DATABASE = Setting("PLAN_ATLAS_DATABASE", "", "数据库地址，如 postgresql+psycopg://…；不填则用上述目录中的 SQLite")
CATALOG = Setting("PLAN_ATLAS_CATALOG", "", "已发布数据所在的 PostGIS 数据库地址；不填则读生成数据的目录")
ROLES = Setting("PLAN_ATLAS_ROLES", "", "登录后的角色，如 admin=li@example.cn;editor=*@example.cn；其余只读")
LOG = Setting("PLAN_ATLAS_LOG", "text", "日志格式：text 或 json（每行一个 JSON 对象），写到标准错误")
LOG_LEVEL = Setting("PLAN_ATLAS_LOG_LEVEL", "warning", "日志级别：debug、info、warning 或 error")
GEOCODERS = Setting("PLAN_ATLAS_GEOCODERS", "tianditu,amap,nominatim", "在线地理编码的查询次序；只查询已配置的服务")
TIANDITU_KEY = Setting("PLAN_ATLAS_TIANDITU_KEY", "", "天地图服务端密钥；不填则不查询天地图")
AMAP_KEY = Setting("PLAN_ATLAS_AMAP_KEY", "", "高德 Web 服务密钥；不填则不查询高德")
NOMINATIM_URL = Setting("PLAN_ATLAS_NOMINATIM_URL", "", "Nominatim 服务地址；不填则不查询")
GEOCODER_RATES = Setting("PLAN_ATLAS_GEOCODER_RATES", "tianditu=2,amap=3,nominatim=1", "各服务每秒最多查询次数")
CONTACT = Setting("PLAN_ATLAS_CONTACT", "", "在线查询时在 User-Agent 中留下的联系方式（邮箱或网址）")
TIANDITU_BROWSER_KEY = Setting(
    "PLAN_ATLAS_TIANDITU_BROWSER_KEY", "", "天地图浏览器端密钥；填写后任务地图可改用天地图在线底图"
)
AMAP_TILES = Setting("PLAN_ATLAS_AMAP_TILES", "", "填 1 后任务地图可改用高德在线底图（图层随之偏移到 GCJ-02）")
OSM_TILES = Setting("PLAN_ATLAS_OSM_TILES", "", "OSM 瓦片地址（含 {z}、{x}、{y}）；仅供内部比对，不进入清洁视图")
SETTINGS: tuple[Setting, ...] = (
    BUILD,
    PLANS,
    LOCAL_GAZETTEER,
    CACHE,
    STORE,
    DATABASE,
    CATALOG,
    ROLES,
    LOG,
    LOG_LEVEL,
    GEOCODERS,
    TIANDITU_KEY,
    AMAP_KEY,
    NOMINATIM_URL,
    GEOCODER_RATES,
    CONTACT,
    TIANDITU_BROWSER_KEY,
    AMAP_TILES,
    OSM_TILES,
)


def directory(setting: Setting) -> Path:
    """Absolute directory of a setting; a relative value counts from the root of the program."""
    return ROOT / os.environ.get(setting.name, setting.default)


def text(setting: Setting) -> str:
    """Value of a setting without blanks around it; its default when it is not set or empty."""
    return os.environ.get(setting.name, "").strip() or setting.default


def from_secrets(secrets: Mapping[str, object], environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that `secrets` holds under their own names and `environment` leaves open.

    Everything else in `secrets` is left alone, and so is what is no text or number.
    """
    found: dict[str, str] = {}
    for setting in SETTINGS:
        value = secrets.get(setting.name)
        if setting.name not in environment and isinstance(value, str | int | float) and not isinstance(value, bool):
            found[setting.name] = str(value)
    return found
