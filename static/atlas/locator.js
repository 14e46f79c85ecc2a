/* The small map in the corner: the plan's counties, or the provinces of a national plan, and the present frame.
   Where the base map must show the 境界线, so does this one. */
(function (atlas) {
  "use strict";

  const { drawing } = atlas.symbols;
  const SIDE_PX = 96;
  const MANY_COUNTIES = 400; // from then on the provinces stand for them

  function ringsOf(features) {
    return features.flatMap(({ geometry: g }) =>
      (g.type === "Polygon" ? [g.coordinates] : g.coordinates).map((polygon) => polygon[0]),
    );
  }

  function linesOf(features) {
    return features.flatMap(({ geometry: g }) => (g.type === "LineString" ? [g.coordinates] : g.coordinates));
  }

  /** Land and 境界线 of a base map as SVG paths in a square of degrees, made once. */
  function sketch(base) {
    const national = base.own.length > MANY_COUNTIES || !base.own.length;
    const rings = ringsOf(national ? base.provinces : base.own);
    const lines = base.boundaryRequired ? linesOf(base.boundaries) : [];
    const bounds = L.latLngBounds([]);
    for (const line of [...rings, ...lines]) for (const [lon, lat] of line) bounds.extend([lat, lon]);
    const path = (line) => `M${line.map(([lon, lat]) => `${lon} ${-lat}`).join("L")}`;
    return { bounds, land: `${rings.map(path).join("Z")}Z`, lines: lines.map(path).join("") };
  }

  /** Draw the frame; hidden while everything is in view. */
  function locator(node, map, base, needed) {
    node.hidden = !needed;
    if (node.hidden) return;
    base.sketch = base.sketch || sketch(base);
    const view = map.getBounds();
    const all = L.latLngBounds(base.sketch.bounds.getSouthWest(), base.sketch.bounds.getNorthEast()).extend(view);
    const { lng, lat } = all.getCenter();
    const degrees = Math.max(all.getEast() - all.getWest(), all.getNorth() - all.getSouth());
    const stroke = (px) => (px * degrees) / SIDE_PX;
    const frame = [view.getWest(), -view.getNorth(), view.getEast() - view.getWest(), view.getNorth() - view.getSouth()];
    const [x, y, width, height] = frame;
    const code =
      `<g transform="scale(${SIDE_PX / degrees}) translate(${-lng} ${lat})"><path d="${base.sketch.land}" class="land"/>` +
      `<path d="${base.sketch.lines}" class="boundary" stroke-width="${stroke(1)}"/>` +
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" class="frame" stroke-width="${stroke(1.4)}"/></g>`;
    node.replaceChildren(drawing(code, SIDE_PX + 8, SIDE_PX / 2 + 4));
  }

  atlas.locator = locator;
})(window.PlanAtlas);
