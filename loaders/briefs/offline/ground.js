/* The base map: reads its small writing, gives counties their role on a page, and insets 南海诸岛 where a view shows the
   country or the whole of Hainan island. */
(function (atlas) {
  "use strict";

  atlas.theme = { name: "light" }; // of base.js: this page is paper
  const STEPS_PER_DEG = 1e4;
  const MANY_COUNTIES = 600; // are drawn on canvas, fewer as lines that print sharply
  const NATIONAL_DEG = 16;
  const INSET_PX = [106, 134];

  /** Points [lon, lat] of a text of loaders/briefs/offline/ground.py. */
  function points(text) {
    const found = [];
    const sums = [0, 0];
    for (let i = 0, axis = 0; i < text.length; axis = 1 - axis) {
      let value = 0;
      let byte = 0x20;
      for (let shift = 0; byte >= 0x20; shift += 5) {
        byte = text.charCodeAt(i++) - 63;
        value |= (byte & 0x1f) << shift;
      }
      sums[axis] += value & 1 ? ~(value >> 1) : value >> 1;
      if (axis) found.push([sums[0] / STEPS_PER_DEG, sums[1] / STEPS_PER_DEG]);
    }
    return found;
  }

  function feature(geometry, properties = {}) {
    return { type: "Feature", properties, geometry };
  }

  function collection(features) {
    return { type: "FeatureCollection", features };
  }

  function area([adcode, name, lon, lat, polygons]) {
    const coordinates = polygons.map((rings) => rings.map(points));
    return feature({ type: "MultiPolygon", coordinates }, { adcode, name, lon, lat });
  }

  function lines(texts) {
    return collection([feature({ type: "MultiLineString", coordinates: texts.map(points) })]);
  }

  /** Read once: GeoJSON of everything, and the box of every county. */
  function read(written) {
    const counties = written.counties.map(area);
    for (const county of counties) county.box = L.geoJSON(county).getBounds();
    return {
      ...written,
      counties,
      provinces: written.provinces.map(area),
      province_lines: lines(written.provinceLines),
      boundary_lines: lines(written.boundaryLines),
    };
  }

  function boxOf([west, south, east, north]) {
    return L.latLngBounds([south, west], [north, east]);
  }

  /** A county as the page of `focus` counties draws it. */
  function withRole(county, focus, provinces) {
    const { adcode } = county.properties;
    const role = focus.has(adcode) ? "plan" : provinces.has(adcode.slice(0, 2)) ? "province" : "neighbour";
    return { ...county, properties: { ...county.properties, role } };
  }

  class Ground {
    constructor(map, written, inset) {
      this.map = map;
      this.data = read(written);
      this.inset = inset;
      const pane = map.createPane("base");
      Object.assign(pane.style, { zIndex: 200, pointerEvents: "none" });
      const renderer = this.data.counties.length > MANY_COUNTIES ? L.canvas : L.svg;
      map.baseRenderer = renderer({ pane: "base", padding: 0.6 });
      this.drawInset();
      map.on("moveend", () => this.showInset());
    }

    /** Draw a page about these counties; one of the whole country shows provinces alone. */
    focus(codes, national) {
      const focus = new Set(codes);
      const home = new Set(codes.map((code) => code.slice(0, 2)));
      const counties = national ? [] : this.data.counties.map((county) => withRole(county, focus, home));
      const { provinces } = this.data;
      if (this.base) this.base.remove();
      this.base = atlas.base.make(this.map, {
        ...this.data,
        counties: collection(counties),
        provinces: collection(provinces),
        province_lines: national ? collection([]) : this.data.province_lines,
        province_labels: collection([]),
        boundary_required: true,
        short: {},
      });
      this.base.add();
      if (this.outline) this.outline.remove();
      this.outline = national ? this.drawn(provinces, { color: "#a9b5a9", weight: 1, fill: false }) : null;
      this.labels = national ? provinces.map(({ properties: p }) => [p.adcode, p.name, p.lon, p.lat]) : this.data.provinceLabels;
    }

    drawn(features, style) {
      const options = { pane: "base", renderer: this.map.baseRenderer, interactive: false, style };
      return L.geoJSON(collection(features), options).addTo(this.map);
    }

    /** Colour counties by their count. */
    tint(colours) {
      if (this.tinted) this.tinted.remove();
      const chosen = this.data.counties.filter(({ properties: p }) => colours.has(p.adcode));
      const style = ({ properties: p }) => ({ fillColor: colours.get(p.adcode), color: "#7f9a86", weight: 0.6, fillOpacity: 1 });
      this.tinted = this.drawn(chosen, style);
      if (this.outline) this.outline.bringToFront();
    }

    /** What a page's frame holds: its counties and points (lat, lon), the country where they lie far apart. */
    home(codes, spots) {
      const own = this.data.counties.filter(({ properties: p }) => codes.includes(p.adcode));
      const held = L.latLngBounds(spots);
      for (const county of own) held.extend(county.box);
      const box = held.isValid() ? held : boxOf(this.data.bounds);
      return this.isNational(box) ? boxOf(this.data.country) : box;
    }

    isNational(box) {
      return Math.max(box.getEast() - box.getWest(), box.getNorth() - box.getSouth()) > NATIONAL_DEG;
    }

    drawInset() {
      const [west, south, east, north] = this.data.southSea;
      const [width, height] = INSET_PX;
      const path = (line) => `M${line.map(([lon, lat]) => `${lon} ${-lat}`).join("L")}`;
      const near = (ring) => ring.some(([lon, lat]) => lon > west && lon < east && lat > south && lat < north);
      const { counties, provinces } = this.data; // of a large base map the provinces are whole
      const land = counties.length > MANY_COUNTIES ? provinces : [...provinces, ...counties];
      const rings = land.flatMap(({ geometry }) => geometry.coordinates.map(([outer]) => outer)).filter(near);
      const borders = this.data.boundary_lines.features[0].geometry.coordinates.filter(near);
      const { drawn } = atlas.symbols;
      const view = { width, height, viewBox: [west, -north, east - west, north - south].join(" "), role: "img", "aria-label": "南海诸岛" };
      this.inset.append(
        drawn(
          "svg",
          { ...view, preserveAspectRatio: "xMidYMid slice" },
          drawn("path", { d: rings.map((ring) => `${path(ring)}Z`).join(""), class: "land" }),
          drawn("path", { d: borders.map(path).join(""), class: "boundary" }),
        ),
        Object.assign(document.createElement("span"), { textContent: "南海诸岛" }),
      );
    }

    showInset() {
      const view = this.map.getBounds();
      const needed = this.isNational(view) || view.contains(boxOf(this.data.island));
      this.inset.hidden = !needed || view.contains(boxOf(this.data.southSea));
    }
  }

  atlas.Ground = Ground;
  atlas.points = points;
  atlas.boxOf = boxOf;
})(window.PlanAtlas);
