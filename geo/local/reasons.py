"""The sentences on local files, for the planner who put them there: what is wrong and how to repair it.

Each is a `str.format` template; the fields are named in the template.
"""

FILE_UNREADABLE = "{file}：无法读取（{why}）；请用原软件重新导出"
FILE_TOO_LARGE = "{file}：超过 {limit} MB；请拆分，或用 python -m loaders gazetteer add 导入"
FILE_TOO_MANY_ROWS = "{file}：超过 {limit} 行；请拆分成几个文件"
FILE_UNKNOWN_FORMAT = "{file}：格式不支持；请用 CSV、XLSX、GeoPackage、GeoJSON 或 Shapefile"
FILE_NO_HEADER = "{file}：前 {rows} 行里没有找到含“名称”的表头；请加上表头（名称、经度、纬度、坐标系……）"
FILE_NO_COORDINATES = "{file}：没有经度、纬度列；请补上，或改用矢量文件"
FILE_NO_NAME = "{file}：图层没有“名称”字段；请加上名称或 name 字段"
FILE_NO_LAYER = "{file}：没有可用的空间图层"
FILE_NO_TEXT_ENCODING = "{file}：文字编码既不是 UTF-8 也不是 GB18030；请另存为 UTF-8"
FILE_EMPTY = "{file}：表里没有数据行"
NO_TABLE_CRS = (
    "{file}：没有写明坐标系；请加“坐标系”列，或在表头前写一行“坐标系：CGCS2000”（WGS84、GCJ02、BD09、EPSG:4547 亦可）"
)
NO_LAYER_CRS = "{file}：没有坐标系；请补上 .prj 文件或在图层里定义坐标系后重新导出"
UNUSABLE_CRS = "{file}：坐标系“{crs}”不能精确转换到 CGCS2000；请先转换为 CGCS2000 或 WGS 84"

ROW_LEFT_OUT = "{file} 第 {row} 行：{reason}"
ROW_NO_NAME = "没有名称"
ROW_NO_CRS = "没有写明坐标系"
ROW_UNKNOWN_CRS = "坐标系“{crs}”不认识或不能精确转换；可写 WGS84、CGCS2000、GCJ02、BD09 或 EPSG 编号"
ROW_BAD_COORDINATE = "坐标“{lon}，{lat}”不是有效的数"
ROW_NO_COORDINATE = "没有坐标"
ROW_SWAPPED = "坐标不在国内；经度和纬度可能写反了"
ROW_PLANE_NEEDS_EPSG = "坐标不是经纬度；平面坐标的坐标系须写 EPSG 编号（如 EPSG:4547）"
ROW_OUTSIDE_CHINA = "坐标（{lon:.5f}，{lat:.5f}）不在国内任何区县"
ROW_OUTSIDE_COUNTY = "坐标在{found}，不在所写的{county}"
ROW_UNKNOWN_COUNTY = "区划表中没有“{name}”"
ROW_UNKNOWN_PRECISION = "精度“{precision}”不认识；可写 精确位置、村级、乡镇级、区县级"
ROW_BAD_GEOMETRY = "图形为空或类型不支持"

SIZE_NOTE = "面状图形取内部代表点（半径约 {radius_km:.1f} km）。"
LINE_NOTE = "线状图形，按原图线位。"
POINT_EVIDENCE = "本地表 {file} 第 {row} 行"
