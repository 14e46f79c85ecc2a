"""Names inside lists and clauses: which words end one, which share a head, which name nothing."""

import pytest

from geo.gazetteer import Gazetteer
from loaders import mentions, tasks
from loaders.models import PlanDocument


@pytest.fixture(scope="module")
def names():
    """Names of the projects and sites of a sentence of a plan of 许昌市, with their kinds."""

    def read(sentence, jurisdiction="411000"):
        text = f"一、重点任务\n1.{sentence}\n"
        document = PlanDocument("p", None, "p", None, jurisdiction, None, None, text, "")
        found = mentions.extract(document, tasks.parse(document), gazetteer=Gazetteer.load())
        return {one.name: one.kind for one in found if one.type != "admin"}

    return read


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # A head is shared between members of one build only.
        ("加快平桥、龙潭水库建设。", {"平桥水库", "龙潭水库"}),
        ("建设颍水桥、文昌路西延、魏文大道。", {"颍水桥", "文昌路西延", "魏文大道"}),
        ("提升东岗山公园、莲台山森林公园品质。", {"东岗山公园", "莲台山森林公园"}),
        ("建设海州LNG外输管线、临港至东辛高速。", {"海州LNG外输管线", "临港至东辛高速"}),
        ("推进老虎洞、龙归水库建设。", {"老虎洞水库", "龙归水库"}),
        ("建成西山小街一期、大河风电场。", {"西山小街一期风电场", "大河风电场"}),
        ("推进罗岩港、岩架码头建设。", {"罗岩港", "岩架码头"}),
        (
            "中型水库:马家坪、龙潭、双河口;风电项目:大坪、石井风电场。",
            {"马家坪水库", "龙潭水库", "双河口水库", "大坪风电场", "石井风电场"},
        ),
        ("开工东坪220千伏、药都110千伏输变电工程。", {"东坪220千伏输变电工程", "药都110千伏输变电工程"}),
        ("推进古城河、两板桥河整治,民和高速、锦和水库加快。", {"古城河", "两板桥河", "民和高速", "锦和水库"}),
        ("建成宁夏石口至沙埕、龙武高速公路上杭至武平段。", {"宁夏石口至沙埕高速公路", "龙武高速公路上杭至武平段"}),
        # What ends a member of a list.
        ("修缮朝元寺、文峰塔、云霄阁。", {"朝元寺", "文峰塔", "云霄阁"}),
        ("推进黄张铁路来安站扩能改造。", {"黄张铁路来安站扩能改造"}),
        ("谋划引汉济渭秦州支线。", {"引汉济渭秦州支线"}),
        ("建设江山职业技术学院产教融合基地。", {"江山职业技术学院产教融合基地"}),
        ("实施黄墩湖滞洪区调整与建设工程。", {"黄墩湖滞洪区调整与建设工程"}),
        ("对长葛市、襄城县中医院搬迁启用。", {"长葛市中医院", "襄城县中医院"}),
        ("加快襄城县马莲、夏寨,禹州市沈家河水库除险加固。", {"马莲水库", "夏寨水库", "沈家河水库除险加固"}),
        ("提升红军街(含红一方面军旧址)。", {"红军街", "红一方面军旧址"}),
        ("推进临港工业园区大洋食品饮料项目。", {"临港工业园区", "大洋食品饮料项目"}),
        ("建成合江轨道交通6号线一期。", {"合江轨道交通6号线一期"}),
        # Words that also name a matter are no heads before another noun.
        ("发展金晶薄膜光伏组件玻璃。", set()),
        ("建设中车风电装备产业园。", {"中车风电装备产业园"}),
        # Works of companies.
        (
            "推动瑞丰制药冻干粉针、永明硅业搬迁、伊源第四期等项目投产。",
            {"瑞丰制药冻干粉针", "永明硅业搬迁", "伊源第四期"},
        ),
        ("实施鹿鸣湖水质净化工程。", {"鹿鸣湖水质净化工程"}),
        ("支持丹云山、南明寺建设国家5A级旅游景区。", {"丹云山", "南明寺"}),
        ("推进清水江、都江岸线整治。", {"清水江", "都江岸线整治"}),
        # A number of things gives each member the head, even lakes and vague heads.
        ("牛浪湖、白莲湖2处电排站列入储备。", {"牛浪湖电排站", "白莲湖电排站"}),
        ("石桥、白沙2座柑橘产地保鲜仓投用。", {"石桥柑橘产地保鲜仓", "白沙柑橘产地保鲜仓"}),
        ("加快清江双河口、老林沟水电站建设。", {"双河口水电站", "老林沟水电站"}),
        ("改造松涛艺术馆、龙泉湿地公园。", {"松涛艺术馆", "龙泉湿地公园"}),
        # What names nothing.
        ("理清发展思路,改造背街小巷、城市道路,建设口袋公园、农家书屋。", set()),
        ("实施老旧小区改造、雨污分流、茶叶加工等项目。", set()),
    ],
)
def test_names_of_a_sentence(names, sentence, expected):
    assert set(names(sentence)) == expected


def test_kind_of_company_works(names):
    assert names("推动年产5万吨电池铜箔、伊源第四期等项目投产。")["伊源第四期"] == "factory"
