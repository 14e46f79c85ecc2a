"""The sentences that explain a resolution to the reader, in one place so that they can be translated.

Each is a `str.format` template; the fields are named in the template.
"""

FOUND_SITE = "采用精选地点“{name}”，与原文区县一致"
FOUND_SITE_BY_ISSUER = "采用精选地点“{name}”；原文未列明区县，该地点在规划辖区内"
FOUND_SITE_BY_WAYPOINTS = "采用精选地点“{name}”，途经点一致"
FOUND_TOWNSHIP_GIVEN = "原文写明乡镇“{township}”，取该乡镇驻地"
FOUND_TOWNSHIP_NAMED = "名称写明乡镇“{township}”，取该乡镇驻地"
FOUND_TOWNSHIP_INFERRED = "仅由名称开头推断为{township}（推断）"
FOUND_ROUTE = "按途经点连成示意线：{points}"
FOUND_COUNTY = "只知在{county}，未找到更细的位置"
FOUND_COUNTY_BY_ISSUER = "原文未列明区县，按发文机关辖区{county}"
FOUND_COUNTY_BY_TOWNSHIP = "由原文的乡镇知在{county}，未找到更细的位置"
FOUND_DIVISION = "行政区本身"

NO_POINT_REGION = "区域名称，不落点"
NO_COUNTY = "原文未列明区县"
NO_COUNTY_WITHIN = "原文未列明区县（规划辖区：{region}）"
NO_SUCH_DIVISION = "区划表中没有“{name}”"
NO_POSITION = "{name}没有界线也没有驻地坐标"
NO_WAYPOINTS = "途经点不足两个可定位：{missing}"

REJECT_OTHER_COUNTY = "同名，但在{found}，不在{wanted}"
REJECT_COUNTY_UNKNOWN = "同名，但原文未列明区县，无法确认是同一处"
REJECT_TIE = "有{count}处同名，无法确定是哪一处"
REJECT_OUTSIDE_POLYGON = "坐标不在{county}界内"
REJECT_NO_TOWNSHIP_POINT = "乡镇“{township}”没有坐标"
REJECT_ROUTE_ELSEWHERE = "示意线不经过{county}"
REJECT_COARSER = "已有更精确或更可靠的结果"

POLYGON_EVIDENCE = "区县界内代表点"
STAND_IN_EVIDENCE = "无界线，取驻地点"
WAYPOINT_MISSING = "（未能定位：{missing}）"
SITE_EVIDENCE = "{note}依据：{evidence}"
