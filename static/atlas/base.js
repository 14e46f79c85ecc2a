/* The offline base map: neighbours, the plan's province, plan counties, province borders and, where the extent
   asks for it, the 境界线. Drawn on canvas; it changes only when another plan is chosen. */
(function (atlas) {
  "use strict";

  const STYLES = {
    neighbour: { fillColor: "#f1f2ef", color: "#dfe2dd", weight: 0.8 },
    province: { fillColor: "#f9faf7", color: "#d3d9d2", weight: 0.8 },
    plan: { fillColor: "#dde9dc", color: "#7f9a86", weight: 1.1 },
    backdrop: { fillColor: "#f1f2ef", color: "#f1f2ef", weight: 0.6 },
    border: { color: "#b3bdb3", weight: 1.4, dashArray: "9 3 2 3", fill: false },
    boundary: { color: "#9aa69b", weight: 1.6, fill: false },
    chosen: { color: "#f2b705", weight: 3, fill: false },
  };
  const ROLE_ORDER = { neighbour: 0, province: 1, plan: 2 };

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

  /** Draw the base map into `map`; returns {counties, bounds, remove, mark}. */
  function draw(map, base) {
    const shared = { pane: pane(map, "base", 200) };
    shared.renderer = map.baseRenderer = map.baseRenderer || L.canvas({ pane: "base", padding: 0.6 });
    const counties = base.counties.features
      .slice()
      .sort((a, b) => ROLE_ORDER[a.properties.role] - ROLE_ORDER[b.properties.role]);
    const byCode = new Map(counties.map((county) => [county.properties.adcode, county]));
    const layers = [
      layer(base.provinces, { ...STYLES.backdrop, fillOpacity: 1 }, shared),
      layer(counties, (county) => ({ ...STYLES[county.properties.role], fillOpacity: 1 }), shared),
      layer(base.province_lines, STYLES.border, shared),
    ];
    if (base.boundary_required) layers.push(layer(base.boundary_lines, STYLES.boundary, shared));
    const own = counties.filter((county) => county.properties.role === "plan");
    const group = L.layerGroup(layers).addTo(map);
    let outline = null;
    return {
      own,
      labels: labels(base, counties),
      bounds: own.length ? L.geoJSON(own).getBounds() : boxOf(base.bounds),
      remove: () => { group.remove(); if (outline) outline.remove(); },
      /** Outline one county as selected; null takes the outline away. */
      mark: (code) => {
        if (outline) outline.remove();
        const county = byCode.get(code);
        outline = county ? layer(county, STYLES.chosen, shared).addTo(map) : null;
      },
    };
  }

  function boxOf([west, south, east, north]) {
    return L.latLngBounds([south, west], [north, east]);
  }

  /** Names to write on the base map: plan counties, provinces, neighbours. */
  function labels(base, counties) {
    const point = ({ properties: p }) => ({ code: p.adcode, name: p.name, latlng: L.latLng(p.lat, p.lon), role: p.role });
    const provinces = base.province_labels.features.map((feature) => ({ ...point(feature), role: "backdrop" }));
    return [...counties.map(point), ...provinces];
  }

  atlas.base = { draw };
})((window.PlanAtlas = window.PlanAtlas || {}));
