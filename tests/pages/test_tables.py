"""What a screen reader needs of every table: a name, heads with a scope, and which column sorts how."""

import re

import pytest

from pages.components import compare_table, progress_table, project_table, quality_table, task_table

PAGES = {
    "pages/tasks.py": task_table.COLUMNS,
    "pages/projects.py": project_table.COLUMNS,
    "pages/quality.py": quality_table.COLUMNS,
    "pages/compare.py": compare_table.COLUMNS,
    "pages/progress.py": progress_table.COLUMNS,
}


@pytest.mark.parametrize("page", [*PAGES, "pages/county.py"])
def test_every_table_has_a_name_and_heads_with_a_scope(app, page):
    app.open(page, plan="all")
    tables = re.findall(r"<table[^>]*>", app.body)
    assert tables
    assert all('aria-label="' in table for table in tables)
    heads = re.findall(r"<th[ >][^>]*>?", app.body)
    assert heads
    assert all('scope="' in head for head in heads)
    assert not re.search(r"<th[^>]*></th>", app.body)


@pytest.mark.parametrize("page", PAGES)
def test_every_column_that_sorts_says_so(app, page):
    sorts = [sort for sort, _ in PAGES[page] if sort]
    app.open(page, plan="all")
    assert app.body.count("aria-sort=") == len(sorts)
    for sort, order in ((sorts[-1], "ascending"), (f"-{sorts[-1]}", "descending")):
        app.test.query_params["sort"] = sort
        app.test.run()
        assert app.body.count(f'aria-sort="{order}"') == 1
        assert app.body.count('aria-sort="none"') == len(sorts) - 1
