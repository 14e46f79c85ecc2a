/* The map of a page: draws what a view holds, says what is pointed at, and tells clicks to the page. */
(function (atlas) {
  "use strict";

  const { element } = atlas;
  const HOLDS = "[data-n], [data-area], [data-division]"; // what a click may be meant for
  const PANES = { label: "labels", mark: "markerPane", block: "markerPane" };
  const [CLOSE_ZOOM, CLOSEST_ZOOM] = [9.5, 12];
  const PADDING = { padding: [26, 22] };
  const EDGE = -0.08; // a selection this near to the edge is brought into view
  const FRAME_DEG = 0.25; // a single point is not magnified beyond this

  class PageMap {
    /** `handlers`: project(number), area(code), division(code), moved(inside). */
    constructor(container, written, handlers) {
      this.handlers = handlers;
      this.map = L.map(container, { attributionControl: false, zoomControl: false, zoomSnap: 0.25, maxZoom: CLOSEST_ZOOM, wheelPxPerZoomLevel: 90, maxBoundsViscosity: 1 });
      this.map.setView([0, 0], 4);
      this.addControls();
      const inset = element("div", "inset");
      container.append(inset, element("div", "north", "北"));
      this.ground = new atlas.Ground(this.map, written, inset);
      Object.assign(this.map.createPane("labels").style, { zIndex: 590, pointerEvents: "none" });
      Object.assign(this.map.createPane("leaders").style, { zIndex: 450, pointerEvents: "none" });
      this.leaders = L.svg({ pane: "leaders", padding: 0.5 });
      this.marks = L.layerGroup().addTo(this.map);
      this.routes = new atlas.Routes(this.map, {
        click: (route) => handlers.project(route.number),
        over: (route, latlng) => this.explain(route, this.map.latLngToContainerPoint(latlng)),
        out: () => this.explain(null),
      });
      this.tip = container.parentNode.querySelector(".tip");
      this.map.on("moveend", () => this.arrange());
      this.map.on("mousedown zoomstart", () => this.explain(null));
      new ResizeObserver(() => this.resized()).observe(container);
    }

    addControls() {
      L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(this.map);
      const reset = L.control({ position: "topleft" });
      reset.onAdd = () => {
        const bar = element("div", "leaflet-bar");
        const button = Object.assign(element("button", "reset", "复位"), { type: "button", title: "回到全图" });
        button.addEventListener("click", () => this.fit());
        L.DomEvent.disableClickPropagation(bar);
        bar.append(button);
        return bar;
      };
      reset.addTo(this.map);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    }

    /** Draw a view; with `fit` frame it, with `bring` only see to it that what is selected shows. */
    show(view, { fit, bring }) {
      const home = view.bounds ? atlas.boxOf(view.bounds) : this.ground.home(view.frame, view.spots);
      const national = this.ground.isNational(home);
      const ground = JSON.stringify([view.focus.map((county) => county.properties.adcode), national]);
      if (ground !== this.drawnGround) this.ground.focus(view.focus.map((county) => county.properties.adcode), national);
      Object.assign(this, { view, drawnGround: ground });
      if (fit || !this.home) this.home = home;
      Object.assign(view, { national, labels: this.ground.labels, neighbours: national ? [] : view.neighbours });
      this.ground.tint(view.tints);
      this.drawRoutes();
      const before = this.map.getBounds();
      if (fit) this.fit();
      else if (bring) this.bring(view.shown.find((one) => one.index === view.selected));
      if (before.equals(this.map.getBounds())) this.arrange();
    }

    drawRoutes() {
      const routes = this.view.shown.filter((one) => one.route);
      const lines = routes.map((one) => ({
        ...one,
        id: one.index,
        line: one.route,
        dots: [one.route[0], one.route[one.route.length - 1]],
        stage: one.fill,
      }));
      this.routes.draw(lines, { ids: new Set([this.view.selected]), hints: new Set() });
    }

    /** The whole page; what is drawn bounds how far one may go. */
    fit() {
      let { home } = this;
      const degrees = Math.max(home.getEast() - home.getWest(), home.getNorth() - home.getSouth());
      if (degrees < FRAME_DEG) home = home.pad((FRAME_DEG / Math.max(degrees, 0.01) - 1) / 2);
      this.map.setMinZoom(0).setMaxBounds(null).stop();
      const limit = this.limit(home);
      this.map.fitBounds(home, { ...PADDING, animate: false });
      this.map.setMinZoom(Math.min(this.map.getZoom(), this.map.getBoundsZoom(limit, true)));
      this.map.setMaxBounds(limit);
    }

    limit(home) {
      const [wide, high] = [home.getEast() - home.getWest(), home.getNorth() - home.getSouth()];
      const more = Math.max(wide, high) * (this.ground.isNational(home) ? 0.4 : 1.2);
      return L.latLngBounds([home.getSouth() - more, home.getWest() - more], [home.getNorth() + more, home.getEast() + more]);
    }

    /** Bring a project into view if it is not. */
    bring(project) {
      if (!project) return;
      const block = this.view.blocks.find((one) => one.projects.includes(project));
      const spots = project.route || (project.latlng ? [project.latlng] : block ? [[block.at[1], block.at[0]]] : []);
      if (!spots.length || spots.every((spot) => this.map.getBounds().pad(EDGE).contains(spot))) return;
      const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (spots.length > 1) this.map.fitBounds(spots, { padding: [60, 60], maxZoom: CLOSE_ZOOM, animate });
      else this.map.panTo(spots[0], { animate });
    }

    resized() {
      this.map.invalidateSize({ pan: false });
      if (this.view) this.fit();
    }

    arrange() {
      if (!this.view) return;
      const { items, inside } = atlas.place(this.map, this.view);
      this.marks.clearLayers();
      for (const item of items) this.draw(item);
      this.handlers.moved(inside);
    }

    draw({ kind, latlng, box, node, high, leader }) {
      if (leader) this.lead(leader);
      const place = this.map.project(latlng);
      const icon = L.divIcon({
        html: node,
        className: `item ${kind}`,
        iconSize: [box.w, box.h],
        iconAnchor: [place.x - box.x, place.y - box.y],
      });
      const active = kind !== "label";
      const options = { icon, pane: PANES[kind], interactive: active, keyboard: false, zIndexOffset: high ? 10000 : kind === "mark" ? 1000 : 0 };
      const marker = L.marker(latlng, options).addTo(this.marks);
      if (!active) return;
      marker.on("click", ({ originalEvent }) => this.clicked(originalEvent.target.closest(HOLDS)));
      marker.on("mouseover mousemove", ({ originalEvent, containerPoint }) => {
        this.explain(this.thing(originalEvent.target.closest(HOLDS)), containerPoint);
      });
      marker.on("mouseout", () => this.explain(null));
    }

    lead({ line, colour }) {
      const shared = { pane: "leaders", renderer: this.leaders, interactive: false };
      L.polyline(line, { ...shared, color: colour, weight: 1 }).addTo(this.marks);
      L.circleMarker(line[0], { ...shared, radius: 2, stroke: false, fillColor: colour, fillOpacity: 1 }).addTo(this.marks);
    }

    clicked(node) {
      if (!node) return;
      this.explain(null);
      if (node.dataset.n) this.handlers.project(Number(node.dataset.n));
      else if (node.dataset.area) this.handlers.area(node.dataset.area);
      else this.handlers.division(node.dataset.division);
    }

    thing(node) {
      if (!node) return null;
      const isOpen = (one) => one.index === this.view.selected; // its detail says more
      if (node.dataset.n) return this.view.shown.find((one) => one.number === Number(node.dataset.n) && !isOpen(one));
      const block = this.view.blocks.find((one) => one.code === (node.dataset.area || node.dataset.division));
      return node.dataset.area ? { ...block, count: 0 } : block;
    }

    /** What the pointer is on, in a box beside it; nothing for null. */
    explain(thing, at) {
      this.tip.hidden = !thing;
      if (!thing) return;
      this.tip.replaceChildren(...atlas.told(thing));
      const size = this.map.getSize();
      const right = at.x < size.x / 2;
      Object.assign(this.tip.style, {
        left: right ? `${at.x + 14}px` : "",
        right: right ? "" : `${size.x - at.x + 14}px`,
        top: `${Math.min(Math.max(at.y - 20, 4), size.y - this.tip.offsetHeight - 4)}px`,
      });
    }
  }

  /** Two lines about a project, or an area. */
  atlas.told = (thing) => {
    const lines = thing.number
      ? [`${thing.number} ${thing.name}`, [thing.kind || atlas.symbols.sector(thing.sector).name, thing.stage, thing.county, thing.place].filter(Boolean).join(" · ")]
      : [thing.name, thing.count ? `${thing.count} 个具名项目,点击展开` : `${thing.tasks.length} 项任务只写到此处`];
    return [element("b", "", lines[0]), element("span", "", lines[1])];
  };
  atlas.PageMap = PageMap;
})(window.PlanAtlas);
