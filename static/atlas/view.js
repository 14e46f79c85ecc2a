/* Which part of the world is shown first: where most of the plan lies, its marks beside the legend, not below it. */
(function (atlas) {
  "use strict";

  const FEW = 0.16; // share of the projects that may stay outside the first view (the count pill says how many)
  const GAIN = 0.5; // zoom levels that leaving a county out must win
  const EDGE_PX = 28;
  const STEPS = 8;

  /** Bounds of the plan counties without a far one that holds few projects. */
  function focus(map, base, things) {
    const within = (box, thing) => (thing.line ? box.contains(thing.bounds) : box.contains(thing.latlng));
    const union = (boxes) => boxes.reduce((sum, { box }) => sum.extend(box), L.latLngBounds([]));
    let kept = base.boxes.map((county) => ({ ...county, weight: things.filter((thing) => within(county.box, thing)).length }));
    if (!kept.length) return base.bounds;
    let spare = FEW * things.length;
    while (kept.length > 1) {
      const zoom = map.getBoundsZoom(union(kept));
      const gains = kept
        .filter(({ weight }) => weight <= spare)
        .map((county) => ({ county, gain: map.getBoundsZoom(union(kept.filter((other) => other !== county))) - zoom }));
      const best = gains.sort((a, b) => b.gain - a.gain)[0];
      if (!best || best.gain < GAIN) break;
      spare -= best.county.weight;
      kept = kept.filter((county) => county !== best.county);
    }
    return union(kept);
  }

  /** Px by which the content should move right so that fewest marks lie below the legend. */
  function beside(map, legend, bounds, things) {
    const { width, height } = legend.getBoundingClientRect();
    const size = map.getSize();
    const room = size.x - EDGE_PX - map.latLngToContainerPoint(bounds.getNorthEast()).x;
    if (!width || room <= 0) return 0;
    const spots = things.filter((thing) => !thing.line).map((thing) => map.latLngToContainerPoint(thing.latlng));
    const low = spots.filter((spot) => spot.y > size.y - height - EDGE_PX && spot.y < size.y);
    const covered = (shift) => low.filter((spot) => spot.x + shift > 0 && spot.x + shift < width + EDGE_PX).length;
    const shifts = Array.from({ length: STEPS + 1 }, (_, step) => Math.round((room * step) / STEPS));
    return shifts.reduce((best, shift) => (covered(shift) < covered(best) ? shift : best), 0);
  }

  atlas.view = { focus, beside };
})((window.PlanAtlas = window.PlanAtlas || {}));
