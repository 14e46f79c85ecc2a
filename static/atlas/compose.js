/* From the filtered data to the items on the map at the present zoom: marks, counts, labels, one callout.
   An item is {key, latlng, box, node, signature, ...}; boxes are pixels of `map.project`. Order of placing:
   symbols, towns and counties (always shown), the callout, project names, routes, neighbours (left out if crowded). */
(function (atlas) {
  "use strict";

  const { Taken, marks, around, choose, spiral, beside, calloutPlaces, alongLine, leader, boxAround, overlap } =
    atlas.layout;
  const { element, sector, symbol, area, cluster, callout } = atlas.symbols;
  const FAMILY = '"Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
  const FONTS = {
    area: "700 14px",
    township: "700 13px",
    project: "10.5px",
    route: "10.5px",
    neighbour: "9.5px",
    province: "9.5px",
    backdrop: "15px",
    title: "700 13px",
    detail: "10.5px",
  };
  const HEIGHTS = { project: 14, route: 14, neighbour: 13, province: 13, backdrop: 20 };
  const KINDS = { plan: "province", province: "province", neighbour: "neighbour" }; // look of a county's name by its role
  const LETTER_SPACING_PX = { backdrop: 8 };
  const SEAT_PX = 7;
  const BADGE_PX = 40;
  const BADGES_A_ROW = 3;
  const COUNTY_SHIFT_PX = 132;
  const CALLOUT_WIDTH_PX = 300;
  const CALLOUT_HEIGHT_PX = 46;
  const NAMES_IN_A_LABEL = 2;
  const LONG_NAME = 18; // characters; the tooltip has the whole name
  const CLUSTER_PX = { least: 27, perTenfold: 9 };
  const CROWDED_NAMES_FROM_ZOOM = 7; // of counties, where the marks are more than can be drawn at once
  const NEIGHBOURS_FROM_ZOOM = 8.5;
  const TOWNS_FROM_ZOOM = 8;
  const COUNTY_DIGITS = 6; // of a township's code
  const OUT_OF_SIGHT = 200; // penalty, in the px² a label would cover, of one that is cut or hidden

  const pen = document.createElement("canvas").getContext("2d");
  const widths = new Map();

  /** Width in px of a text in one of the map's fonts. */
  function width(text, font) {
    const key = `${font}|${text}`;
    if (!widths.has(key)) {
      pen.font = `${FONTS[font]} ${FAMILY}`;
      widths.set(key, Math.ceil(pen.measureText(text).width + (LETTER_SPACING_PX[font] || 0) * text.length) + 1);
    }
    return widths.get(key);
  }

  function sum(list, valueOf) {
    return list.reduce((total, item) => total + valueOf(item), 0);
  }

  /** Forget measured widths, once the web font has arrived. */
  function forgetWidths() {
    widths.clear();
  }

  /** `named` are the projects a label stands for: it is then as good to click as their symbol. */
  function label(kind, text, latlng, box, { colour, named } = {}) {
    return {
      key: `label:${kind}:${text}:${latlng.lat},${latlng.lng}`,
      latlng,
      box,
      pane: "labels",
      named,
      signature: colour || "",
      node: () => {
        const node = element("span", `label ${kind}`, text);
        if (colour) node.style.color = colour;
        return node;
      },
    };
  }

  /** Names of one or two projects, long ones cut; of more, the first one's and how many there are. */
  function namesOf(items) {
    const { andOthers, unit } = atlas.words().ui;
    const names = items.map(({ name }) => (name.length > LONG_NAME ? `${name.slice(0, LONG_NAME - 1)}…` : name));
    return items.length > NAMES_IN_A_LABEL ? `${names[0]}${andOthers} ${items.length} ${unit}` : names.join("、");
  }

  /** Areas with the towns counted at their counties; a town of a county without a name on the map stays. */
  function withoutTowns(areas, counties) {
    const kept = new Map(areas.filter(({ level }) => level !== "township").map((area) => [area.code, { ...area }]));
    for (const town of areas.filter(({ level }) => level === "township")) {
      const code = town.code.slice(0, COUNTY_DIGITS);
      const county = counties.map(({ properties }) => properties).find(({ adcode }) => adcode === code);
      if (!kept.has(code) && !county) kept.set(town.code, town);
      else {
        const area = kept.get(code) || {
          code,
          name: county.name,
          level: "county",
          latlng: L.latLng(county.lat, county.lon),
          projects: [],
          pages: [],
        };
        const pages = [...new Set([...area.pages, ...town.pages])];
        kept.set(code, { ...area, pages, projects: [...area.projects, ...town.projects] });
      }
    }
    return [...kept.values()];
  }

  class Composition {
    constructor(map, state) {
      this.state = state;
      this.project = (latlng) => map.project(latlng);
      this.taken = new Taken();
      this.items = [];
      this.view = map.getPixelBounds();
      this.zoom = map.getZoom();
      const frame = map.getContainer().getBoundingClientRect();
      this.covered = [...map.getContainer().querySelectorAll(atlas.chrome.COVERING)].map((node) => {
        const box = node.getBoundingClientRect();
        return {
          x: box.x - frame.x + this.view.min.x,
          y: box.y - frame.y + this.view.min.y,
          w: box.width,
          h: box.height,
        };
      });
    }

    run() {
      const { data, base, selected } = this.state;
      this.marks = marks(data.points, (point) => this.project(point.latlng), atlas.words().advanced);
      for (const one of data.clusters) this.addCluster(one);
      for (const mark of this.marks) this.addMark(mark, selected);
      const areas = this.zoom < TOWNS_FROM_ZOOM ? withoutTowns(data.areas, base.own) : data.areas;
      for (const mark of areas.filter((one) => one.level === "township")) this.addTown(mark, selected);
      const counted = new Set(areas.map((one) => one.code));
      const silent = (data.view ? [] : base.own)
        .map(({ properties: p }) => p)
        .filter((p) => !counted.has(p.adcode))
        .map((p) => ({
          code: p.adcode,
          name: base.short(p.name),
          level: "county",
          latlng: L.latLng(p.lat, p.lon),
          projects: [],
          pages: [],
        }));
      for (const mark of [...areas.filter((one) => one.level !== "township"), ...silent])
        this.addCounty(mark, selected);
      this.addCallout();
      this.addNames();
      for (const route of data.routes) this.addRouteName(route);
      this.addBaseNames(base.labels, counted);
      return this.items;
    }

    /** Whether the edge of the view cuts a box. */
    cut(box) {
      const { min, max } = this.view;
      const inside = box.x >= min.x && box.y >= min.y && box.x + box.w <= max.x && box.y + box.h <= max.y;
      return !inside && overlap(box, { x: min.x, y: min.y, w: max.x - min.x, h: max.y - min.y }, 0) > 0;
    }

    hidden(box) {
      return this.cut(box) || this.covered.some((other) => overlap(box, other, 0));
    }

    /** What weighs a candidate that the edge of the view would cut or a control lies above. */
    sight(penalty = OUT_OF_SIGHT) {
      return (box) => (this.hidden(box) ? penalty : 0);
    }

    /** Candidates for a label that may be left out: none that would be cut or hidden. */
    whole(boxes) {
      return boxes.filter((box) => !this.hidden(box));
    }

    place(item) {
      this.taken.add(item.box);
      this.items.push(item);
    }

    addMark(mark, selected) {
      const chosen = mark.items.some((item) => selected.ids.has(item.id));
      const hinted = !chosen && mark.items.some((item) => selected.hints.has(item.id));
      this.place({
        key: `mark:${mark.key}`,
        latlng: mark.items[0].latlng,
        box: mark.box,
        mark,
        chosen,
        hinted,
        signature: JSON.stringify([
          mark.outline,
          mark.discs.map((disk) => [disk.sector, disk.fill, disk.items.length]),
        ]),
        node: () => symbol(mark),
        name: mark.items.map((item) => item.name).join("、"),
        clicks: mark.items,
      });
    }

    addCluster(one) {
      const { x, y } = this.project(one.latlng);
      const size = Math.round(CLUSTER_PX.least + CLUSTER_PX.perTenfold * Math.log10(one.projects));
      this.place({
        key: `cluster:${one.latlng.lat},${one.latlng.lng}`,
        latlng: one.latlng,
        box: boxAround(x, y, size, size),
        cluster: one,
        signature: JSON.stringify(one.sectors),
        node: () => cluster(one, size),
        name: atlas.tips.item({ cluster: one }).filter(Boolean).join(" · "), // what the tooltip says
      });
    }

    block(mark) {
      const squares = new Map();
      for (const project of mark.projects) squares.set(project.sector, (squares.get(project.sector) || 0) + 1);
      const order = Object.keys(atlas.words().sectors);
      const sorted = [...squares].sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
      return { name: mark.name, level: mark.level, squares: sorted, pages: mark.pages.length };
    }

    addArea(mark, block, box, selected) {
      const chosen = selected.areas.has(mark.code) || mark.projects.some((project) => selected.ids.has(project.id));
      const hinted =
        !chosen && (selected.hints.has(mark.code) || mark.projects.some((project) => selected.hints.has(project.id)));
      const plain = !block.squares.length && !block.pages;
      this.place({
        key: `area:${mark.code}`,
        latlng: mark.latlng,
        box,
        area: mark,
        chosen,
        hinted,
        plain,
        signature: JSON.stringify(block),
        node: () => {
          const node = area(block);
          if (plain) node.classList.add("plain");
          return node;
        },
        name: mark.name,
      });
    }

    addTown(mark, selected) {
      const { x, y } = this.project(mark.latlng);
      const near = this.marks.find((other) => Math.hypot(other.x - x, other.y - y) < 14);
      if (near) near.atTown = true;
      const block = this.block(mark);
      const extra = block.squares.length * BADGE_PX + (block.pages ? 17 + width(String(block.pages), "title") : 0);
      const seat = near ? near.box : boxAround(x, y, SEAT_PX, SEAT_PX);
      if (!near) {
        const node = () => element("span", "seat");
        this.place({ key: `seat:${mark.code}`, latlng: mark.latlng, box: seat, signature: "", node, pane: "labels" });
      }
      const places = around(seat, width(mark.name, "township") + 6 + extra, 18);
      const options = { must: true, own: seat, margin: 1, weigh: this.sight() };
      this.addArea(mark, block, choose(places, this.taken, options), selected);
    }

    addCounty(mark, selected) {
      const { x, y } = this.project(mark.latlng);
      const block = this.block(mark);
      const badges = block.squares.length + (block.pages ? 1 : 0);
      const w = Math.max(width(mark.name, "area") + 4, Math.min(badges, BADGES_A_ROW) * BADGE_PX);
      const h = 19 + Math.ceil(badges / BADGES_A_ROW) * 21;
      const options = { must: true, weigh: this.sight() };
      this.addArea(mark, block, choose(spiral(x, y, w, h, COUNTY_SHIFT_PX), this.taken, options), selected);
    }

    /** Title box beside the one selected project; nothing when a whole task or an area is selected. */
    addCallout() {
      const { title } = this.state.selected;
      if (!title) return;
      const anchors = this.anchors(title.id);
      if (!anchors.length) return;
      const text = Math.max(width(title.name, "title"), width(title.detail, "detail"));
      const w = Math.min(CALLOUT_WIDTH_PX, text + 26);
      const places = anchors.flatMap(({ box: around, latlng }) =>
        calloutPlaces(around, w, CALLOUT_HEIGHT_PX).map((box) => ({ ...box, latlng, around })),
      );
      const weigh = this.sight(OUT_OF_SIGHT * 100);
      const box = choose(places, this.taken, { must: true, own: anchors[0].box, margin: 2, weigh });
      const tick = leader(box.around, box);
      this.place({
        key: "callout",
        latlng: box.latlng,
        box,
        pane: "callout",
        signature: JSON.stringify([title, tick]),
        node: () => callout(title.name, title.detail, sector(title.sector).colour, tick),
      });
    }

    /** Where a callout may point to: the symbol, or points of the line in view, the middle first. */
    anchors(id) {
      const mark = this.marks.find((one) => one.items.some((item) => item.id === id));
      if (mark) return [{ box: mark.box, latlng: mark.items[0].latlng }];
      const route = this.state.data.routes.find((one) => one.id === id);
      if (!route) return [];
      for (const box of alongLine(route.line.map((latlng) => this.project(latlng)))) this.taken.add(box);
      const inside = route.line.filter((latlng) => this.view.contains(this.project(latlng)));
      const line = inside.length ? inside : route.line;
      const spots = [0.5, 0.25, 0.75].map((share) => line[Math.floor(share * (line.length - 1))]);
      return spots.map((latlng) => {
        const { x, y } = this.project(latlng);
        return { latlng, box: boxAround(x, y, 10, 10) };
      });
    }

    addNames() {
      const selected = this.state.selected;
      const rank = (mark) =>
        mark.items.some((item) => selected.ids.has(item.id))
          ? 0
          : mark.items.some((item) => selected.hints.has(item.id))
            ? 1
            : 2;
      for (const mark of [...this.marks].sort((a, b) => rank(a) - rank(b) || a.y - b.y)) {
        if (mark.items.length > NAMES_IN_A_LABEL && mark.atTown) continue; // the town's name says where
        if (selected.title && mark.items.every((item) => item.id === selected.title.id)) continue;
        const text = namesOf(mark.items);
        const box = choose(this.whole(around(mark.box, width(text, "project"), HEIGHTS.project)), this.taken, {
          own: mark.box,
        });
        if (box) this.place(label("project", text, mark.items[0].latlng, box, { named: mark.items }));
      }
    }

    addRouteName(route) {
      const { selected } = this.state;
      if (selected.title && selected.title.id === route.id) return;
      const line = route.line.map((latlng) => this.project(latlng));
      const box = choose(this.whole(beside(line, width(route.name, "route"), HEIGHTS.route)), this.taken, {
        margin: 2,
      });
      const { colour } = sector(route.sector);
      if (box) this.place(label("route", route.name, route.line[0], box, { colour, named: [route] }));
    }

    /** Provinces where their land is in view, then counties; other provinces' counties only close up. */
    addBaseNames(names, counted) {
      const seen = names
        .map((name) => ({ ...name, at: this.project(name.latlng) }))
        .filter(({ at, code }) => this.view.contains(at) && !counted.has(code));
      for (const province of names.filter(({ role }) => role === "backdrop")) {
        const land = seen.filter(
          ({ code, role }) => role !== "backdrop" && code.slice(0, 2) === province.code.slice(0, 2),
        );
        this.addProvinceName(province, land);
      }
      const crowded = this.state.data.view;
      const roles = !crowded || this.zoom >= CROWDED_NAMES_FROM_ZOOM ? ["plan", "province"] : [];
      if (this.zoom >= NEIGHBOURS_FROM_ZOOM) roles.push("neighbour");
      for (const role of roles)
        for (const { name, latlng, at } of seen.filter((one) => one.role === role)) {
          const box = boxAround(at.x, at.y, width(name, KINDS[role]), HEIGHTS[KINDS[role]]);
          if (!this.hidden(box) && this.taken.cost(box, 6) === 0) this.place(label(KINDS[role], name, latlng, box));
        }
    }

    /** The province's name at the county in view nearest to the middle of its land in view, if there is room. */
    addProvinceName({ name, latlng }, land) {
      if (land.length < 2) {
        const at = this.project(latlng);
        if (this.state.data.view && this.view.contains(at)) land = [{ at, latlng }];
        else return;
      }
      const middle = { x: sum(land, ({ at }) => at.x) / land.length, y: sum(land, ({ at }) => at.y) / land.length };
      const far = ({ at }) => Math.hypot(at.x - middle.x, at.y - middle.y);
      for (const { at, latlng } of [...land].sort((a, b) => far(a) - far(b))) {
        const box = boxAround(at.x, at.y, width(name, "backdrop"), HEIGHTS.backdrop);
        const inside = box.x > this.view.min.x && box.x + box.w < this.view.max.x;
        if (!inside || this.taken.cost(box, 10) || this.covered.some((other) => overlap(box, other, 0))) continue;
        this.place(label("backdrop", name, latlng, box));
        return;
      }
    }
  }

  atlas.compose = (map, state) => new Composition(map, state).run();
  atlas.forgetWidths = forgetWidths;
})(window.PlanAtlas);
