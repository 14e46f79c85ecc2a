/* What stands where at the present zoom: numbered symbols (capsules where they would hide one another), counties with
   what is counted at them, numbers on lines, names. Boxes are pixels of `map.project`. */
(function (atlas) {
  "use strict";

  const { Taken, marks, around, choose, spiral, boxAround, overlap } = atlas.layout;
  const { mark, page } = atlas.symbols;
  const FAMILY = '"Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';
  const FONTS = { county: "700 14px", town: "700 12px", name: "11px", neighbour: "10px", backdrop: "15px" };
  const HEIGHTS = { county: 19, town: 16, name: 15, neighbour: 14, backdrop: 20 };
  const SPACING = { backdrop: 6 };
  const [SYMBOL_PX, RINGED_PX, SMALL_PX, SQUARE_PX] = [21, 25, 20, 20];
  const SHIFT_PX = 120; // how far a county's block may stand from where its name would
  const [BLOCK_FAR, COUNT_FAR] = [0.2, 2]; // a count is rather a little over others than in another province
  const [LEADER_PX, BLOCK_LEADER_PX] = [4, 6];
  const NARROW_PX = 480; // a map this narrow shows counts alone; a touch names their division
  const CUT = 1500; // px² that a piece would rather cover than be cut by the frame
  const STATIONS = 41; // places on a line where its number may stand
  const [RIM_PX, BESIDE_PX] = [13, [17, 34]];
  const NEIGHBOURS_WIDER = 1.3; // a county this much wider than its name is named
  const pen = document.createElement("canvas").getContext("2d");

  function width(text, font) {
    pen.font = `${FONTS[font]} ${FAMILY}`;
    return Math.ceil(pen.measureText(text).width + (SPACING[font] || 0) * text.length) + 3;
  }

  function element(tag, className, ...children) {
    const node = document.createElement(tag);
    node.className = className;
    node.append(...children);
    return node;
  }

  /** A symbol that knows its project. */
  function numbered(project, size, chosen) {
    const node = element("span", `mark ${project.outline}${chosen ? " chosen" : ""}`, mark(project, size));
    node.dataset.n = project.number;
    return node;
  }

  class Placing {
    constructor(map, view) {
      this.map = map;
      this.view = view;
      this.pixels = map.getPixelBounds();
      this.taken = new Taken();
      this.items = [];
      this.named = new Set(view.blocks.map((block) => block.code));
      this.counted = 0;
      this.inside = new Set(); // numbers of the projects that the frame shows
    }

    run() {
      const points = this.view.shown.filter((one) => one.latlng);
      for (const group of this.groups(points)) this.addSymbols(group);
      for (const block of this.view.blocks) this.addBlock(block);
      for (const one of this.view.shown) if (one.route) this.addNumber(one);
      for (const [, name, lon, lat] of this.view.silent) this.addName("county", name, lon, lat, true);
      if (this.view.names) this.addNames();
      this.addTowns();
      this.addGround();
      return this.items;
    }

    at([lon, lat]) {
      return this.map.project([lat, lon]);
    }

    sees({ x, y, w, h }) {
      return overlap({ x, y, w, h }, { x: this.pixels.min.x, y: this.pixels.min.y, w: this.pixels.getSize().x, h: this.pixels.getSize().y }, 0) > 0;
    }

    put(kind, latlng, box, node, extra = {}) {
      this.taken.add(box);
      this.items.push({ kind, latlng: L.latLng(latlng), box, node, ...extra });
    }

    /** Symbols that would hide one another together; `marks` knows points by sector and fill, here each is its own. */
    groups(points) {
      const own = points.map((one) => ({ ...one, id: one.number, sector: one.number, fill: "", project: one }));
      return marks(own, (one) => this.map.project(one.latlng), [""]);
    }

    addSymbols(group) {
      const { items, box } = group;
      const projects = items.map((item) => item.project).sort((a, b) => a.number - b.number);
      const chosen = (one) => one.index === this.view.selected;
      const sizeOf = (one) => (items.length > 1 ? SMALL_PX : one.outline === "plain" ? SYMBOL_PX : RINGED_PX);
      const symbols = projects.map((one) => numbered(one, sizeOf(one), chosen(one)));
      const node = element("span", items.length > 1 ? "capsule" : "single", ...symbols);
      if (this.sees(box)) for (const one of projects) this.inside.add(one.number);
      this.put("mark", projects[0].latlng, box, node, { projects, high: projects.some(chosen) });
    }

    /** A county or town with its squares, its page and its count, as one piece. */
    addBlock(block) {
      const squares = block.projects.map((one) => numbered(one, SQUARE_PX, one.index === this.view.selected));
      if (block.tasks.length) squares.push(this.pageOf(block));
      const perRow = Math.max(Math.min(squares.length, 4), Math.ceil(Math.sqrt(1.6 * squares.length)));
      const font = block.count || block.code.length > 6 ? "town" : "county";
      const bare = block.count && this.pixels.getSize().x < NARROW_PX;
      const count = block.count ? width(String(block.count), "town") + 12 : 0;
      const size = [
        Math.max((bare ? 0 : width(block.name, font)) + count, perRow * SQUARE_PX),
        HEIGHTS[font] + Math.ceil(squares.length / Math.max(perRow, 1)) * SQUARE_PX,
      ];
      const box = this.spot(block.at, size, block.count ? COUNT_FAR : BLOCK_FAR);
      const row = element("span", "row", ...squares);
      row.style.width = `${perRow * SQUARE_PX}px`;
      const node = element("span", `block ${font}`, bare ? "" : element("span", "name", block.name), squares.length ? row : "");
      if (block.count) {
        node.append(element("b", "count", String(block.count)));
        node.dataset.division = block.code;
      }
      node.classList.toggle("chosen", block.code === this.view.area);
      if (this.sees(box)) for (const one of block.projects) this.inside.add(one.number);
      if (this.sees(box)) this.counted += block.count || 0;
      const latlng = L.latLng(block.at[1], block.at[0]);
      this.put("block", latlng, box, node, { leader: this.leader(latlng, box, BLOCK_LEADER_PX, "#2c4136") });
    }

    /** Where a piece of this size stands best; `far` is what distance costs, in px² of others it would cover. */
    spot(at, size, far) {
      const { x, y } = this.at(at);
      const isIn = this.pixels.contains([x, y]);
      const weigh = (box) => far * (box.penalty || 0) ** 2 + (isIn && !this.holds(box) ? CUT : 0);
      return choose(spiral(x, y, ...size, SHIFT_PX), this.taken, { must: true, margin: 1, weigh });
    }

    /** A line from a place to what had to stand beside it, if that is so far that it must be shown. */
    leader(latlng, { x, y, w, h }, far, colour) {
      const to = L.point(x + w / 2, y + h / 2);
      const from = this.map.project(latlng);
      const apart = Math.max(Math.abs(to.x - from.x) - w / 2, Math.abs(to.y - from.y) - h / 2);
      return apart > far ? { line: [latlng, this.map.unproject(to)], colour } : null;
    }

    pageOf(block) {
      const node = element("span", "task-page", page(String(block.tasks.length), SQUARE_PX));
      node.dataset.area = block.code;
      return node;
    }

    /** Whether the frame shows all of a box. */
    holds({ x, y, w, h }) {
      const { min, max } = this.pixels;
      return x >= min.x && y >= min.y && x + w <= max.x && y + h <= max.y;
    }

    /** The number of a line, on the part of it that shows, near the middle. */
    addNumber(one) {
      const line = one.route.map((latlng) => this.map.project(latlng));
      const { min, max } = this.pixels;
      const shown = along(line).filter(({ x, y }) => x > min.x + RIM_PX && x < max.x - RIM_PX && y > min.y + RIM_PX && y < max.y - RIM_PX);
      if (!shown.length) return;
      const middle = (shown.length - 1) / 2;
      const onLine = shown.map((spot, i) => ({ x: spot.x, y: spot.y, from: spot, penalty: Math.abs(i - middle) / 4 }));
      const besideLine = BESIDE_PX.flatMap((radius) =>
        onLine.flatMap(({ x, y, from, penalty }) => ring(x, y, radius).map((spot) => ({ ...spot, from, penalty: penalty + radius }))),
      );
      const spots = [...onLine, ...besideLine].map((spot) => ({ ...boxAround(spot.x, spot.y, SYMBOL_PX, SYMBOL_PX), ...centre(spot) }));
      const box = choose(spots.sort((a, b) => a.penalty - b.penalty), this.taken, { must: true, margin: 2 });
      this.inside.add(one.number);
      const chosen = one.index === this.view.selected;
      const node = element("span", "single", numbered(one, SYMBOL_PX, chosen));
      const latlng = this.map.unproject(box.centre);
      const leader = this.leader(this.map.unproject(box.from), box, LEADER_PX, atlas.symbols.sector(one.sector).colour);
      this.put("mark", latlng, box, node, { projects: [one], high: chosen, leader });
    }

    addName(font, name, lon, lat, must = false) {
      const { x, y } = this.at([lon, lat]);
      const size = [width(name, font), HEIGHTS[font]];
      const places = must ? spiral(x, y, ...size, SHIFT_PX) : [boxAround(x, y, ...size)];
      const box = choose(places, this.taken, { must, margin: 1 });
      if (box && (must || this.holds(box))) this.put("label", [lat, lon], box, element("span", `label ${font}`, name));
    }

    /** Names of projects beside their symbols, where there is room. */
    addNames() {
      for (const { kind, latlng, box, projects } of [...this.items]) {
        if (kind !== "mark" || projects.length > 1 || !this.sees(box)) continue;
        this.beside(projects[0].name, "name", latlng, box);
      }
    }

    /** Names of the towns at whose seats symbols stand. */
    addTowns() {
      const told = new Set(this.view.blocks.map((block) => block.name));
      for (const { projects, latlng, box } of this.items.filter(({ kind }) => kind === "mark")) {
        const [town, ...others] = new Set(projects.map((one) => one.town));
        if (!town || others.length || told.has(town) || projects[0].route) continue;
        told.add(town);
        this.beside(town, "town", latlng, box);
      }
    }

    beside(text, font, latlng, box) {
      const places = around(box, width(text, font), HEIGHTS[font]).filter((one) => this.holds(one));
      const place = choose(places, this.taken, { own: box });
      if (place) this.put("label", latlng, place, element("span", `label ${font}`, text));
    }

    /** Provinces, and counties that are wide enough for their names. */
    addGround() {
      for (const [code, name, lon, lat] of this.view.labels) if (!this.named.has(code)) this.addName(this.view.national ? "neighbour" : "backdrop", name, lon, lat);
      for (const { box, properties: p } of this.view.neighbours) {
        const west = this.map.project(box.getNorthWest());
        const east = this.map.project(box.getSouthEast());
        const fits = east.x - west.x > NEIGHBOURS_WIDER * width(p.name, "neighbour") && this.pixels.contains(this.at([p.lon, p.lat]));
        if (fits) this.addName("neighbour", p.name, p.lon, p.lat);
      }
    }
  }

  function centre({ x, y, from, penalty }) {
    return { centre: L.point(x, y), from, penalty };
  }

  function ring(x, y, radius) {
    const turns = Array.from({ length: 8 }, (_, turn) => (turn * Math.PI) / 4);
    return turns.map((turn) => ({ x: x + radius * Math.cos(turn), y: y + radius * Math.sin(turn) }));
  }

  /** Places at equal steps on a line of pixels. */
  function along(line) {
    const lengths = line.slice(1).map((to, i) => Math.hypot(to.x - line[i].x, to.y - line[i].y));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    return Array.from({ length: STATIONS }, (_, station) => {
      let rest = (total * (station + 0.5)) / STATIONS;
      let i = 0;
      while (i < lengths.length - 1 && rest > lengths[i]) rest -= lengths[i++];
      const share = lengths[i] ? rest / lengths[i] : 0;
      return L.point(line[i].x + share * (line[i + 1].x - line[i].x), line[i].y + share * (line[i + 1].y - line[i].y));
    });
  }

  atlas.place = (map, view) => {
    const placing = new Placing(map, view);
    const items = placing.run();
    return { items, inside: placing.inside.size + placing.counted };
  };
  atlas.element = element;
})(window.PlanAtlas);
