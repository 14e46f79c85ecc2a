/* The state of the file: which page, which filters, what is selected; everything else follows from it. */
(function (atlas) {
  "use strict";

  const { element, symbols } = atlas;
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words } = data;
  const at = (id) => document.getElementById(id);
  const state = { page: 0, sectors: new Set(), stages: new Set(), text: "", division: "", selected: -1, area: "" };
  symbols.use(words);

  /** Projects of the present page with their numbers and positions. */
  function projectsOf(page) {
    return page.projects.map((index, i) => {
      const one = data.projects[index];
      const latlng = one.at && L.latLng(one.at[1], one.at[0]);
      const route = one.line && atlas.points(one.line).map(([lon, lat]) => [lat, lon]);
      return { place: "", tasks: [], ...one, index, number: i + 1, latlng, route };
    });
  }

  function matches(one, text) {
    const words = [one.name, one.county, one.town, one.place, one.kind, symbols.sector(one.sector).name];
    return words.some((word) => word && word.toLowerCase().includes(text));
  }

  /** Projects that the filters leave, the one named `without` aside. */
  function filtered(without) {
    return all.filter(
      (one) =>
        (without === "sectors" || !state.sectors.size || state.sectors.has(one.sector)) &&
        (without === "stages" || !state.stages.size || state.stages.has(one.stage)) &&
        (!state.text || matches(one, state.text)),
    );
  }

  const isFiltered = () => Boolean(state.sectors.size || state.stages.size || state.text);
  const codeOf = (one) => one.division || "";
  const isWithin = (code, division) => division === "-" ? !code : division.endsWith("0000") ? code.startsWith(division.slice(0, 2)) : !division || code === division;

  /** Projects by the division that counts them: provinces where there are several, else counties. */
  function counted(shown) {
    const provinces = new Set(shown.map((one) => codeOf(one).slice(0, 2)).filter(Boolean));
    const spread = page().spread && provinces.size > 1;
    const groups = grouped(shown, (one) => (codeOf(one) && spread ? `${codeOf(one).slice(0, 2)}0000` : codeOf(one)));
    const most = spread ? words.mostSpread : words.most;
    return shown.length > most && groups.size > 1 ? { groups, spread } : null;
  }

  const page = () => data.pages[state.page];
  let all = [];

  function divisionRows({ groups }) {
    const sorted = [...groups].sort(([a, one], [b, other]) => !a - !b || other.length - one.length || (a < b ? -1 : 1));
    return sorted.map(([code, own]) => ({ code: code || "-", name: code ? nameOf(code) : words.unplaced, count: own.length, note: leading(own) }));
  }

  const nameOf = (code) => (code === "-" ? words.unplaced : (page().divisions[code] || [code])[0]);

  /** The two stages that most of the projects have. */
  function leading(own) {
    const counts = words.stages.map(([stage]) => [stage, own.filter((one) => one.stage === stage).length]);
    return counts.filter(([, count]) => count).sort((a, b) => b[1] - a[1]).slice(0, 2).map(([stage, count]) => `${stage} ${count}`).join("、");
  }

  function groupsOf(shown, units) {
    if (units) return [{ title: units.spread ? "按省份" : "按区县", note: "项目数与最多的阶段,点击展开", rows: divisionRows(units), total: `${shown.length} 个` }];
    return words.stages
      .map(([title, fill]) => {
        const rows = shown.filter((one) => one.stage === title);
        const said = [...new Set(rows.map((one) => one.said))];
        return { title, fill, rows, note: said.length > 1 ? `含${said.join("、")}` : "", total: `${rows.length} 个` };
      })
      .filter((group) => group.rows.length);
  }

  /** Areas with the squares of shown projects and, while nothing is filtered, with their tasks. */
  function blocksOf(shown, units) {
    if (units) {
      const rows = divisionRows(units).filter(({ code }) => page().divisions[code]);
      return rows.map((row) => ({ ...row, at: page().divisions[row.code][1], projects: [], tasks: [] }));
    }
    const own = grouped(shown, (one) => one.area);
    const isOpen = !isFiltered() && !state.division;
    const blocks = page().areas.map((area) => ({ ...area, projects: own.get(area.code) || [], tasks: isOpen ? area.tasks : [] }));
    return blocks.filter((block) => block.projects.length || block.tasks.length);
  }

  function grouped(shown, keyOf) {
    const own = new Map();
    for (const one of shown) own.set(keyOf(one), [...(own.get(keyOf(one)) || []), one]);
    return own;
  }

  /** The colour of every county by the number of its projects. */
  function tintsOf(shown, units) {
    const tints = new Map();
    if (!units) return tints;
    for (const [code, own] of grouped(shown, codeOf))
      if (code && !code.endsWith("00")) tints.set(code, words.classes.filter(([least]) => own.length >= least).pop()[1]);
    return tints;
  }

  /** Codes of the counties that a view is about: the page's, or those of the division that was opened. */
  function codesOf(shown) {
    if (!state.division) return page().counties;
    return [...new Set(shown.map(codeOf))].filter((code) => isWithin(code, state.division));
  }

  function viewOf(shown, units) {
    const { counties } = map.ground.data;
    const tints = tintsOf(shown, units);
    const codes = units && units.spread ? [] : codesOf(shown);
    const focus = counties.filter(({ properties: p }) => codes.includes(p.adcode));
    const blocks = blocksOf(shown, units);
    const named = new Set([...codes, ...blocks.map((block) => block.code)]);
    const spots = shown.filter((one) => one.latlng).map((one) => one.latlng);
    spots.push(...blocks.map((block) => L.latLng(block.at[1], block.at[0])));
    if (!spots.length && !focus.length) for (const one of shown) spots.push(...(one.route || []));
    return {
      shown: units ? all.filter((one) => one.index === state.selected) : shown,
      blocks,
      focus,
      frame: [...codes, ...tints.keys()],
      spots,
      bounds: state.division ? null : page().bounds,
      silent: focus.map(({ properties: p }) => [p.adcode, p.name, p.lon, p.lat]).filter(([code]) => !blocks.some((block) => block.code === code)),
      neighbours: counties.filter(({ properties: p }) => !named.has(p.adcode)),
      names: page().names && !units && shown.length <= words.namesBeside,
      tints,
      selected: state.selected,
      area: state.area,
    };
  }

  const map = new atlas.PageMap(at("map"), data.ground, {
    project: (number) => select(all[number - 1].index),
    area: (code) => select(-1, code),
    division: (code) => enter(code),
    moved: (inside) => tellCounts(inside),
  });
  const list = new atlas.List(at("list"), { choose: (row) => select(row.index), open: (row) => enter(row.code) });

  /** Everything anew, after a page, a filter or a division was chosen. */
  function show({ fit = false, bring = false } = {}) {
    const left = filtered().filter((one) => isWithin(codeOf(one), state.division));
    const units = counted(left);
    const several = new Set(left.map((one) => one.county)).size > 1;
    if (!left.some((one) => one.index === state.selected)) state.selected = -1;
    shownNow = left;
    unitsNow = units;
    list.show(groupsOf(left, units), several);
    tellNothing(left);
    chips("sectors", Object.entries(words.sectors).map(([code, { name }]) => [code, name, () => symbols.icon(code, 16)]), (one) => one.sector);
    chips("stages", words.stages.map(([stage, fill]) => [stage, stage, () => symbols.sample(fill, "plain", 16)]), (one) => one.stage);
    legend(left, units);
    at("path").hidden = !state.division;
    at("where").textContent = state.division && `${nameOf(state.division)} ${left.length} 个`;
    at("clear").hidden = !isFiltered();
    mark({ fit, bring });
  }

  let shownNow = [];
  let unitsNow = null;

  /** What depends on the selection alone. */
  function mark(options) {
    list.select((row) => row.number && row.index === state.selected);
    const thing = state.area ? page().areas.find((area) => area.code === state.area) : all.find((one) => one.index === state.selected);
    const node = at("detail");
    node.hidden = !thing;
    document.body.classList.toggle("detailed", Boolean(thing));
    if (thing) {
      const close = Object.assign(element("button", "close", "×"), { type: "button", title: "关闭(Esc)" });
      close.setAttribute("aria-label", "关闭");
      close.addEventListener("click", () => select(-1));
      node.replaceChildren(close, ...atlas.detail(thing, data.tasks));
      node.scrollTop = 0;
    }
    list.select((row) => row.number && row.index === state.selected); // the detail takes room from the list
    map.show(viewOf(shownNow, unitsNow), options);
  }

  function select(index, area = "") {
    Object.assign(state, { selected: index, area });
    mark({ bring: index >= 0 });
  }

  function enter(division) {
    Object.assign(state, { division, selected: -1, area: "" });
    show({ fit: true });
  }

  function tellNothing(left) {
    const node = at("nothing");
    node.hidden = left.length > 0;
    node.textContent = page().nothing || "没有符合筛选的项目。";
  }

  /** Chips of one filter; each counts what it would leave with the other filters applied. */
  function chips(name, choices, codeOfOne) {
    const left = filtered(name);
    const present = new Set(all.map(codeOfOne));
    const nodes = choices
      .filter(([code]) => present.has(code))
      .map(([code, title, picture]) => {
        const count = left.filter((one) => codeOfOne(one) === code).length;
        const chip = Object.assign(element("button", "chip", picture(), title, element("b", "", String(count))), { type: "button" });
        chip.dataset.code = code;
        chip.setAttribute("aria-pressed", String(state[name].has(code)));
        chip.classList.toggle("empty", !count);
        return chip;
      });
    const focused = document.activeElement.dataset.code;
    at(name).replaceChildren(element("span", "label", at(name).getAttribute("aria-label").split("(")[0]), ...nodes);
    at(name).hidden = nodes.length < 1;
    const again = focused && [...at(name).children].find((node) => node.dataset.code === focused);
    if (again) again.focus();
  }

  /** Outlines and lines in use, or the classes of the counts. */
  function legend(left, units) {
    const entry = (picture, text) => element("span", "entry", picture, text);
    const swatch = (colour) => {
      const node = element("i", "swatch");
      node.style.background = colour;
      return node;
    };
    const samples = new Set(left.map((one) => one.sample));
    const drawn = (sample) => (sample === "route" ? symbols.dashes() : symbols.sample(sample === "square" ? "outline" : "solid", sample, 16, sample === "square" ? "n" : ""));
    const entries = units
      ? words.classes.map(([least, colour], i) => entry(swatch(colour), words.classes[i + 1] ? `${least}–${words.classes[i + 1][0] - 1} 个` : `${least} 个及以上`))
      : Object.entries(words.samples).filter(([sample]) => samples.has(sample)).map(([sample, text]) => entry(drawn(sample), text));
    if (blocksOf(left, units).some((block) => block.tasks.length)) entries.push(entry(symbols.page("n", 16), "任务数,只写到区县或乡镇"));
    if (units) entries.unshift(element("span", "entry", "每个区县的具名项目:"));
    at("legend").replaceChildren(...entries);
  }

  /** On the map and beyond its frame add up to what the filters leave. */
  function tellCounts(inside) {
    const total = shownNow.length;
    const areas = new Set(page().areas.map((area) => area.code));
    const placed = shownNow.filter((one) => (unitsNow ? codeOf(one) && page().divisions[codeOf(one)] : one.at || one.line || areas.has(one.area))).length;
    const beyond = placed - Math.min(inside, placed);
    const parts = [`图内 ${Math.min(inside, placed)}`, beyond ? `图外 ${beyond}` : "", total > placed ? `${unitsNow ? words.unplaced : "未定位"} ${total - placed}` : ""];
    at("pill").textContent = total ? `${parts.filter(Boolean).join(" + ")} = 筛选 ${total} 个` : "";
  }

  function head() {
    const { title, subtitle, stamp, notes, warning } = page();
    document.title = title;
    at("title").textContent = title;
    at("subtitle").textContent = subtitle;
    at("stamp").textContent = stamp;
    at("stamp").hidden = !stamp;
    const rows = notes.map(([label, text]) => element("p", "", element("b", "", label), text));
    at("foot").replaceChildren(element("div", "", ...rows.slice(0, 2)), element("div", "credits", ...rows.slice(2), element("p", "warning", warning)));
  }

  function open(number) {
    Object.assign(state, { page: number, division: "", selected: -1, area: "", text: "" });
    state.sectors.clear();
    state.stages.clear();
    at("search").value = "";
    all = projectsOf(page());
    head();
    show({ fit: true });
  }

  function clear() {
    state.sectors.clear();
    state.stages.clear();
    Object.assign(state, { text: "", division: "" });
    at("search").value = "";
    show({ fit: true });
  }

  for (const name of ["sectors", "stages"])
    at(name).addEventListener("click", ({ target }) => {
      const chip = target.closest(".chip");
      if (!chip) return;
      const { code } = chip.dataset;
      if (!state[name].delete(code)) state[name].add(code);
      show();
    });
  at("search").addEventListener("input", ({ target }) => {
    state.text = target.value.trim().toLowerCase();
    show();
  });
  at("clear").addEventListener("click", clear);
  at("back").addEventListener("click", () => enter(state.division.endsWith("0000") || state.division === "-" || !page().spread ? "" : `${state.division.slice(0, 2)}0000`));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (state.selected >= 0 || state.area) select(-1);
    else if (state.division) enter("");
  });
  addEventListener("beforeprint", () => printed(true));
  addEventListener("afterprint", () => printed(false));

  /** Paper has another shape; the map is framed anew for it. */
  function printed(is) {
    document.body.classList.toggle("printed", is);
    document.body.classList.toggle("long", is && at("list").querySelectorAll(".option").length > 26);
    map.resized();
  }

  at("page").append(...data.pages.map((one, i) => Object.assign(element("option", "", one.name), { value: String(i) })));
  at("page").addEventListener("change", ({ target }) => open(Number(target.value)));
  at("pages").hidden = data.pages.length < 2;
  open(0);
  document.body.dataset.ready = "yes";
})(window.PlanAtlas);
