/* What stands around the marks: legend, count pill, scale, attribution, tooltip, locator. */
(function (atlas) {
  "use strict";

  const { element, disc, stageDisc, drawing, pageIcon, sector } = atlas.symbols;
  const COVERING = ".legend, .credit, .notice, .pill, .locator, .leaflet-bar, .leaflet-control-scale";
  const OUTLINE_ROWS = ["plain", "ring", "dashed"];
  const TIP_ROOM_PX = 170;
  const NAME_LENGTH = 3; // of a county in the pill
  const COMPASS = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"];

  function control(map, position, node) {
    const made = L.control({ position });
    made.onAdd = () => {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      return node;
    };
    made.addTo(map);
    return made;
  }

  /** Buttons, scale and attribution, once per map; returns the nodes that change. */
  function build(map, { clean, words, choices, choose, reset, collect, whole, folded }) {
    const parts = { legend: element("section", "legend"), pill: element("button", "pill") };
    if (!clean) {
      const add = (position, node) => control(map, position, node);
      parts.mark = atlas.buttons.build(map, { ui: words.ui, reset, collect, choices, choose, add });
      parts.pill.type = "button";
      parts.pill.title = words.ui.whole;
      parts.pill.onclick = whole;
      map.getContainer().append(parts.pill);
      L.DomEvent.disableClickPropagation(parts.pill);
      parts.locator = element("div", "locator");
      control(map, "topright", parts.locator);
    }
    control(map, "bottomleft", parts.legend);
    parts.legend.addEventListener("click", folded); // after the button's own handler
    const credit = element("div", "credit");
    control(map, "bottomright", credit);
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 90 }).addTo(map);
    const notice = element("strong", "notice");
    notice.setAttribute("role", "status");
    control(map, "bottomright", notice);
    parts.warn = (text) => {
      notice.textContent = text;
      notice.hidden = !text;
    };
    /** Say which base map is shown, the embedded one without an argument. */
    parts.baseMap = (online) => {
      credit.textContent = online ? online.credit : words.credit;
      parts.warn(online ? online.notice : "");
      if (parts.mark) parts.mark(online ? online.code : "");
    };
    return parts;
  }

  function row(symbol, text, count) {
    const node = element("span", "row");
    node.append(symbol, element("span", "", text));
    if (count) node.append(element("i", "", String(count)));
    return node;
  }

  function group(title, rows, columns) {
    const node = element("div", "group");
    node.append(element("h4", "", title));
    const grid = element("div", `rows columns-${columns}`);
    grid.append(...rows);
    node.append(grid);
    return node;
  }

  function count(list, keyOf) {
    const counts = new Map();
    for (const item of list) counts.set(keyOf(item), (counts.get(keyOf(item)) || 0) + 1);
    return counts;
  }

  function placeRows(data, words) {
    const ink = words.legendInk;
    const dot = '<circle r="6" fill="@c"/>';
    const outlines = count(data.points, (point) => point.outline);
    const rows = OUTLINE_ROWS.filter((name) => outlines.has(name)).map((name) => {
      const around = name === "plain" ? "" : words.templates.outlines[name];
      return row(drawing((around + dot).replaceAll("@c", ink), 18, 13), words.outlines[name], outlines.get(name));
    });
    if (data.routes.length) {
      const line = `<path d="M-10 5L-2-2 4 1 11-5" fill="none" stroke="${ink}" stroke-width="2.6" stroke-dasharray="5.5 3.5"/>`;
      rows.push(row(drawing(line, 18, 13), words.outlines.route, data.routes.length));
    }
    const inAreas = data.areas.reduce((sum, area) => sum + area.projects.length, 0);
    if (inAreas) {
      const square = element("span", "n");
      square.textContent = "n";
      rows.push(row(square, words.ui.areaProjects, inAreas));
    }
    if (data.clusters.length) rows.push(row(drawing(`<circle r="9" fill="#fff" stroke="${ink}" stroke-width="4"/>`, 18, 13), words.ui.clusters));
    const tasks = new Set(data.areas.flatMap((area) => area.pages));
    if (tasks.size) rows.push(row(pageIcon(), words.ui.areaTasks, tasks.size));
    return rows;
  }

  /** Sectors in use, counted over single projects and clusters. */
  function sectorsOf(data, projects) {
    const found = count(projects, (project) => project.sector);
    for (const cluster of data.clusters)
      for (const [code, number] of cluster.sectors) found.set(code, (found.get(code) || 0) + number);
    return found;
  }

  /** What the symbols are coloured by: sector, or actual progress. */
  function colouring({ byStatus }, { ui }, colour) {
    const node = element("div", "colouring");
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", ui.colouring);
    node.append(element("span", "", ui.colouring));
    for (const [code, label] of [["", ui.bySector], ["status", ui.byStatus]]) {
      const choice = node.appendChild(element("button", "", label));
      choice.type = "button";
      choice.setAttribute("aria-pressed", String(byStatus === Boolean(code)));
      choice.onclick = () => colour(code);
    }
    return node;
  }

  /** Legend of what is in use, with counts; folding survives an update. `colour` takes the choice of the colours. */
  function legend(node, data, words, foldable, colour) {
    const projects = [...data.points, ...data.routes, ...data.areas.flatMap((area) => area.projects)];
    const sectors = data.view ? sectorsOf(data, projects) : count(projects, (project) => project.sector);
    const groups = count(projects, (project) => words.stages[project.stage].title);
    const sectorRows = Object.keys(words.sectors)
      .filter((code) => sectors.has(code))
      .map((code) => row(disc(code, "solid", "none", 17), sector(code).title, sectors.get(code)));
    const fillOf = new Map(Object.values(words.stages).map((stage) => [stage.title, stage.fill]));
    const stageRows = [...fillOf]
      .filter(([title]) => groups.has(title))
      .map(([title, fill]) => row(stageDisc(fill), title, groups.get(title)));
    const body = element("div", "body");
    const colours = data.byStatus ? [words.ui.statuses, sectorRows, 2] : [words.ui.sectors, sectorRows, 3];
    if (sectorRows.length && foldable) body.append(colouring(data, words, colour));
    if (sectorRows.length) body.append(group(...colours), group(words.ui.stages, stageRows, 3));
    const places = placeRows(data, words);
    if (places.length) body.append(group(words.ui.places, places, 2));
    node.hidden = !body.children.length;
    node.replaceChildren(body);
    node.classList.toggle("uncounted", Boolean(data.view)); // what is drawn is not all there is
    if (!foldable) return;
    const fold = element("button", "fold", words.ui.legend);
    fold.type = "button";
    fold.onclick = () => {
      node.classList.toggle("folded");
      fold.setAttribute("aria-expanded", String(!node.classList.contains("folded")));
    };
    fold.setAttribute("aria-expanded", String(!node.classList.contains("folded")));
    node.prepend(fold);
  }

  /** Where most of what is outside lies, seen from the centre: «name ↑»; nothing when it is scattered. */
  function direction(map, outside, words) {
    const names = count(outside, (thing) => (thing.where || "").slice(0, NAME_LENGTH));
    const [name, most] = [...names].sort((a, b) => b[1] - a[1])[0];
    if (!name || most * 2 < outside.length) return "";
    const thing = outside.find((other) => (other.where || "").startsWith(name));
    const to = map.latLngToContainerPoint(thing.latlng).subtract(map.getSize().divideBy(2));
    const arrow = COMPASS[Math.round((Math.atan2(-to.y, to.x) * 4) / Math.PI + 8) % 8];
    return ` (${name}${names.size > 1 ? words.ui.andOthers : ""} ${arrow})`;
  }

  /** «图内 n + 图外 m = 筛选 k», counted on the marks in view; returns how many are outside. */
  function pill(node, map, things, { clusters, projects, unplaced }, words) {
    const view = map.getBounds();
    const isIn = (thing) =>
      thing.line ? view.intersects(thing.bounds) && crosses(view, thing.line) : view.contains(thing.latlng);
    const drawn = clusters.filter(isIn).reduce((sum, cluster) => sum + cluster.projects, 0);
    const inside = things.filter(isIn).length + drawn;
    const outside = projects - unplaced - inside;
    const far = clusters.length ? [] : things.filter((thing) => !isIn(thing)); // of all only where all are drawn
    const where = far.length && far.length === outside ? direction(map, far, words) : "";
    const out = element("em", "", `${words.ui.outside} ${atlas.counted(outside)}${where}`);
    const pieces = [words.ui.inside + " ", element("b", "", String(inside)), " + ", out];
    if (unplaced) pieces.push(` + ${words.ui.unplaced} `, element("b", "", String(unplaced)));
    pieces.push(` = ${words.ui.filtered} `, element("b", "", String(projects)), ` ${projects === 1 ? words.ui.one : words.ui.unit}`);
    node.replaceChildren(...pieces);
    Object.assign(node.dataset, { inside, outside, unplaced, total: projects });
    return outside;
  }

  /** Whether any piece of a line meets the view. */
  function crosses(view, line) {
    const box = L.bounds([view.getWest(), view.getSouth()], [view.getEast(), view.getNorth()]);
    const flat = line.map(({ lng, lat }) => L.point(lng, lat));
    return flat.slice(1).some((point, i) => L.LineUtil.clipSegment(flat[i], point, box));
  }

  /** One tooltip for all marks; lines are set as text. */
  function tooltip(map) {
    const tip = L.tooltip({ opacity: 1, className: "tip" });
    return {
      /** Above a box (pixels of `map.project`), or below it where the view ends. */
      open(box, lines) {
        const node = element("div");
        lines.filter(Boolean).forEach((line, i) => node.append(element(i ? "span" : "b", "", line)));
        const below = box.y - map.getPixelBounds().min.y < TIP_ROOM_PX;
        Object.assign(tip.options, { direction: below ? "bottom" : "top", offset: L.point(0, below ? 2 : -2) });
        tip.setLatLng(map.unproject([box.x + box.w / 2, below ? box.y + box.h : box.y])).setContent(node);
        map.openTooltip(tip);
      },
      close: () => map.closeTooltip(tip),
    };
  }

  atlas.chrome = { COVERING, build, legend, pill, tooltip };
})(window.PlanAtlas);
