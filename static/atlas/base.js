/* The offline base map: neighbours, the plan's province, plan counties, province borders and the
   境界线. Drawn on canvas; it changes only when another plan is chosen. Above an online base map only the outlines
   of the plan counties are drawn. */
(function (atlas) {
  "use strict";

  const ATTEMPTS = 5;
  const RETRY_MS = 200;

  // Fill and line of a division by its role, and the lines, in both themes.
  const COLOURS = {
    light: {
      neighbour: ["#f1f2ef", "#dfe2dd"],
      province: ["#f9faf7", "#d3d9d2"],
      plan: ["#dde9dc", "#7f9a86"],
      border: "#b3bdb3",
      boundary: "#9aa69b",
    },
    dark: {
      neighbour: ["#181e25", "#2a323b"],
      province: ["#1d242b", "#38434d"],
      plan: ["#26392f", "#6c9079"],
      border: "#55625a",
      boundary: "#6f7c72",
    },
  };
  const STYLES = {
    backdrop: () => land("neighbour"),
    county: ({ properties }) => land(properties.role),
    border: () => ({ color: colours().border, weight: 1.4, dashArray: "9 3 2 3", fill: false }),
    boundary: () => ({ color: colours().boundary, weight: 1.6, fill: false }),
    overlay: () => ({ color: "#1f4e8c", weight: 1.6, opacity: 0.75, fill: false }),
    chosen: () => ({ color: "#f2b705", weight: 3, fill: false }),
  };
  const ROLE_ORDER = { neighbour: 0, province: 1, plan: 2 };

  function colours() {
    return COLOURS[atlas.theme.name];
  }

  function land(role) {
    const [fillColor, color] = colours()[role];
    return { fillColor, color, weight: role === "plan" ? 1.1 : 0.8, fillOpacity: 1 };
  }

  function pane(map, name, zIndex) {
    if (!map.getPane(name)) {
      map.createPane(name).style.zIndex = zIndex;
      map.getPane(name).style.pointerEvents = "none";
    }
    return name;
  }

  function layer(geojson, style, shared) {
    return L.geoJSON(geojson, { ...shared, style, interactive: false });
  }

  /** Tile layers of an online base map, the lowest first. */
  function tiles(online) {
    return online.tiles.map((address) => L.tileLayer(address, { subdomains: online.subdomains, keepBuffer: 1 }));
  }

  /** Make the base map's layers for `map`, on `online` if there is one; returns their names, bounds, and what adds, marks and removes them. */
  function make(map, base, online) {
    const shared = { pane: pane(map, "base", 200) };
    shared.renderer = map.baseRenderer = map.baseRenderer || L.canvas({ pane: "base", padding: 0.6 });
    const counties = base.counties.features
      .slice()
      .sort((a, b) => ROLE_ORDER[a.properties.role] - ROLE_ORDER[b.properties.role]);
    const byCode = new Map(counties.map((county) => [county.properties.adcode, county]));
    const ground = online ? tiles(online) : [];
    const embedded = [
      layer(base.provinces, STYLES.backdrop, shared),
      layer(counties, STYLES.county, shared),
      layer(base.province_lines, STYLES.border, shared),
      layer(base.boundary_lines, STYLES.boundary, shared), // always: the reader may zoom out to the nation
    ];
    const own = counties.filter((county) => county.properties.role === "plan");
    const group = L.layerGroup(online ? [...ground, layer(own, STYLES.overlay, shared)] : embedded);
    let outline = null;
    atlas.theme.changed = () => embedded.forEach((drawn) => drawn.setStyle(drawn.options.style));
    return {
      own,
      provinces: base.provinces.features,
      boundaries: base.boundary_lines.features,
      boundaryRequired: base.boundary_required,
      short: (name) => base.short[name] || name,
      labels: online ? [] : labels(base, counties),
      bounds: boxOf(base.bounds),
      boxes: own.map((county) => ({ code: county.properties.adcode, box: L.geoJSON(county).getBounds() })),
      /** Put it on the map; to be called once the map shows where it should, since drawing is the costly part. */
      add: () => group.addTo(map),
      remove: () => {
        group.remove();
        if (outline) outline.remove();
      },
      /** Call `act` once if a tile cannot be had. */
      onFailure: (act) => ground.forEach((tile) => tile.once("tileerror", act)),
      /** Outline the counties with these codes as selected, and no others. */
      mark: (codes) => {
        if (outline) outline.remove();
        const chosen = [...codes].filter((code) => byCode.has(code)).map((code) => byCode.get(code));
        outline = chosen.length ? layer(chosen, STYLES.chosen, shared).addTo(map) : null;
      },
    };
  }

  function boxOf([west, south, east, north]) {
    return L.latLngBounds([south, west], [north, east]);
  }

  /** Names to write on the base map: plan counties, provinces, neighbours. */
  function labels(base, counties) {
    const short = (name) => base.short[name] || name;
    const point = ({ properties: p }) => ({
      code: p.adcode,
      name: short(p.name),
      latlng: L.latLng(p.lat, p.lon),
      role: p.role,
    });
    const provinces = base.province_labels.features.map((feature) => ({ ...point(feature), role: "backdrop" }));
    return [...counties.map(point), ...provinces];
  }

  /** A served JSON file; asked for again a few times, since the server may be about to publish it anew. */
  async function fetched(address) {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(address);
      if (answer.ok) return answer.json();
      if (attempt === ATTEMPTS) throw new Error(`${address}: ${answer.status}`);
      await new Promise((resume) => setTimeout(resume, RETRY_MS * attempt));
    }
  }

  atlas.base = { make, fetched };
})(window.PlanAtlas);
