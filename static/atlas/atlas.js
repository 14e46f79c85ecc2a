/* The map's state: takes what the server sends after each rerun, changes only what differs, reports clicks.
   The server calls `PlanAtlas.show(map, payload)`; a click answers with Streamlit.setComponentValue. */
(function (atlas) {
  "use strict";

  const MARGIN_PX = 14; // half a symbol: nearer to a control than this is below it
  const FLY = { duration: 0.7, maxZoom: 10.5, paddingTopLeft: [90, 90], paddingBottomRight: [90, 110] };
  const CLOSE_ZOOM = 9.5; // at least, once a single place is selected
  const NEAR = 0.25; // of the view, round its middle: a single place in there is not flown to
  const SHOWN_PADDING = -0.06; // a selection this near to the edge is still brought into view
  const SMALL = 0.12; // of the view: a selection of several marks that is no larger is flown to
  const FEW = 12; // marks: a selection of so many comes into view as a whole
  const ENOUGH_SHOWN = 0.5; // of the marks of a larger one: then the view stays
  const CLOSEST_ZOOM = 12; // where a cluster that is still one is asked about, not zoomed into
  const ZOOM_STEP = 2; // into a cluster whose projects lie at one point
  const ZOOM_KEPT = { first: 0.75, later: 0.5 }; // change of zoom for which clusters stay good
  const ASK_APART_MS = 200; // a frame that is being resized moves the map all the time
  const ANSWER_MS = 150; // in which new marks mostly come: until then the old ones move with the map
  const TOUCHES = ["pointerdown", "wheel", "keydown"]; // from then on a new size of the frame keeps the view
  const PANES = [
    ["labels", 610],
    ["callout", 640],
  ];
  const STILL_PX = 3; // a view moved by less is the one it was
  let clicks = 0;

  class Atlas {
    constructor(map) {
      this.map = map;
      this.items = new Map();
      this.told = -Infinity; // when the server was last told what is shown
      this.homes = new Map(); // the view that the plan opens with, by size of the frame
      for (const [name, zIndex] of PANES) {
        map.createPane(name).style.zIndex = zIndex;
        map.getPane(name).style.pointerEvents = "none";
      }
      this.tip = atlas.chrome.tooltip(map);
      this.routes = new atlas.Routes(map, {
        click: (route) => this.report([route], route),
        over: (route, latlng) => {
          const lines = atlas.tips.project(route, this.payload.readings);
          this.tip.open({ ...map.project(latlng), w: 0, h: 0 }, lines);
        },
        out: () => this.tip.close(),
      });
      map.on("moveend", () => {
        if (this.updating) return; // comes to it by itself
        const arrange = () => void (this.arrange(), this.count());
        if (!this.askIfNeeded()) arrange();
        else this.arranging ||= setTimeout(arrange, ANSWER_MS);
      });
      this.picker = new atlas.Picker(map, (pick) => this.answer({ pick }));
      const touch = (event) => {
        if (!event.target.closest(".tools")) this.touched = true;
      };
      for (const event of TOUCHES) map.getContainer().addEventListener(event, touch, { passive: true });
      new ResizeObserver(() => this.resized()).observe(map.getContainer());
      document.fonts.addEventListener("loadingdone", () => {
        atlas.forgetWidths();
        this.arrange();
      });
    }

    /** Take a payload; the base map is fetched only when its address is new. */
    async take(payload) {
      this.payload = payload;
      const address = `${payload.base} ${payload.online ? payload.online.code : ""}`;
      if (address !== this.baseAddress) {
        const base = await atlas.base.fetched(payload.base);
        if (payload !== this.payload) return;
        this.baseAddress = address;
        atlas.symbols.use(base.words);
        document.documentElement.lang = base.words.lang;
        for (const pane of ["markerPane", "labels"]) this.map.getPane(pane).lang = "zh"; // names as the plans write them
        if (this.base) this.base.remove();
        this.base = atlas.base.make(this.map, base, payload.online);
        if (!this.chrome)
          this.chrome = atlas.chrome.build(this.map, {
            clean: payload.clean,
            words: base.words,
            choices: payload.choices,
            choose: (code) => this.answer({ base: code }),
            reset: () => this.reset(),
            collect: () => this.answer({ collect: this.moved() ? this.bounds() : [] }),
            whole: () => this.fit(true),
            folded: () => this.arrange(),
          });
        this.chrome.baseMap(payload.online);
        this.base.onFailure(() => {
          this.chrome.warn([payload.online.notice, base.words.ui.tilesFailed].filter(Boolean).join(" · "));
          this.arrange();
        });
      }
      this.update(payload);
      if (payload.counties && payload.counties !== this.countyAddress) this.addCounties(payload);
    }

    /** The counties of a large base map come after the first picture. */
    async addCounties(payload) {
      this.countyAddress = payload.counties;
      const [base, counties] = await Promise.all([atlas.base.fetched(payload.base), atlas.base.fetched(payload.counties)]);
      if (payload.base !== this.payload.base) return;
      this.base.remove();
      this.base = atlas.base.make(this.map, { ...base, counties }, this.payload.online);
      this.base.add();
      this.base.mark(this.selected.areas);
      this.arrange();
    }

    update(payload) {
      const before = this.selected;
      this.data = atlas.decode(payload);
      this.things = [...this.data.points, ...this.data.routes, ...this.data.areas.flatMap((area) => area.projects)];
      this.selected = this.selection(payload.selected);
      const colour = (code) => this.answer({ colour: code });
      atlas.chrome.legend(this.chrome.legend, this.data, atlas.words(), !payload.clean, colour);
      if (payload.fit !== this.fitted) {
        this.fitted = payload.fit;
        this.touched = false;
        this.homes.clear();
        this.updating = true;
        this.fit(false);
        this.updating = false;
      }
      this.base.add();
      this.base.mark(this.selected.areas);
      this.picker.show(payload.pick, atlas.words().ui);
      this.routes.draw(this.data.routes, this.selected);
      const isNew = this.selected.key && (!before || before.key !== this.selected.key);
      const moved =
        isNew &&
        !this.selected.ids.has(this.clicked) &&
        !this.selected.areas.has(this.clicked) &&
        this.bring(Boolean(before));
      if (!moved) this.arrange();
      if (isNew && !moved) this.flash();
      this.clicked = null;
      this.count();
      this.askIfNeeded();
      document.body.dataset.ready = payload.stamp;
    }

    selection({ ids, hints, areas, title }) {
      const named = this.things.find((thing) => title && thing.id === title[0]);
      return {
        ids: new Set(ids),
        hints: new Set(hints),
        areas: new Set(areas),
        key: ids.length || areas.length ? JSON.stringify([ids, areas]) : "",
        title: named && { id: named.id, name: named.name, sector: named.sector, detail: title[1] },
      };
    }

    /** Show where most of the plan lies, or with `whole` (and in a picture, which has no pill) all of it. */
    fit(whole) {
      const all = whole || this.payload.clean;
      const bounds = this.data.view
        ? this.data.view.home
        : all
        ? atlas.view.whole(this.base, this.things)
        : atlas.view.focus(this.map, this.base, this.things);
      const frame = this.map.getContainer().getBoundingClientRect();
      const controls = [...this.map.getContainer().querySelectorAll(atlas.chrome.COVERING)].map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return {
          x: x - frame.x - MARGIN_PX,
          y: y - frame.y - MARGIN_PX,
          w: width + 2 * MARGIN_PX,
          h: height + 2 * MARGIN_PX,
        };
      });
      atlas.view.fit(this.map, bounds, [...this.things, ...this.data.areas, ...this.data.clusters], controls);
      const home = { centre: this.map.getCenter(), zoom: this.map.getZoom() };
      if (!whole) this.homes.set(String(this.map.getSize()), home);
    }

    /** Back to the view that the plan opened with. */
    reset() {
      this.map.stop();
      this.touched = false;
      const home = this.homes.get(String(this.map.getSize()));
      if (home) this.map.setView(home.centre, home.zoom, { reset: true }); // to the pixel
      else this.fit(false);
    }

    /** Whether the view is another one than the plan opened with. */
    moved() {
      const home = this.homes.get(String(this.map.getSize()));
      if (!home || this.map.getZoom() !== home.zoom) return true;
      return this.map.project(this.map.getCenter()).distanceTo(this.map.project(home.centre)) > STILL_PX;
    }

    /** West, south, east and north of the view. */
    bounds() {
      const seen = this.map.getBounds();
      return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
    }

    resized() {
      this.map.invalidateSize({ pan: false });
      if (this.base && !this.touched) this.reset();
    }

    /** Fly to one selected place, to several when too few of them are in view; whether the map will move. */
    bring(known) {
      const chosen = this.things.filter((thing) => this.selected.ids.has(thing.id));
      chosen.push(...this.data.areas.filter((mark) => this.selected.areas.has(mark.code)));
      const spotsOf = (thing) => thing.line || [thing.latlng];
      const spots = chosen.flatMap(spotsOf);
      const alone = spots.length === 1;
      const zoom = alone ? Math.max(this.map.getZoom(), CLOSE_ZOOM) : this.map.getZoom();
      const view = this.map.getBounds().pad(alone ? (NEAR - 1) / 2 : SHOWN_PADDING);
      const shown = chosen.filter((thing) => spotsOf(thing).every((spot) => view.contains(spot)));
      const wanted = chosen.length > FEW ? ENOUGH_SHOWN * chosen.length : chosen.length;
      const size = this.map.getSize();
      const extent = L.bounds(spots.map((spot) => this.map.latLngToContainerPoint(spot))).getSize();
      const crowded = !alone && zoom < FLY.maxZoom && extent.x < SMALL * size.x && extent.y < SMALL * size.y;
      const enough = !crowded && shown.length >= wanted && zoom === this.map.getZoom();
      if (!chosen.length || enough) return false;
      const animate = known && !matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.map.stop();
      this.touched = true;
      this.map.once("moveend", () => this.flash());
      const [left, top] = FLY.paddingTopLeft;
      const paddingTopLeft = [Math.max(left, Math.min(this.chrome.legend.offsetWidth + 60, size.x / 2)), top]; // beside it
      const options = { ...FLY, paddingTopLeft, animate, maxZoom: Math.max(zoom, FLY.maxZoom) };
      if (!alone) this.map[animate ? "flyToBounds" : "fitBounds"](L.latLngBounds(spots), options);
      else if (animate) this.map.flyTo(spots[0], zoom, options);
      else this.map.setView(spots[0], zoom, options);
      return true;
    }

    /** One flash of what is selected, where it now stands. */
    flash() {
      this.routes.flash();
      for (const { marker, item } of this.items.values()) {
        if (!item.chosen) continue;
        const node = marker.getElement();
        node.classList.add("flash");
        node.addEventListener("animationend", () => node.classList.remove("flash"), { once: true });
      }
    }

    /** Place everything for the present zoom and change only what looks different. */
    arrange() {
      clearTimeout(this.arranging);
      this.arranging = null;
      if (!this.data) return;
      const items = atlas.compose(this.map, this);
      const kept = new Set();
      for (const item of items) {
        kept.add(item.key);
        this.sync(item);
      }
      for (const [key, { marker }] of this.items)
        if (!kept.has(key)) {
          marker.remove();
          this.items.delete(key);
        }
    }

    sync(item) {
      const place = this.map.project(item.latlng);
      const { box } = item;
      const anchor = [Math.round(place.x - box.x), Math.round(place.y - box.y)];
      const signature = `${item.signature}|${anchor}|${item.latlng}|${box.w},${box.h}|${item.chosen}|${item.hinted}`;
      const old = this.items.get(item.key);
      if (old && old.signature === signature) {
        old.item = item;
        return;
      }
      const names = ["item", `item-${item.key.split(":")[0]}`, item.chosen && "chosen", item.hinted && "hint"];
      const icon = L.divIcon({
        html: item.node(),
        className: names.filter(Boolean).join(" "),
        iconSize: [box.w, box.h],
        iconAnchor: anchor,
      });
      if (old) {
        old.marker.setLatLng(item.latlng).setIcon(icon);
        Object.assign(old, { item, signature });
        this.describe(old);
        return;
      }
      const active = Boolean((item.mark || item.area || item.cluster || item.named) && !item.plain);
      const options = {
        icon,
        pane: item.pane || "markerPane",
        interactive: active,
        keyboard: active && !item.named, // the symbol itself is the one stop of the tab key
        riseOnHover: active,
        zIndexOffset: item.mark ? 100 : 0,
      };
      const entry = { item, signature, marker: L.marker(item.latlng, options).addTo(this.map) };
      this.items.set(item.key, entry);
      if (active) this.listen(entry);
      this.describe(entry);
    }

    describe({ marker, item }) {
      const node = marker.getElement();
      if (item.name) node.setAttribute("aria-label", item.name);
      if (item.mark) node.dataset.projects = item.mark.items.length;
      if (item.area) node.dataset.area = item.area.code;
      if (item.cluster) node.dataset.projects = item.cluster.projects;
    }

    listen(entry) {
      const { marker } = entry;
      const part = (event) => {
        const target = event.originalEvent && event.originalEvent.target;
        return target && target.closest ? target.closest("[data-part], [data-sector], [data-pages]") : null;
      };
      const act = (event) => {
        const { mark, area, cluster, named } = entry.item;
        const hit = part(event);
        if (cluster) this.open(cluster);
        else if (named) this.report(named, named[0]);
        else if (mark) {
          const items = hit ? mark.discs[Number(hit.dataset.part)].items : mark.items;
          this.report(items, items[0]);
        } else if (area) this.report([], { area: area.code });
      };
      marker.on("click", act);
      marker.on("keypress", (event) => {
        if (event.originalEvent.key === "Enter") act(event);
      });
      marker.on("mouseover", (event) => this.explain(entry.item, part(event)));
      marker.on("mousemove", (event) => this.explain(entry.item, part(event)));
      marker.on("mouseout", () => this.tip.close());
    }

    explain(item, hit) {
      this.tip.open(item.box, atlas.tips.item(item, hit, this.payload.readings));
    }

    report(items, { task = null, place = null, area = null }) {
      this.clicked = items.length ? items[0].id : area;
      this.tip.close();
      this.answer({ ids: items.map((item) => item.id), task, place, area });
    }

    /** Show a cluster's projects apart; where that cannot be, its county is selected. */
    open({ latlng, bounds, code }) {
      const zoom = this.map.getZoom();
      this.tip.close();
      this.touched = true;
      const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (this.map.getBoundsZoom(bounds) > zoom + 1)
        this.map.flyToBounds(bounds, { ...FLY, animate, maxZoom: this.map.getMaxZoom() });
      else if (zoom < CLOSEST_ZOOM || !code) this.map.flyTo(latlng, zoom + ZOOM_STEP, { ...FLY, animate });
      else this.report([], { area: code });
    }

    /** Ask for the marks of the present view if those at hand were made for another one, at once but not too often;
        whether it asks. The question leaves when the browser has nothing else to do. */
    askIfNeeded() {
      clearTimeout(this.asking);
      const { view, clusters } = this.data || {};
      if (!view) return false;
      const kept = view.bounds ? ZOOM_KEPT.later : ZOOM_KEPT.first;
      const holds = !view.bounds || view.bounds.contains(this.map.getBounds());
      if (holds && (!clusters.length || Math.abs(this.map.getZoom() - view.zoom) < kept)) return false;
      const rest = this.told + ASK_APART_MS - performance.now();
      if (rest > 0) this.asking = setTimeout(() => this.answer({}), rest);
      else this.answer({});
      return true;
    }

    /** Tell the server, which takes every answer once; with it goes the view if the marks depend on it. */
    answer(answer) {
      clicks += 1;
      this.told = performance.now();
      const view = [...this.bounds(), this.map.getZoom()];
      const told = this.data && this.data.view ? { view } : {};
      window.Streamlit.setComponentValue({ ...answer, ...told, nonce: `${Date.now()}-${clicks}` });
    }

    /** Pill and locator for the present view. */
    count() {
      if (!this.things || this.payload.clean) return;
      const outside = atlas.chrome.pill(this.chrome.pill, this.map, this.things, this.data, atlas.words());
      atlas.locator(this.chrome.locator, this.map, this.base, outside > 0);
    }
  }

  atlas.show = (map, payload) => {
    // Marks move by plain translations: by 3d ones each would be a layer of its own, and arranging some hundred layers
    // takes the browser longer than drawing them. Only the map itself is one (atlas.css).
    L.Browser.ie3d = true;
    map.planAtlas = map.planAtlas || new Atlas(map);
    map.planAtlas.take(payload);
  };
})(window.PlanAtlas);
