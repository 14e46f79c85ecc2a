"""What a plan says about itself: title, issuer, number and date, and whose plan it is, under any page around it."""

import pytest

from loaders.reading.metadata import propose

BODY = "一、重点任务\n1.新建一座水库,保障供水。\n2.改造两条公路,方便出行。\n"


@pytest.fixture
def read(gazetteer):
    return lambda text: propose(text, gazetteer)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("蒲江县2024年重点工作任务\n", "蒲江县2024年重点工作任务"),
        (
            "首页 > 政务公开 > 规划计划\n字体:[大 中 小]\n蒲江县水利发展规划(2021—2025年)\n",
            "蒲江县水利发展规划(2021—2025年)",
        ),
        ("附件1\n\n蒲江县重大项目推进表(节录)\n", "蒲江县重大项目推进表(节录)"),
        (
            "县人民政府办公室关于印发2020年县政府\n工作报告确定的主要目标任务责任分解\n方案的通知\n",
            "2020年县政府工作报告确定的主要目标任务责任分解方案",
        ),
        ("关于印发《蒲江县2024年重点工作责任清单》的通知\n", "蒲江县2024年重点工作责任清单"),
        ("蒲江县人民政府关于印发蒲江县“十四五”水利规划的通知(摘登)\n蒲府发〔2022〕3号\n", "蒲江县“十四五”水利规划"),
        ("标    题：蒲江县2024年工作要点\n文    号：蒲府发〔2024〕9号\n", "蒲江县2024年工作要点"),
        ("标 题: | 蒲江县2024年重大项目计划 | ||\n", "蒲江县2024年重大项目计划"),
        ("关于加快水利发展,推动城乡供水一体化的实施意见\n", "关于加快水利发展,推动城乡供水一体化的实施意见"),
        ("各镇人民政府:\n现就有关事项通知如下。\n", None),
    ],
)
def test_title(read, head, title):
    assert read(f"{head}\n{BODY}").title == title


@pytest.mark.parametrize(
    ("head", "adcode"),
    [
        # a county, a city, a prefecture, a province, a municipality and its district
        ("来凤县2024年工作要点\n", "422827"),
        ("2024年宿迁市政府工作报告(摘登)\n", "321300"),
        ("凉山州2025年重点任务责任清单\n", "513400"),
        ("云南省支持怒江加快发展若干政策措施\n", "530000"),
        ("北京市延庆区2025年重点工程计划\n", "110119"),
        ("广西壮族自治区百色市田阳区水利规划\n", "451003"),
        # departments, parties, congresses
        ("宿迁市交通运输局关于印发2024年工作要点的通知\n", "321300"),
        ("中共泰宁县委 泰宁县人民政府关于加快全域旅游的实施意见\n", "350429"),
        ("政府工作报告\n——2024年1月8日在吐鲁番市第三届人民代表大会第四次会议上\n", "650400"),
        # zones stand for the division they are named after
        ("上饶经济技术开发区2024年工作计划\n", "361100"),
        ("关于印发《金华经济技术开发区行动方案》的通知\n金华市生态环境局金华经济技术开发区分局\n", "330700"),
        # the page or the signature says it
        ("发布机构：通山县人民政府\n县人民政府关于分解落实2022年重点工作的通知\n", "421224"),
        ("各镇人民政府:\n现印发给你们。\n桐乡市人民政府办公室\n2020年5月22日\n2020年工作任务\n", "330483"),
        ("【制定机关】武汉市人民政府办公厅\n市人民政府办公厅关于印发工作方案的通知\n", "420100"),
        ("许政〔2020〕20号\n各县人民政府:\n许昌市人民政府文件\n", "411000"),
        # a narrower source inside a wider one
        ("发布机构：上饶市人民政府\n婺源县2024年工作要点\n", "361130"),
        # years, plans and words before the name
        ("关于印发威海市2024年重点项目名单的通知\n", "371000"),
        ("2023年度大竹县民生实事任务分解表\n", "511724"),
    ],
)
def test_jurisdiction_is_stated(read, head, adcode):
    assert read(f"{head}\n{BODY}").jurisdiction == adcode


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        # a name several districts share: townships, or the city named beside
        ("鼓楼区2024年工作任务\n1.推进丰财街道、九里街道更新。\n2.徐州市统筹。\n", "320302"),
        ("鼓楼区2024年工作任务\n1.推进东街街道、鼓西街道更新。\n2.福州市统筹。\n", "350102"),
        # a word that is also a county names none
        ("平安建设2024年工作要点\n1.赤峰市松山区、红山区、元宝山区加强巡逻,市公安局牵头。\n", "150400"),
        # a township's plan
        ("梨树镇2024年工作计划\n1.梨树县统一部署,梨树镇抓好落实,推进太平镇农田。\n", "220322"),
        # nothing stated: what is named most, at the level the text has for its own
        ("实施方案\n1.全县粮食稳产,竹瓦镇、散花镇、巴河镇、洗马镇扩种,县农业农村局负责。\n", "421125"),
        ("1.推进八达岭镇、张山营镇、千家店镇、珍珠泉乡、刘斌堡乡、香营乡建设。北京公司配合。\n", "110119"),
        ("全市统筹,市水利局牵头,市财政局配合。\n1.发展潜江龙虾产业。\n2.支持潜江经济开发区扩区。\n", "429005"),
        ("1.支持榕江县、从江县、黎平县、麻江县发展。省水利厅牵头,省财政厅、省林业局配合,全省推广。\n", "520000"),
    ],
)
def test_jurisdiction_is_told_by_what_the_text_names(read, text, adcode):
    assert read(text).jurisdiction == adcode


@pytest.mark.parametrize(
    "text", ["区人民政府关于印发方案的通知\n1.推进二七商务区、滨江新城建设。\n", "2024年工作要点\n1.建设水库。\n"]
)
def test_no_jurisdiction_is_better_than_a_wrong_one(read, text):
    assert read(text).jurisdiction is None


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("蒲江县2024年工作要点\n蒲府发〔2024〕12号\n", "蒲府发〔2024〕12号"),
        ("文    号：蒲府办 [2024] 3号   效力状态：有效\n", "蒲府办[2024]3号"),
        ("2021年重点工作(蒲政发〔2021〕2号)\n", "蒲政发〔2021〕2号"),
        ("为落实《国务院关于支持老区的意见》(国发〔2021〕3号)精神,制定本要点。\n", None),
    ],
)
def test_document_number_is_the_plans_own(read, head, number):
    assert read(f"{head}\n{BODY}").document_number == number


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("成文日期：2024-02-27  发布日期：2024-03-01\n", "2024-02-27"),
        ("发布时间:2023/1/30 08:56 来源:县政府\n", "2023-01-30"),
        ("现印发给你们。\n蒲江县人民政府\n二○二四年三月十二日\n", "2024-03-12"),
        ("政府工作报告\n——2024年1月9日在蒲江县第十九届人民代表大会第四次会议上\n", "2024-01-09"),
        ("蒲江县2024年工作要点\n", None),
    ],
)
def test_date(read, head, date):
    assert read(f"{head}\n{BODY}").date == date


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("蒲江县人民政府办公室关于印发工作要点的通知\n", "蒲江县人民政府办公室"),
        ("各镇人民政府:\n现印发给你们。\n蒲江县发展和改革局\n2024年3月1日\n", "蒲江县发展和改革局"),
        ("发文单位：蒲江县水利局   成文日期：2024-02-27\n", "蒲江县水利局"),
        ("第六章 保障\n健全重大项目领导小组机制。\n", None),
    ],
)
def test_issuer(read, head, issuer):
    assert read(f"{head}\n{BODY}").issuer == issuer
