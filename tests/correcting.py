"""Two small plans of one city and what the tests of corrections ask about them."""

from loaders import dataset
from loaders.catalog import Catalog
from loaders.store import Editor, corrections

FORMER = """重庆市水利工作要点
一、加快水利建设。加快建设黔江区茶园水库，开工建设秀山县桐梓和马西水库，研究论证彭水县郁山湖水库。茶园水库要早日见效。
二、推进能源建设。力争开工黔江区金洞风电项目，加快前期工作酉阳县荆竹坝风电项目。
三、提升旅游品质。提档升级黔江区濯水景区，打造酉阳县龙潭古镇。
四、谋划铁路。研究论证合新高铁。
"""
LATER = """重庆市明年工作要点
一、续建水利工程。建成黔江区茶园水库，开工建设城口县茶园水库，加快建设秀山县马西水库。
二、推进能源建设。建成黔江区金洞风电项目。
"""
METADATA = 'label = "{label}"\njurisdiction = "500000"\n'


def write_plans(directory, **texts):
    directory.mkdir(parents=True, exist_ok=True)
    for plan_id, text in ({"former": FORMER, "later": LATER} | texts).items():
        (directory / f"{plan_id}.txt").write_text(text, encoding="utf-8")
        (directory / f"{plan_id}.toml").write_text(METADATA.format(label=plan_id), encoding="utf-8")
    return directory


def build_of(directory, plans):
    dataset.build(directory, plans_directory=plans)
    return Catalog.open(directory)


class Desk:
    """A planner at a page: the store, the build, and the catalog as it shows now."""

    def __init__(self, store, catalog, who="甲"):
        self.store, self.plain, self.who = store, catalog, who
        self.catalog = catalog.corrected(corrections(store))

    @property
    def editor(self):
        return Editor(self.store, self.catalog.overlay, who=self.who)

    def show(self):
        """Load the corrections again, as a page does after each action."""
        self.catalog = self.plain.corrected(corrections(self.store))
        return self.catalog

    def do(self, action, *arguments, **keywords):
        written = getattr(self.editor, action)(*arguments, **keywords)
        self.show()
        return written

    def project(self, name, plan="former", county=None):
        found = [
            one
            for one in self.catalog.projects()
            if (one.name, one.plan_id) == (name, plan) and county in (None, one.county)
        ]
        assert len(found) == 1, (name, plan, [(one.name, one.county) for one in self.catalog.projects()])
        return found[0]

    def names(self, plan="former"):
        return [one.name for one in self.catalog.projects() if one.plan_id == plan]
