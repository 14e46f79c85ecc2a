/* The list beside the map, and the detail of what is selected. */
(function (atlas) {
  "use strict";

  const { element } = atlas;
  const { mark, sample } = atlas.symbols;
  const MARK_PX = 23;
  const MOVES = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

  class List {
    /** `choose(row)` is called with what is selected; `open(row)` where that needs a click or the enter key. */
    constructor(node, { choose, open }) {
      this.node = node;
      this.open = open;
      this.choose = choose;
      this.rows = [];
      node.addEventListener("keydown", (event) => this.key(event));
      node.addEventListener("click", ({ target }) => {
        const row = target.closest("[role=option]");
        if (row) this.go(Number(row.dataset.row), true);
      });
    }

    /** Show groups {title, note, fill, rows}; a row is a project or a division {code, name, note, count}. */
    show(groups, several) {
      this.rows = groups.flatMap((group) => group.rows);
      let next = 0;
      const sections = groups.map((group, i) => {
        const section = element("div", "group", heading(group, i));
        section.setAttribute("role", "group");
        section.setAttribute("aria-labelledby", `group-${i}`);
        for (const row of group.rows) section.append(option(row, next++, several));
        return section;
      });
      this.node.replaceChildren(...sections);
      this.node.scrollTop = 0;
      this.active = -1;
    }

    /** Mark a row as selected (-1: none) and bring it into view. */
    select(isChosen) {
      this.active = this.rows.findIndex(isChosen);
      const nodes = this.node.querySelectorAll("[role=option]");
      nodes.forEach((node, i) => node.setAttribute("aria-selected", String(i === this.active)));
      if (this.active < 0) this.node.removeAttribute("aria-activedescendant");
      else {
        this.node.setAttribute("aria-activedescendant", `row-${this.active}`);
        reveal(this.node, nodes[this.active]);
      }
    }

    key(event) {
      const move = MOVES[event.key];
      if (move !== undefined && this.rows.length) {
        event.preventDefault();
        this.go(Math.min(Math.max(this.active + move, 0), this.rows.length - 1), false);
      } else if (event.key === "Enter" && this.active >= 0) this.go(this.active, true);
    }

    go(index, opened) {
      const row = this.rows[index];
      if (row.number) this.choose(row);
      else if (opened) this.open(row);
      else this.select((one) => one === row);
    }
  }

  /** Scroll the list alone, and no more than needed: headings stick to its top. */
  function reveal(list, node) {
    const [box, own] = [list.getBoundingClientRect(), node.getBoundingClientRect()];
    const top = box.top + 30;
    if (own.top < top) list.scrollTop -= top - own.top;
    else if (own.bottom > box.bottom) list.scrollTop += own.bottom - box.bottom;
  }

  function heading({ title, note, fill, total }, i) {
    const node = element("div", "heading");
    node.id = `group-${i}`;
    if (fill) node.append(sample(fill, "plain", 16));
    node.append(element("b", "", title), element("span", "note", note || ""), element("span", "total", total));
    return node;
  }

  function option(row, index, several) {
    const node = element("div", "option");
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", "false");
    node.id = `row-${index}`;
    node.dataset.row = index;
    if (!row.number) {
      node.classList.add("division");
      node.append(element("span", "name", row.name), element("b", "count", String(row.count)), element("span", "place", row.note));
      return node;
    }
    node.dataset.number = row.number;
    const county = several ? [element("span", "county", row.county || "")] : [];
    node.append(mark(row, MARK_PX), element("span", "name", row.name), ...county, element("span", "place", row.place));
    if (several) node.classList.add("several");
    return node;
  }

  function fact(label, text) {
    return text ? [element("dt", "", label), element("dd", "", text)] : [];
  }

  /** The clause as text, the name in it marked. */
  function clause(text, spans) {
    const node = element("p", "clause");
    let done = 0;
    for (const [start, end] of spans) {
      if (start < done) continue;
      node.append(text.slice(done, start), element("mark", "", text.slice(start, end)));
      done = end;
    }
    node.append(text.slice(done));
    return node;
  }

  function task(one, spans, { facts }) {
    const parts = [element("p", "section", [one.plan, one.section].filter(Boolean).join(" › "))];
    parts.push(element("h3", "", element("span", "badge", `任务 ${one.number}`), ` ${one.title}`));
    if (one.clause) parts.push(clause(one.clause, spans));
    const list = element("dl", "", ...fact("牵头单位", one.lead || "原文未列明"), ...fact("责任单位", one.responsible), ...fact("时限", one.deadline), ...fact("目标", facts && (one.targets || []).join(";")));
    parts.push(list);
    return element("article", "", ...parts);
  }

  function projectDetail(project, tasks) {
    const { name: sector } = atlas.symbols.sector(project.sector);
    const kind = project.kind && project.kind !== sector ? ` · ${project.kind}` : "";
    const said = project.said && project.said !== project.stage ? `(原文:${project.said})` : "";
    const place = [[project.county, project.place].filter(Boolean).join(" "), project.sample && project.precision];
    return [
      element("header", "", mark(project, 26), element("h2", "", project.name)),
      element("dl", "", ...fact("领域", `${sector}${kind}`), ...fact("计划阶段", `${project.stage}${said}`), ...fact("位置", place.filter(Boolean).join(" · ")), ...fact("规模与投资", (project.amounts || []).join("、"))),
      ...project.tasks.map(([index, spans]) => task(tasks[index], spans, { facts: false })),
    ];
  }

  function areaDetail(area, tasks) {
    return [
      element("header", "", element("h2", "", `${area.name}:${area.tasks.length} 项任务只写到此处`)),
      ...area.tasks.map((index) => task(tasks[index], [], { facts: true })),
    ];
  }

  atlas.List = List;
  /** Nodes that tell of a project, or of the tasks that name only an area. */
  atlas.detail = (thing, tasks) => (thing.number ? projectDetail(thing, tasks) : areaDetail(thing, tasks));
})(window.PlanAtlas);
