"""The text of one made-up plan: head, sections, numbered clauses with projects, measures, units and deadlines."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.gazetteer import bare_name, short_name
from tests.benchmarks.archive_land import Project, filled, prose

CLAUSES = (20, 30)
LENGTHS = (2_200, 11_500, 4_200)  # shortest, longest, most frequent
HALF_WIDTH = str.maketrans("，：；（）", ",:;()")
SECTIONS = NUMERALS = "一二三四五六七八九十"
SHARE_WITH_PAGE, SHARE_HALF_WIDTH, SHARE_LIST, SHARE_POLICY, SHARE_MEASURE = 0.25, 0.2, 0.12, 0.25, 0.5
SHORT = 0.6  # share of counties that are written short, or left out where the plan is the county's own
UNIT_STYLES = (
    "〔牵头单位：{lead}；责任单位：{others}〕",
    "（责任单位：{all}）",
    "\n　　牵头单位：{lead}　配合单位：{others}　完成时限：{when}",
    "[牵头单位：{lead}；配合单位：{others}]",
    "（{lead}牵头，{others}配合）",
    "",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose plan it is, for which year and about what; `sectors` empty for all of them."""

    area: str  # official name
    rank: str  # 市, 县, 区 …, what its offices are called with
    number: int
    year: int
    subject: str
    sectors: tuple[str, ...]
    is_county: bool


@dataclass(slots=True)
class Written:
    """A plan as it was written: the facts of its head, its text, and each project with the name it has in the text."""

    title: str
    issuer: str
    document_number: str
    date: str
    text: str = ""
    projects: list[tuple[str, Project]] = field(default_factory=list)


def write(scope: Scope, projects: Sequence[Project], towns: Sequence[str], chance: random.Random) -> Written:
    """The plan of a scope with as many of the projects as find room; `towns` are named as well, without a project."""
    words = prose()["head"]
    kind = chance.choice(words["kinds"])
    title = f"{scope.area}{scope.year}年{scope.subject}{kind}"
    months = chance.randint(1, 4), chance.randint(1, 28)
    plan = Written(
        title=title,
        issuer=f"{scope.area}人民政府办公室",
        document_number=f"{bare_name(scope.area)[0]}政办发〔{scope.year}〕{scope.number % 190 + 1}号",
        date=f"{scope.year}-{months[0]:02d}-{months[1]:02d}",
    )
    own = {"a": scope.area, "y": scope.year, "z": scope.year + 3}

    def one(name: str) -> str:
        text = chance.choice(words[name])
        for slot, value in own.items():
            text = text.replace(f"{{{slot}}}", str(value))
        return filled(text, chance)

    day = f"{scope.year}年{months[0]}月{months[1]}日"
    body = _Body(scope, list(projects), towns, chance)
    parts = [
        one("pages") if chance.random() < SHARE_WITH_PAGE else "",
        f"{plan.issuer}关于印发{title}的通知\n{plan.document_number}\n\n",
        f"{one('county_orders' if scope.is_county else 'city_orders')}\n",
        f"{title}已经同意，现印发给你们，请认真组织实施。\n\n{plan.issuer}\n{day}\n\n{title}\n\n",
        f"{one('openings')}{one('aims')}\n",
        body.text(),
        one("endings") + "\n",
        one("feet") if chance.random() < SHARE_WITH_PAGE else "",
    ]
    text = "".join(parts)
    plan.text = text.translate(HALF_WIDTH) if chance.random() < SHARE_HALF_WIDTH else text
    plan.projects = [(name.translate(HALF_WIDTH), project) for name, project in body.written]
    return plan


class _Body:
    """The clauses of a plan while they are written."""

    def __init__(self, scope: Scope, projects: list[Project], towns: Sequence[str], chance: random.Random) -> None:
        self.written: list[tuple[str, Project]] = []
        self._scope = scope
        self._towns = towns
        self._chance = chance
        self._left: dict[str, list[Project]] = {}
        for project in projects:
            self._left.setdefault(project.sector, []).append(project)
        self._length = int(chance.triangular(*LENGTHS))
        self._clauses = chance.randint(*CLAUSES)
        self._number = chance.choice(("{}.", "{}. ", "（{}）", "{}．"))
        self._units = chance.choice(UNIT_STYLES)
        self._is_list = chance.random() < SHARE_LIST

    def text(self) -> str:
        """Sections with clauses of one sector each, numbered through, and in some plans a list of projects."""
        chance = self._chance
        sectors = list(self._scope.sectors) or list(prose()["sections"])
        chance.shuffle(sectors)
        sectors = sectors[: min(len(sectors), chance.randint(4, len(SECTIONS) - 2))]
        listed = self._table(sectors) if self._is_list else ""
        budget = (self._length - len(listed)) // self._clauses
        weights = {sector: 2 + len(self._left.get(sector, ())) for sector in sectors}
        lines, ordinal = [], 0
        for number, sector in enumerate(sectors):
            lines.append(f"{SECTIONS[number]}、{prose()['sections'][sector]}\n")
            clauses = max(1, round(self._clauses * weights[sector] / sum(weights.values())))
            for rest in range(clauses, 0, -1):
                ordinal += 1
                lines.append(self._clause(ordinal, sector, clauses_left=rest, budget=budget))
        return "".join(lines) + listed + f"{SECTIONS[len(sectors) + 1]}、保障措施\n"

    def _clause(self, ordinal: int, sector: str, *, clauses_left: int, budget: int) -> str:
        """One numbered clause: its share of the projects of the sector, with measures and duties between them."""
        chance = self._chance
        opening = self._number.format(numeral(ordinal) if self._number.startswith("（") else ordinal)
        parts = [f"{opening}{chance.choice(prose()['titles'][sector])}。"]
        policy = chance.sample(prose()["policy"][sector], 3) + chance.sample(prose()["policy"]["anywhere"], 6)
        left = self._left.get(sector, [])
        share = -(-len(left) // clauses_left)
        last = len(left) - share
        length = 0
        while length < budget and (policy or len(left) > last):
            if len(left) > last and not (policy and chance.random() < SHARE_POLICY):
                parts.append(self._sentence(left))
            elif policy:
                parts.append(self._policy(policy.pop(0)))
            length += len(parts[-1])
        return "".join(parts) + self._offices(sector) + "\n"

    def _policy(self, template: str) -> str:
        slots = template.count("{t}")
        towns = self._chance.sample(self._towns, slots) if slots <= len(self._towns) else list(self._towns) * slots
        for town in towns[:slots]:
            template = template.replace("{t}", town, 1)
        return filled(template, self._chance)

    def _table(self, sectors: Sequence[str]) -> str:
        """A list of projects as plans append it; takes half of what is left of each sector."""
        rows = [f"{SECTIONS[len(sectors)]}、重点项目清单\n序号  项目名称  建设内容  建设地点  责任单位\n"]
        for sector in sectors:
            left = self._left.get(sector, [])
            for _ in range(len(left) // 2):
                project = left.pop()
                self.written.append((project.name, project))
                county = "、".join(short_name(each.name) for each in project.counties)
                unit = f"{self._scope.rank}{self._chance.choice(prose()['units'][sector])}"
                rows.append(f"{len(rows)}  {project.name}  {project.measure}  {county}  {unit}\n")
        return "".join(rows) if len(rows) > 1 else ""

    def _sentence(self, left: list[Project]) -> str:
        """A sentence on the next projects: some with a common head, else one after the other."""
        project = left.pop(0)
        alike = [other for other in left if _shares_head(project, other)][: self._chance.randint(0, 3)]
        for other in alike:
            left.remove(other)
        if alike:
            return self._shared_head([project, *alike])
        more = [left.pop(0) for _ in range(min(len(left), self._chance.choice((0, 0, 1, 2))))]
        return self._listed([project, *more])

    def _shared_head(self, projects: Sequence[Project]) -> str:
        """Several projects of a county with one head: 加快某县甲、乙、丙3座污水处理厂建设."""
        first = projects[0]
        stems = "、".join(project.stem for project in projects)
        count = f"{len(projects)}{first.kind.counter}" if len(projects) > 2 or self._chance.random() < 0.4 else ""
        self.written += [(project.name, project) for project in projects]
        words = f"{self._county(first)}{stems}{count}{first.head}"
        return self._verb(first).replace("{p}", words) + "。"

    def _listed(self, projects: Sequence[Project]) -> str:
        """A sentence on one to three projects, a stage each."""
        clauses = []
        for project in projects:
            name = self._name(project)
            self.written.append((name, project))
            words = self._verb(project).replace("{p}", self._county(project) + name)
            measure = f"，{project.measure}" if self._chance.random() < SHARE_MEASURE else ""
            clauses.append(f"{self._when(project)}{words}{measure}")
        return "；".join(clauses) + "。"

    def _name(self, project: Project) -> str:
        """The name as this plan writes it: most as it is, some with a word of works behind it or its town before it."""
        draw = self._chance.random()
        if draw < 0.12 and project.name[-1] not in "程目地区台":
            return f"{project.name}工程" if project.sector in {"water", "transport"} else f"{project.name}项目"
        if draw < 0.22 and project.kind.stem == "nature" and project.town:
            return f"{project.town.name}{project.name}"
        return project.name

    def _county(self, project: Project) -> str:
        """County or counties before a name, in one of the forms that are written; a county's own plan leaves it out."""
        chance = self._chance
        if project.kind.stem in {"pair", "river", "county"}:
            return ""
        if self._scope.is_county and chance.random() < SHORT:
            return ""
        names = (each.name if chance.random() > SHORT else short_name(each.name) for each in project.counties)
        return "、".join(names)

    def _verb(self, project: Project) -> str:
        chance, words = self._chance, prose()
        honours = words["honours"].get(project.kind.code)
        if honours and chance.random() < 0.25:
            return chance.choice(words["stage"]["designation"]).replace("{h}", chance.choice(honours))
        return chance.choice(words["stage"][project.stage(self._scope.year)])

    def _when(self, project: Project) -> str:
        chance, year = self._chance, self._scope.year
        if project.stage(year) not in {"start", "completed"} or chance.random() < 0.6:
            return ""
        return chance.choice((f"{year}年底前", "上半年", f"{year}年12月底前", "三季度"))

    def _offices(self, sector: str) -> str:
        chance, rank, units = self._chance, self._scope.rank, prose()["units"]
        others = chance.sample([unit for name, own in units.items() for unit in own if name != sector], 3)
        lead = rank + chance.choice(units[sector])
        named = [f"{rank}{unit}" for unit in others[: chance.randint(1, 3)]]
        when = chance.choice(("全年", "12月底", "10月底", "6月底"))
        return self._units.format(lead=lead, others="、".join(named), all="、".join((lead, *named)), when=when)


def _shares_head(one: Project, other: Project) -> bool:
    return one.head == other.head and one.kind.stem in {"town", "nature"} and one.counties == other.counties


def numeral(number: int) -> str:
    """A number up to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")
