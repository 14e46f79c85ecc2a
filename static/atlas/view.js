/* Which part of the world is shown first: where most of the plan lies, its marks beside the controls, not below. */
(function (atlas) {
  "use strict";

  const FEW = 0.16; // share of the projects that may stay outside the first view (the count pill says how many)
  const GAIN = 0.5; // zoom levels that leaving a county or a lone project out must win
  const EDGE = { left: 28, right: 28, top: 56, bottom: 44 }; // px
  const ZOOM_COST = 3; // marks worth one zoom level
  const LEAST_ZOOM_OUT = 1;
  const STEPS = 6;

  const union = (boxes) => boxes.reduce((sum, { box }) => sum.extend(box), L.latLngBounds([]));

  /** Boxes that the view should hold: plan counties with their number of projects, and points outside them. */
  function parts(base, things) {
    const boxes = base.boxes.map(({ box }) => ({ box, weight: 0 }));
    for (const thing of things) {
      const home = boxes.find(({ box }) => box.contains(thing.bounds || thing.latlng));
      if (home) home.weight += 1;
      else if (!thing.line) boxes.push({ box: L.latLngBounds([thing.latlng, thing.latlng]), weight: 1 });
    }
    return boxes;
  }

  /** Bounds of all plan counties and of the projects at points. */
  function whole(base, things) {
    const all = parts(base, things);
    return all.length ? union(all) : base.bounds;
  }

  /** Bounds of the plan counties and projects without far ones that hold few projects. */
  function focus(map, base, things) {
    let kept = parts(base, things);
    if (!kept.length) return base.bounds;
    let spare = FEW * things.length;
    while (kept.length > 1) {
      const zoom = map.getBoundsZoom(union(kept));
      const gains = kept
        .filter(({ weight }) => weight <= spare)
        .map((part) => ({ part, gain: map.getBoundsZoom(union(kept.filter((other) => other !== part))) - zoom }));
      const best = gains.sort((a, b) => b.gain - a.gain)[0];
      if (!best || best.gain < GAIN) break;
      spare -= best.part.weight;
      kept = kept.filter((part) => part !== best.part);
    }
    return union(kept);
  }

  /** Evenly spaced offsets between two numbers, the middle first. */
  function offsets(from, to) {
    const middle = (from + to) / 2;
    const all = Array.from({ length: STEPS + 1 }, (_, step) => from + ((to - from) * step) / STEPS);
    return all.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  }

  /** Zoom and centre that show the bounds with fewest marks below the `controls` (boxes in px of the map). */
  function fit(map, bounds, things, controls) {
    const size = map.getSize();
    const room = L.point(EDGE.left + EDGE.right, EDGE.top + EDGE.bottom);
    const closest = map.getBoundsZoom(bounds, false, room);
    const spots = things.filter((thing) => !thing.line && bounds.contains(thing.latlng)).map((thing) => thing.latlng);
    let best = null;
    for (let zoom = closest; zoom >= closest - LEAST_ZOOM_OUT; zoom -= 0.25) {
      const [nw, se] = [map.project(bounds.getNorthWest(), zoom), map.project(bounds.getSouthEast(), zoom)];
      const pixels = spots.map((spot) => map.project(spot, zoom).subtract(nw));
      for (const x of offsets(EDGE.left, size.x - EDGE.right - (se.x - nw.x)))
        for (const y of offsets(EDGE.top, size.y - EDGE.bottom - (se.y - nw.y))) {
          const below = pixels.filter((spot) =>
            controls.some(
              (box) =>
                spot.x + x > box.x && spot.x + x < box.x + box.w && spot.y + y > box.y && spot.y + y < box.y + box.h,
            ),
          );
          const cost = below.length + (closest - zoom) * ZOOM_COST;
          if (!best || cost < best.cost) best = { cost, zoom, centre: nw.add(size.divideBy(2)).subtract([x, y]) };
        }
    }
    map.setView(map.unproject(best.centre, best.zoom), best.zoom, { animate: false });
  }

  atlas.view = { whole, focus, fit };
})(window.PlanAtlas);
