from loaders.catalog import Query

PAGE = "pages/tasks.py"


def test_lists_the_tasks_of_the_filters(app, catalog):
    app.open(PAGE, plan="chongqing", sector="water")
    tasks = catalog.tasks(Query(plans=("chongqing",), sectors=("water",)))
    assert app.body.count('class="task-row') == len(tasks)
    assert all(task.title in app.text for task in tasks)


def test_pages_hold_every_task_once(app, catalog):
    tasks = catalog.tasks()
    app.open(PAGE, plan="all", page="1")
    found = app.body.count('class="task-row')
    page = 2
    while f"page={page}" in app.body:
        app.test.query_params["page"] = str(page)
        app.test.run()
        found += app.body.count('class="task-row')
        page += 1
    assert found == len(tasks)


def test_link_to_a_task_opens_the_page_that_holds_it(app, catalog):
    last = catalog.tasks()[-1]
    app.open(PAGE, task=last.task_id)
    assert "is-open" in app.body
    assert catalog.clause(last.task_id) in app.text
    assert "在任务地图中打开" in app.text


def test_units_are_shown_or_said_to_be_missing(app, catalog):
    with_units = next(task for task in catalog.tasks() if task.lead_units)
    without = next(task for task in catalog.tasks() if not task.lead_units and not task.responsible_units)
    app.open(PAGE, task=with_units.task_id)
    assert all(unit in app.text for unit in with_units.lead_units + with_units.responsible_units)
    app.test.query_params["task"] = without.task_id
    app.test.run()
    assert "原文未列明" in app.text


def test_sorts_by_number_of_projects(app, catalog):
    app.open(PAGE, plan="all", sort="-projects")
    most = max(catalog.tasks(), key=lambda task: len(catalog.features_of(task.task_id)))
    assert most.title in app.body.split('class="task-row')[1]
    app.test.query_params["sort"] = "projects"
    app.test.run()
    assert "无具名项目" in app.body.split('class="task-row')[1]


def test_reverse_of_the_plan_keeps_its_sections(app, catalog):
    app.open(PAGE, plan="chongqing", sort="-number")
    last = catalog.tasks(Query(plans=("chongqing",)))[-1]
    assert last.title in app.body.split('class="task-row')[1]
    assert 'class="group-row"' in app.body


def test_files_are_offered_for_what_is_listed(app):
    app.open(PAGE, plan="all")
    buttons = app.test.get("download_button")
    assert [button.proto.label for button in buttons] == ["表格 XLSX", "表格 CSV"]
    assert not any(button.proto.disabled for button in buttons)
    app.test.query_params["q"] = "没有这样的地方"
    app.test.run()
    assert all(button.proto.disabled for button in app.test.get("download_button"))


def test_filters_are_those_of_the_map(app):
    app.open(plan="chongqing", sector="water").switch(PAGE)
    assert app.pills("sector").value == ["water"]
    assert app.test.selectbox(key="filter_plan").value == "chongqing"


def test_empty_list_says_what_to_do(app):
    app.open(PAGE, q="没有这样的地方")
    assert "没有符合条件的任务" in app.text
    assert "清除筛选" in app.text
