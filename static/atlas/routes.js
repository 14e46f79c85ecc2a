/* Routes as dashed lines: sector colour, width by planned stage, open dots at the ends, a casing when selected.
   The white casing keeps crossing lines apart; an invisible wide line takes the clicks. */
(function (atlas) {
  "use strict";

  const PANE = "routes";
  const PANE_Z = 420; // above the base map, below labels and symbols
  const HIT_PX = 14;
  const CASINGS = {
    plain: { color: "#fff", wider: 2, opacity: 0.85 },
    hint: { color: "#fff0bd", wider: 4, opacity: 1 },
    several: { color: "#ffdf80", wider: 5, opacity: 1 },
    only: { color: "#ffd23f", wider: 7, opacity: 1 },
  };
  const ORDER = Object.keys(CASINGS);

  class Routes {
    /** `handlers`: click(route), over(route, latlng), out(). */
    constructor(map, handlers) {
      map.createPane(PANE).style.zIndex = PANE_Z;
      this.handlers = handlers;
      this.map = map;
      this.drawn = new Map();
      this.shared = { pane: PANE, renderer: L.svg({ pane: PANE, padding: 0.5 }), interactive: false, fill: false };
    }

    /** Draw what is new or looks different and take away what is gone; what is selected comes last, on top. */
    draw(routes, selected) {
      const looks = (route) => {
        if (selected.ids.has(route.id)) return selected.ids.size > 1 ? "several" : "only";
        return selected.hints.has(route.id) ? "hint" : "plain";
      };
      const wanted = routes.map((route) => ({ route, look: looks(route) }));
      wanted.sort((a, b) => ORDER.indexOf(a.look) - ORDER.indexOf(b.look));
      const kept = new Set();
      for (const { route, look } of wanted) {
        const key = JSON.stringify([route.id, route.line, route.sector, route.stage, look]);
        kept.add(key);
        if (!this.drawn.has(key)) this.drawn.set(key, this.drawOne(route, look));
        else if (look !== "plain") this.drawn.get(key).group.eachLayer((layer) => layer.bringToFront());
      }
      for (const [key, { group }] of this.drawn)
        if (!kept.has(key)) {
          group.remove();
          this.drawn.delete(key);
        }
    }

    /** The lines of one route, and its casing where it is selected. */
    drawOne(route, look) {
      const { colour } = atlas.symbols.sector(route.sector);
      const { width } = atlas.symbols.stage(route.stage);
      const casing = CASINGS[look];
      const group = L.featureGroup().addTo(this.map);
      const line = (options) => L.polyline(route.line, { ...this.shared, ...options }).addTo(group);
      const under = line({ color: casing.color, weight: width + casing.wider, opacity: casing.opacity });
      const dashArray = `${(width * 2 + 2).toFixed(1)} ${(width + 2).toFixed(1)}`;
      line({ color: colour, weight: width, opacity: width < 2 ? 0.7 : 1, dashArray, lineCap: "butt" });
      const only = look === "only";
      const ends = [route.line[0], route.line[route.line.length - 1]];
      const ring = { color: colour, weight: 1.5, fill: true, fillColor: "#fff", fillOpacity: 1, radius: only ? 4 : 3 };
      for (const dot of only ? route.dots : ends) L.circleMarker(dot, { ...this.shared, ...ring }).addTo(group);
      this.listen(route, line({ weight: HIT_PX, opacity: 0, interactive: true, className: "route-hit" }));
      return { group, casing: only || look === "several" ? under : null };
    }

    flash() {
      for (const { casing } of this.drawn.values()) {
        if (!casing) continue;
        const node = casing.getElement();
        node.classList.add("flash");
        node.addEventListener("animationend", () => node.classList.remove("flash"), { once: true });
      }
    }

    listen(route, hit) {
      hit.on("click", () => this.handlers.click(route));
      hit.on("mouseover", (event) => this.handlers.over(route, event.latlng));
      hit.on("mouseout", () => this.handlers.out());
      hit.getElement().dataset.id = route.id;
    }
  }

  atlas.Routes = Routes;
})(window.PlanAtlas);
