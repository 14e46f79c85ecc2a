"""Structure: numbering styles, tables, unnumbered sections, what frames a plan, what stands around it."""

import pytest

from loaders import tasks

DAM = "新建石门水库,加固清溪大坝,保障云岭片区供水。"
ROAD = "改造白沙至梅溪公路,建成龙口大桥,打通断头路。"
SCHOOL = "迁建云岭中学,扩建梅溪镇卫生院,补齐短板。"
INTRO = "今年是关键之年,全县上下要真抓实干、锐意进取,奋力开创各项事业高质量发展的崭新局面,现提出以下意见。"


@pytest.fixture
def read(make_document):
    """Numbers and quoted texts of the tasks of a plan."""

    def quoted(text):
        found = tasks.parse(make_document(text))
        return [(task.number, text[task.start_char : task.end_char]) for task in found]

    return quoted


def titles(found):
    return [task.title for task in found]


def numbers(found):
    return [number for number, _ in found]


@pytest.mark.parametrize(
    "style",
    [
        ("一、", "二、", "三、"),
        ("一.", "二.", "三."),
        ("（一）", "（二）", "（三）"),
        ("㈠", "㈡", "㈢"),
        ("(一)、", "(二)、", "(三)、"),
        ("1.", "2.", "3."),
        ("１．", "２．", "３．"),
        ("1、", "2、", "3、"),
        ("1．", "2．", "3．"),
        ("1 ", "2 ", "3 "),
        ("1", "2", "3"),
        ("1)", "2)", "3)"),
        ("（1）", "（2）", "（3）"),
        ("⑴", "⑵", "⑶"),
        ("⒈", "⒉", "⒊"),
        ("①", "②", "③"),
        ("❶", "❷", "❸"),
        ("1.1 ", "1.2 ", "1.3 "),
        ("1.1", "1.2", "1.3"),
        ("2.1.1 ", "2.1.2 ", "2.1.3 "),
        ("【任务1】", "【任务2】", "【任务3】"),
        ("【重点任务一】", "【重点任务二】", "【重点任务三】"),
        ("任务一：", "任务二：", "任务三："),
        ("专项行动1：", "专项行动2：", "专项行动3："),
        ("第一条 ", "第二条 ", "第三条 "),
        ("任务一 ", "任务二 ", "任务三 "),
        ("一 ", "二 ", "三 "),
        ("● ", "● ", "● "),
        ("——", "——", "——"),
        ("\uf0b7", "\uf0b7", "\uf0b7"),
    ],
)
def test_every_style_of_numbering(read, style):
    lines = [number + words for number, words in zip(style, (DAM, ROAD, SCHOOL), strict=True)]
    text = f"云岭县2024年工作要点\n{INTRO}\n" + "\n".join(lines) + "\n"
    assert [words for _, words in read(text)] == lines


def test_bold_marks_hide_no_number(read):
    assert numbers(read(f"**1.** **水利。**{DAM}\n**2.** **交通。**{ROAD}\n## 3. {SCHOOL}\n")) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("一、水利\n", "二、交通\n"), ("(一)", "(二)")),
        (("一、水利\n", "二、交通\n"), ("1.", "2.")),
        (("(一)水利。\n", "(二)交通。\n"), ("1.", "2.")),
        (("(一)水利\n", "(二)交通\n"), ("①", "②")),
        (("1.水利\n", "2.交通\n"), ("(1)", "(2)")),
        (("1 水利\n", "2 交通\n"), ("1.1 ", "2.1 ")),
        (("第一章 水利\n", "第二章 交通\n"), ("第一节 ", "第二节 ")),
        (("第一章 水利\n", "第二章 交通\n"), ("一、", "二、")),
        (("第一部分 水利\n", "第二部分 交通\n"), ("(一)", "(二)")),
        (("一、【水利】\n", "二、【交通】\n"), ("【任务1】", "【任务2】")),
        (("任务一：水利\n", "任务二：交通\n"), ("1.", "2.")),
    ],
)
def test_items_below_headings(read, upper, lower):
    first, second = lower if lower[1] != "2.1 " else ("1.1 ", "1.2 ")
    third, fourth = lower if lower[1] != "2.1 " else ("2.1 ", "2.2 ")
    text = f"{upper[0]}{first}{DAM}\n{second}{ROAD}\n{upper[1]}{third}{SCHOOL}\n{fourth}{DAM}\n"
    assert [words for _, words in read(text)] == [first + DAM, second + ROAD, third + SCHOOL, fourth + DAM]


def test_numbers_restart_in_every_section(make_document):
    text = f"一、交通\n1.{ROAD}\n2.{DAM}\n二、水利\n1.{DAM}\n2.{ROAD}\n"
    found = tasks.parse(make_document(text))
    assert [(task.number, task.section) for task in found] == [
        ("1", ("一、交通",)),
        ("2", ("一、交通",)),
        ("1", ("二、水利",)),
        ("2", ("二、水利",)),
    ]
    assert [task.task_id for task in found] == ["plan#1", "plan#2", "plan#3", "plan#4"]


@pytest.mark.parametrize(
    "text",
    [
        f"一、任务\n1.{DAM}2.{ROAD}3.{SCHOOL}\n",
        f"一、任务\n抓好三项工作：（1）{DAM}（2）{ROAD}（3）{SCHOOL}\n",
        f"一、任务\n（一）{DAM}（二）{ROAD}（三）{SCHOOL}\n",
        f"（一）水利能源。抓好三项工作：①{DAM}②{ROAD}③{SCHOOL}\n",
        f"云岭县工作要点 一、任务。1.{DAM}2.{ROAD}二、民生。1.{SCHOOL}",
        f"①{DAM}（责任单位：县水利局）②{ROAD}（责任单位：县交通局）③{SCHOOL}",
    ],
)
def test_items_that_run_on_in_one_paragraph(read, text):
    found = [words for _, words in read(text)]
    assert len(found) == 3
    assert all(body in words for body, words in zip((DAM, ROAD, SCHOOL), found, strict=True))


@pytest.mark.parametrize(
    "sentence",
    [
        "新增产值3.5亿元。2025年底前完成。",
        "力争实现两个目标。5.5%以内的失业率保持稳定。",
        "一是建设水库。二是修建公路。三是迁建学校。",
        "推动一、二、三产业融合。",
        "实施三项工程:(1)水库;(2)公路;(3)学校。",
        "完成第(二)项和第(三)项内容。",
    ],
)
def test_amounts_and_words_open_no_item(read, sentence):
    assert numbers(read(f"一、任务\n1.{DAM}{sentence}\n2.{ROAD}\n")) == ["1", "2"]


@pytest.mark.parametrize(
    "line",
    ["12个项目全部开工,完成投资3亿元。", "3.5亿元用于道路,其余用于学校。", "2024年底前完成。", "5G基站实现全覆盖。"],
)
def test_a_line_that_begins_with_an_amount_opens_no_item(read, line):
    assert numbers(read(f"一、任务\n1.{DAM}\n{line}\n2.{ROAD}\n")) == ["1", "2"]


@pytest.mark.parametrize(
    "heading",
    [
        "一、指导思想",
        "一、总体要求",
        "一、2024年工作的总体要求",
        "一、主要目标和原则",
        "一、“十三五”发展成就",
        "一、发展基础与环境",
        "一、2023年工作回顾",
        "一、过去五年工作回顾",
        "五、保障措施",
        "五、强化保障措施,确保落地见效",
        "五、加强组织领导",
        "五、工作要求",
        "第八章 规划实施保障",
        "第一章 2023年政府工作回顾",
    ],
)
def test_framing_sections_hold_no_task(read, heading):
    tasks_heading = "第二章 水利" if heading.startswith("第") else "二、重点任务"
    frame = f"{heading}\n(一)加强领导。成立领导小组,落实责任。\n(二)加强宣传。营造浓厚的氛围。\n"
    text = f"{frame}{tasks_heading}\n(一){DAM}\n"
    assert [words for _, words in read(text)] == [f"(一){DAM}"]


@pytest.mark.parametrize(
    "heading",
    [
        "二、夯实发展基础",
        "二、优化发展环境",
        "二、夯实产业发展基础",
        "二、健全防返贫工作机制",
        "二、组织实施重大科技项目",
        "二、优化城镇总体布局",
    ],
)
def test_titles_that_only_sound_like_a_frame(read, heading):
    assert len(read(f"一、水利\n(一){DAM}\n{heading}\n(一){ROAD}\n")) == 2


def test_the_review_of_the_year_before_holds_no_task(read):
    text = f"一、2023年主要工作\n(一)水利提速。{DAM}\n(二)交通提质。{ROAD}\n二、2024年主要工作\n(一)民生。{SCHOOL}\n"
    assert [words for _, words in read(text)] == [f"(一)民生。{SCHOOL}"]


def test_a_number_that_runs_on_outweighs_a_framing_title(read):
    text = f"一、任务\n1.{DAM}\n2.{ROAD}\n二、组织保障\n3.加强督导。每月调度一次,按季通报。\n"
    assert numbers(read(text)) == ["1", "2", "3"]


def test_a_frame_without_number_ends_the_last_item(read):
    text = f"(一){DAM}\n(二){ROAD}\n\n保障措施\n各单位要压实责任。\n1.加强领导。成立专班,落实责任。\n"
    assert read(text)[-1] == ("二", f"(二){ROAD}")


def test_the_last_section_of_prose_on_how_to_proceed_is_none(read):
    text = f"一、水利\n1.{DAM}\n2.{ROAD}\n二、压茬推进\n建立专班机制,每月调度通报,纳入年度考核。\n"
    assert numbers(read(text)) == ["1", "2"]


def test_the_letter_before_a_plan_holds_no_task(read):
    letter = (
        "云岭县人民政府办公室关于印发2024年工作要点的通知\n各镇人民政府:\n《2024年工作要点》已经同意,现印发给你们,并提出以下要求。\n"
        "一、压实责任。各单位要细化方案,明确专人。\n二、强化督查。督查室要定期通报进展。\n云岭县人民政府办公室\n2024年3月1日\n"
    )
    text = f"{letter}2024年工作要点\n一、水利\n1.{DAM}\n2.{ROAD}\n"
    assert [words for _, words in read(text)] == [f"1.{DAM}", f"2.{ROAD}"]


def test_a_plan_signed_at_its_end_is_read(read):
    plan = f"各镇人民政府:\n现将重点工作通知如下。\n一、{DAM}\n二、{ROAD}\n"
    text = f"{plan}云岭县人民政府\n2024年3月1日\n附件:1.项目清单\n2.任务分工表格\n"
    assert [words for _, words in read(text)] == [f"一、{DAM}", f"二、{ROAD}"]


def test_a_table_of_contents_holds_no_task(read):
    contents = "目 录\n第一章 水利................1\n第二章 交通................5\n"
    text = f"云岭县发展规划\n{contents}第一章 水利\n一、{DAM}\n第二章 交通\n一、{ROAD}\n"
    assert [words for _, words in read(text)] == [f"一、{DAM}", f"一、{ROAD}"]


@pytest.mark.parametrize("title", ["专栏1 重点工程", "【专栏2】水利工程", "专栏三:交通项目", "表3 重大项目"])
def test_a_box_holds_no_task(read, title):
    box = (
        f"{title}\n(1)水库:石门水库、清溪水库。\n(2)公路:白沙至梅溪公路。\n1.龙口大桥建设项目。\n2.云岭隧道建设项目。\n"
    )
    text = f"第三章 水利\n一、{DAM}\n{box}二、{ROAD}\n第四章 民生\n一、{SCHOOL}\n"
    assert [words for _, words in read(text)] == [f"一、{DAM}", f"二、{ROAD}", f"一、{SCHOOL}"]


def test_an_annex_behind_the_tasks_holds_none(read):
    text = f"一、{DAM}\n二、{ROAD}\n附件1\n重点项目名单\n1.石门水库建设项目\n2.清溪大桥建设项目\n"
    assert len(read(text)) == 2


def test_an_annex_that_is_the_plan_is_read(read):
    text = f"附件2\n云岭县重点任务分工\n1.{DAM}\n2.{ROAD}\n"
    assert len(read(text)) == 2


@pytest.mark.parametrize(
    "tail",
    [
        "各位代表!让我们携手奋进,谱写新篇章!",
        "各责任单位要按照要求抓好落实,按月报送进展情况。",
        "备注:1.项目名称以批复为准。2.投资以概算为准。",
        "注:①试运行时间以验收为准。",
        "某某县人民政府办公室\n2024年3月1日",
        "(此件公开发布)",
        "附件:重点项目清单",
        "抄送:县委各部门。",
        "扫一扫在手机打开当前页",
        "上一篇:关于开展检查的通知",
        "分享到: 微信 微博",
        "网站地图 | 联系我们\n主办单位:某某县人民政府 承办单位:某某县信息中心\n某ICP备00000001号",
    ],
)
def test_what_stands_behind_the_last_task_is_no_part_of_it(read, tail):
    for last in (f"3.{SCHOOL}(责任单位:县教育局)", f"3.{SCHOOL}"):
        text = f"一、任务\n1.{DAM}\n2.{ROAD}\n{last}\n\n{tail}\n"
        found = read(text)
        assert found[-1][0] == "3"
        assert found[-1][1].startswith(last)
        assert len(found[-1][1]) <= len(last) + len("\n\n某某县人民政府办公室")


def test_a_page_around_a_plan_is_no_part_of_it(read):
    page = "首页 > 信息公开 > 规划计划\n索引号:1234 发布机构:云岭县政府\n字体:[大 中 小] 打印 关闭\n无障碍浏览\n"
    assert [words for _, words in read(f"{page}云岭县工作要点\n1.{DAM}\n2.{ROAD}\n")] == [f"1.{DAM}", f"2.{ROAD}"]


def test_paragraphs_of_an_item_belong_to_it(read):
    text = f"(一)水利。\n{DAM}\n{ROAD}\n(二)民生。\n{SCHOOL}\n{DAM}\n"
    assert [words for _, words in read(text)] == [f"(一)水利。\n{DAM}\n{ROAD}", f"(二)民生。\n{SCHOOL}\n{DAM}"]


def test_the_body_of_a_section_without_numbers_is_one_task(make_document):
    text = f"第一章 水利\n{DAM}\n{ROAD}\n第二章 民生\n{SCHOOL}\n"
    found = tasks.parse(make_document(text))
    assert [text[task.start_char : task.end_char] for task in found] == [f"{DAM}\n{ROAD}", SCHOOL]
    assert found[0].section == ("第一章 水利",)


def test_paragraphs_that_open_with_a_lead_sentence_are_tasks(read):
    leads = [
        f"突出项目牵引,扩大有效投资。{DAM}",
        f"突出交通先行,畅通内外循环。{ROAD}",
        f"突出民生优先,增进百姓福祉。{SCHOOL}",
    ]
    text = f"一、2023年工作回顾\n全年成绩喜人,生产总值增长较快。\n二、2024年重点任务\n{INTRO}\n" + "\n\n".join(leads)
    assert [words for _, words in read(text + "\n\n各位代表!让我们携手并进!\n")] == leads


def test_a_report_without_any_number(read):
    leads = [f"聚焦项目建设,夯实发展根基。{DAM}", f"聚焦交通先行,畅通循环。{ROAD}", f"聚焦民生改善,共享成果。{SCHOOL}"]
    review = f"2023年工作回顾\n一年来,我们攻坚克难。\n{DAM}\n"
    text = f"2024年云岭县政府工作报告\n{review}2024年重点工作\n{INTRO}\n" + "\n".join(leads)
    assert [words for _, words in read(text)] == leads


def test_labelled_paragraphs_are_tasks(read):
    lines = [f"水利:{DAM}", f"交通:{ROAD}", f"教育:{SCHOOL}"]
    assert [words for _, words in read("云岭县建设计划\n" + "\n".join(lines))] == lines
    fields = f"工作目标:{DAM}\n主要措施:{ROAD}\n责任单位:县水利局"
    assert len(read(f"(一)水利\n{fields}\n(二)交通\n{fields}\n")) == 2


def test_paragraphs_with_notes_of_their_own_are_tasks(read):
    first, second = f"{DAM}(责任单位:县水利局)", f"{ROAD}(责任单位:县交通局)"
    assert [words for _, words in read(f"一、基础设施\n{INTRO}\n{first}\n{second}\n二、民生\n1.{SCHOOL}\n")] == [
        first,
        second,
        f"1.{SCHOOL}",
    ]


def test_headings_without_numbers(make_document):
    text = f"云岭县工作要点\n\n水利建设\n{DAM * 2}\n\n交通建设\n{ROAD * 2}\n\n民生事业\n{SCHOOL * 2}\n"
    found = tasks.parse(make_document(text))
    assert [text[task.start_char : task.end_char] for task in found] == [DAM * 2, ROAD * 2, SCHOOL * 2]


def test_no_numbered_item_gives_no_task(read):
    assert read("这是一段没有编号的说明。") == []


def test_bullets_inside_a_numbered_item_are_its_parts(read):
    text = f"1.水利。\n●{DAM}\n●{ROAD}\n(责任单位:县水利局)\n2.{SCHOOL}\n"
    assert numbers(read(text)) == ["1", "2"]


def test_bullets_below_an_item_with_one_note_are_its_parts(read):
    text = f"一、水利\n(一)堤防。\n——梅溪镇:{DAM}\n——白沙镇:{ROAD}\n(责任单位:县水利局)\n(二)灌区。{SCHOOL}\n"
    assert numbers(read(text)) == ["一", "二"]


def test_bullets_with_notes_of_their_own_are_items(read):
    text = f"(一)水利。\n●{DAM}(责任单位:县水利局)\n●{ROAD}(责任单位:县交通局)\n"
    assert len(read(text)) == 2


def test_numbered_fields_of_an_item_are_its_parts(make_document):
    fields = "(1)工作目标:年内完工。\n(2)责任单位:县水利局、县财政局\n(3)完成时限:12月底"
    found = tasks.parse(make_document(f"1.{DAM}\n{fields}\n2.{ROAD}\n{fields}\n"))
    assert [(task.number, task.lead_units, task.deadline) for task in found] == [
        ("1", ("县水利局",), "12月底"),
        ("2", ("县水利局",), "12月底"),
    ]


def test_a_plain_heading_between_items_belongs_to_neither(read):
    text = f"水利建设\n(一){DAM}\n(二){ROAD}\n民生事业\n(三){SCHOOL}\n(四){DAM}\n"
    assert [words for _, words in read(text)] == [f"(一){DAM}", f"(二){ROAD}", f"(三){SCHOOL}", f"(四){DAM}"]


def test_of_several_annexes_the_plan_is_read_and_tables_go_on(read):
    plan = f"附件1\n工作要点\n一、{DAM}\n二、{ROAD}\n"
    rows = "序号\t项目\t责任单位\n1\t石门水库大坝\t县水利局\n2\t龙口大桥工程\t县交通局\n"
    assert numbers(read(f"{plan}附件2\n项目表\n{rows}")) == ["一", "二"]
    assert len(read(f"附件1\n续建项目表\n{rows}附件2\n新建项目表\n{rows}")) == 4


def test_explained_words_are_no_tasks(read):
    text = (
        f"一、任务\n[1] {DAM}\n[2] {ROAD}\n名词解释\n[1] 石门水库:是指梅溪镇的水库。\n[2] 龙口大桥:是指白沙镇的桥。\n"
    )
    assert len(read(text)) == 2


def test_the_title_of_a_row_stands_in_the_column_of_names(make_document):
    rows = "类别\t序号\t项目名称\t责任单位\n交通\t1\t龙口大桥\t县交通局\n水利\t2\t石门水库\t县水利局\n"
    assert titles(tasks.parse(make_document(rows))) == ["龙口大桥", "石门水库"]


def test_numbers_inside_a_paragraph_with_one_note_are_its_parts(read):
    text = f"1.1 水利。①{DAM}②{ROAD}③{SCHOOL}\n〔县水利局牵头,县财政局配合〕\n1.2 交通。{ROAD}\n"
    assert numbers(read(text)) == ["1.1", "1.2"]


ROWS = (
    ("1", "石门水库", "总库容1066万立方米", "12.5", "梅溪镇", "县水利局"),
    ("2", "龙口大桥", "全长3公里,双向四车道", "3.1", "白沙镇", "县交通局"),
    ("3", "云岭中学", "建筑面积2万平方米", "0.8", "云岭镇", "县教育局、云岭镇"),
)
HEADER = ("序号", "项目名称", "建设内容", "总投资", "建设地点", "责任单位")


@pytest.mark.parametrize("parting", ["  ", "\t", "|", " | ", " "])
@pytest.mark.parametrize("has_header", [True, False])
def test_table_rows_are_tasks_with_their_units(make_document, parting, has_header):
    lines = [parting.join(row) for row in ((HEADER, *ROWS) if has_header else ROWS)]
    text = (
        "云岭县重点项目\n一、续建项目(2个)\n" + "\n".join([*lines[:-1], "二、新开工项目", lines[-1]]) + "\n合计 3个\n"
    )
    found = tasks.parse(make_document(text))
    assert titles(found) == ["石门水库", "龙口大桥", "云岭中学"]
    assert [task.lead_units for task in found] == [("县水利局",), ("县交通局",), ("县教育局",)]
    assert found[2].responsible_units == ("云岭镇",)
    assert text[found[1].start_char : found[1].end_char] == parting.join(ROWS[1])


def test_rows_without_numbers_are_tasks_below_a_header(make_document):
    text = "\t".join(HEADER[1:]) + "\n水利类项目\n" + "\n".join("\t".join(row[1:]) for row in ROWS)
    found = tasks.parse(make_document(text))
    assert titles(found) == ["石门水库", "龙口大桥", "云岭中学"]
    assert found[0].lead_units == ("县水利局",)


def test_rows_with_a_cell_on_every_line_are_tasks(make_document):
    cells = ["序号", "民生实事", "牵头单位", "配合单位", "1", "新建石门水库。", "县水利局", "县财政局"]
    text = "2024年民生实事\n\n" + "\n\n".join([*cells, "2", "修建龙口大桥。", "县交通局", "县财政局"]) + "\n\n分享到:\n"
    found = tasks.parse(make_document(text))
    assert [(task.title, task.lead_units, task.responsible_units) for task in found] == [
        ("新建石门水库", ("县水利局",), ("县财政局",)),
        ("修建龙口大桥", ("县交通局",), ("县财政局",)),
    ]


def test_a_table_of_indicators_holds_no_task(read):
    table = (
        "序号\t指标名称\t2020年\t2025年\t属性\n1\t地区生产总值增速\t5.5\t6.5\t预期性\n2\t森林覆盖率\t60\t62\t约束性\n"
    )
    assert len(read(f"第一章 任务\n{table}一、{DAM}\n二、{ROAD}\n")) == 2


def test_span_quotes_number_and_unit_note(make_document):
    text = "（一）重点任务\n１．修建水库。开工建设甲水库。〔牵头单位：县水利局；责任单位：县财政局、各镇（区）〕\n"
    (task,) = tasks.parse(make_document(text))
    assert text[task.start_char : task.end_char] == text.split("\n")[1]
    assert task.lead_units == ("县水利局",)
    assert task.responsible_units == ("县财政局", "各镇（区）")
    assert task.title == "修建水库"


@pytest.mark.parametrize(
    "note",
    [
        "\n牵头单位：县水利局\n配合单位：县财政局、梅溪镇\n完成时限：12月底",
        "\n　　牵头单位：县水利局　　配合单位：县财政局、梅溪镇　　完成时限：12月底",
        "\n（牵头单位：县水利局；配合单位：县财政局，梅溪镇）",
        "责任单位：县水利局、县财政局、梅溪镇",
    ],
)
def test_a_note_is_part_of_the_span_wherever_it_stands(make_document, note):
    text = f"一、任务\n1.{DAM}{note}\n2.{ROAD}{note}\n\n各单位要抓紧落实。\n"
    found = tasks.parse(make_document(text))
    assert [text[task.start_char : task.end_char] for task in found] == [f"1.{DAM}{note}", f"2.{ROAD}{note}"]
    assert all(task.lead_units == ("县水利局",) for task in found)
    assert all(task.responsible_units == ("县财政局", "梅溪镇") for task in found)


def test_units_broken_over_lines_are_whole(make_document):
    text = "1.建设水库。(责任单位：⽔利⼯程中\n心、县财政局)\n"
    (task,) = tasks.parse(make_document(text))
    assert (task.lead_units, task.responsible_units) == (("水利工程中心",), ("县财政局",))


def test_a_note_inside_a_task_does_not_swallow_what_follows(make_document):
    text = "1.水利。修建甲水库。(责任单位:市水利局)另外修建乙水库。(责任单位:市财政局)\n"
    (task,) = tasks.parse(make_document(text))
    assert task.lead_units == ("市水利局",)
    assert task.responsible_units == ("市财政局",)


def leads(found):
    return [task.lead_units for task in found]


def test_one_note_below_several_items_is_due_to_all(make_document):
    text = f"一、水利\n1.{DAM}\n2.{ROAD}\n责任单位:县水利局\n二、民生\n1.{SCHOOL}\n2.{DAM}\n责任单位:县教育局\n"
    assert leads(tasks.parse(make_document(text))) == [("县水利局",)] * 2 + [("县教育局",)] * 2


def test_a_note_of_the_last_item_alone_stays_with_it(make_document):
    text = f"一、水利\n1.{DAM}(责任单位:县水利局)\n2.{ROAD}\n二、民生\n1.{SCHOOL}\n2.{DAM}(责任单位:县教育局)\n"
    assert leads(tasks.parse(make_document(text))) == [("县水利局",), (), (), ("县教育局",)]


@pytest.mark.parametrize("note", ["(责任单位:县水利局)", "\n责任单位:县水利局", "〔县水利局牵头〕"])
def test_a_note_at_the_heading_is_due_to_items_without_one(make_document, note):
    text = f"(一)水利{note}\n1.{DAM}\n2.{ROAD}(责任单位:县交通局)\n(二)民生\n1.{SCHOOL}\n"
    assert leads(tasks.parse(make_document(text))) == [("县水利局",), ("县交通局",), ()]


def test_a_heading_that_is_a_unit_leads_its_items(make_document):
    text = f"一、县水利局\n1.{DAM}\n2.{ROAD}(责任单位:县交通局)\n二、重点工作\n3.{SCHOOL}\n"
    assert leads(tasks.parse(make_document(text))) == [("县水利局",), ("县交通局",), ()]


def test_a_note_may_stand_between_title_and_body(read):
    first = f"1.推进水利建设\n牵头单位:县水利局　责任单位:县财政局\n{DAM}"
    second = f"2.完善公路网络\n牵头单位:县交通局　责任单位:县财政局\n{ROAD}"
    third = f"1.办好人民教育\n牵头单位:县教育局　责任单位:县财政局\n{SCHOOL}"
    found = read(f"一、任务\n{first}\n{second}\n二、民生\n{third}\n")
    assert [words for _, words in found] == [first, second, third]


def test_rows_that_go_on_in_the_next_line_are_whole(make_document):
    rows = (
        "序号  项目名称  建设内容  总投资  地点  责任单位",
        "1  石门水库工程  大坝全长42米，",
        "   含隧洞2座  18.60  石门镇  县水利局",
        "2  龙口大桥  全长3公里  3.2  白沙镇  县交通局",
    )
    found = tasks.parse(make_document("\n".join(rows)))
    assert [(task.title, task.lead_units) for task in found] == [
        ("石门水库工程", ("县水利局",)),
        ("龙口大桥", ("县交通局",)),
    ]


def test_notes_may_stand_above_their_items(make_document):
    text = f"一、任务\n责任单位:县水利局\n1.{DAM}\n责任单位:县交通局\n2.{ROAD}\n责任单位:县教育局\n3.{SCHOOL}\n"
    assert leads(tasks.parse(make_document(text))) == [("县水利局",), ("县交通局",), ("县教育局",)]


def test_a_deadline_in_prose_is_read(make_document):
    assert tasks.parse(make_document("1.建设甲水库,2025年底前完成。\n"))[0].deadline == "2025年底前"


def test_targets_keep_their_words(make_document):
    (task,) = tasks.parse(make_document("1.稳定就业。城镇调查失业率控制在5.5%以内。\n"))
    assert [(one.value, one.unit) for one in task.targets] == [(5.5, "%")]
