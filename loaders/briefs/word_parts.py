"""Parts of a chapter in Word: the table of projects by stage, and tasks with their units and their clauses."""

from collections.abc import Iterator, Sequence

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from loaders.briefs.content import Brief, BriefProject, BriefTask
from loaders.briefs.options import BriefOptions
from loaders.briefs.word_marks import cell, paragraph, row, run, table
from loaders.briefs.word_styles import TEXT_WIDTH

UNSTATED, NO_TASK = "原文未列明", "—"
WHITE, SHADE = "FFFFFF", "F2F2F2"
# Columns of the table of projects and their widths in twips; what no project states has none.
COLUMNS = {"序号": 680, "项目": 3080, "领域": 1050, "位置": 1850, "计划阶段": 1150, "任务": 1148}
WITH_AMOUNTS = {
    "序号": 680, "项目": 2400, "领域": 1000, "位置": 1520, "计划阶段": 1020, "规模、投资": 1338, "任务": 1000,
}  # fmt: skip
LABEL = 1130
HALF = TEXT_WIDTH // 2 - LABEL
HALF_LINE = 28  # characters of what may stand beside another field of a task


def project_table(told: Brief, tasks_part: str) -> Iterator[Element]:
    """The numbered projects under their stages; `tasks_part` is the number of the part that tells the tasks."""
    has_amounts = any(project.amounts for project in told.projects)
    columns = WITH_AMOUNTS if has_amounts else COLUMNS
    widths = tuple(columns.values())
    rows = [row((cell(columns[name], _head(name), fill=SHADE) for name in columns), is_head=True)]
    for stage, projects in told.groups:
        title = paragraph("TableText", run(f"{stage}　{len(projects)} 个", style="Strong"), keep_next=True)
        rows.append(row([cell(sum(widths), title, span=len(widths), fill=SHADE)]))
        rows += [row(_project_cells(told, project, columns)) for project in projects]
    yield table(widths, rows, title="项目清单")
    notes = ["序号与图上一致,底色为领域颜色。计划阶段为规划原文的说法,非实际进展。"]
    notes += [] if has_amounts else [f"规模与投资:{UNSTATED}。"]
    notes += [f"“任务”栏的 1-2 指规划 1 的任务 2,见第{tasks_part}部分。"] if told.several_plans else []
    yield paragraph("TableNote", run("".join(notes)))


def task_list(told: Brief, options: BriefOptions) -> Iterator[Element]:
    """Every task under its heading, by plan where there are several."""
    names = {project.number: project.name for project in told.projects}
    plan = ""
    for task in told.tasks:
        if told.several_plans and task.plan != plan:
            plan = task.plan
            yield paragraph("Heading3", run(f"规划 {_plan_number(told, plan)}　{plan}"))
        style = "Heading4" if told.several_plans else "Heading3"
        yield paragraph(style, run(f"{task.number}　{task.title}"))
        yield _task_card(task, names, has_clause=options.clauses)
        if options.clauses:
            yield from _clause(task.clause)


def _plan_number(told: Brief, label: str) -> int:
    return [plan.label for plan in told.plans].index(label) + 1


def _project_cells(told: Brief, project: BriefProject, columns: dict[str, int]) -> Iterator[Element]:
    number = run(str(project.number), style="Number", colour=WHITE)
    yield cell(columns["序号"], paragraph("TableCentre", number), fill=project.mark.colour)
    place = f"{project.county} {project.place}".strip() if told.several_counties else project.place
    plan = f"{_plan_number(told, project.plan)}-" if told.several_plans else ""
    tasks = "、".join(f"{plan}{task}" for task in project.tasks) or NO_TASK
    said = {
        "项目": ("TableText", project.name),
        "领域": ("TableCentre", project.sector),
        "位置": ("TableText", place),
        "计划阶段": ("TableCentre", project.said),
        "规模、投资": ("TableText", "、".join(project.amounts)),
        "任务": ("TableCentre", tasks),
    }
    for name in columns:
        if name in said:
            style, text = said[name]
            yield cell(columns[name], paragraph(style, _value(text)))


def _task_card(task: BriefTask, names: dict[int, str], *, has_clause: bool) -> Element:
    """Who answers for a task and what it states of itself: short fields in pairs, long ones by themselves."""
    fields = [
        ("牵头单位", task.lead_units),
        ("责任单位", task.responsible_units),
        ("领域", task.sectors),
        ("时限", task.deadline),
        ("指标", "；".join(task.targets)),
        ("涉及项目", "、".join(f"{number}\u00a0{names[number]}" for number in task.projects)),
    ]
    lines: list[list[tuple[str, str]]] = []
    for label, text in fields:
        is_short = len(text) <= HALF_LINE
        if is_short and lines and len(lines[-1]) == 1 and len(lines[-1][0][1]) <= HALF_LINE:
            lines[-1].append((label, text))
        else:
            lines.append([(label, text)])
    rows = []
    for number, line in enumerate(lines, start=1):
        is_kept = has_clause or number < len(lines)
        rows.append(row(_card_cells(line, is_kept=is_kept)))
    return table((LABEL, HALF, LABEL, HALF), rows, title=f"任务 {task.number}")


def _card_cells(line: Sequence[tuple[str, str]], *, is_kept: bool) -> Iterator[Element]:
    """Labels and values of a line of the card; `is_kept` on the page of the next."""
    is_alone = len(line) == 1
    for label, text in line:
        told = text or ("本范围内无" if label == "涉及项目" else "")
        value = paragraph("TableText", _value(told), keep_next=is_kept)
        yield cell(LABEL, _head(label, keep_next=is_kept), fill=SHADE)
        yield cell(HALF * 2 + LABEL if is_alone else HALF, value, span=3 if is_alone else 1)


def _clause(text: str) -> Iterator[Element]:
    """The words of the plan, as it has them."""
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        label = [run("原文:", style="Strong")] if not number else []
        yield paragraph("Quote", *label, run(line, verbatim=True))


def _head(text: str, *, keep_next: bool = True) -> Element:
    return paragraph("TableHead", run(text), keep_next=keep_next)


def _value(text: str) -> Element:
    """What is stated, or in quiet type that it is not."""
    return run(text) if text else run(UNSTATED, style="Unstated")
