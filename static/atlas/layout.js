/* Where symbols and labels stand, in pixels of the current zoom. Pure geometry: no DOM, no Leaflet.
   A box is {x, y, w, h} with (x, y) its top left corner. */
(function (atlas) {
  "use strict";

  const MERGE_PX = 10; // symbols nearer than this would hide one another: they share a capsule
  const SHIFT_LIMIT_PX = 15; // how far a symbol may move from its place
  const FAN_ROUNDS = 40;
  const HIDDEN_SHARE = 0.3; // of the smaller of two symbols, before they share a capsule
  const DISC_STEP_PX = 20;
  const LABEL_GAP_PX = 3;
  const CROWD_PX = 3; // a label this near to another symbol would be read as that symbol's
  const CELL_PX = 64;
  const CELL_ROWS = 2 ** 20; // more than the world has at the closest zoom
  const DIRECTIONS = 12;
  const DISCS_A_ROW = 5;
  const CALLOUT_DISTANCES_PX = [9, 24];
  const LINE_STEP_PX = 12;

  function boxAround(x, y, w, h) {
    return { x: x - w / 2, y: y - h / 2, w, h };
  }

  function overlap(a, b, margin) {
    const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x) + margin;
    const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y) + margin;
    return w > 0 && h > 0 ? w * h : 0;
  }

  function area(box) {
    return box.w * box.h;
  }

  /** Boxes already taken, found by grid cell. */
  class Taken {
    constructor() {
      this.cells = new Map();
      this.round = 0; // numbers the questions, so that a box in several cells counts once
    }

    /** Call `visit` with the list of every cell that the box touches. */
    visit(box, margin, visit) {
      const [right, low] = [Math.floor((box.x + box.w + margin) / CELL_PX), Math.floor((box.y + box.h + margin) / CELL_PX)];
      for (let i = Math.floor((box.x - margin) / CELL_PX); i <= right; i += 1)
        for (let j = Math.floor((box.y - margin) / CELL_PX); j <= low; j += 1) visit(i * CELL_ROWS + j);
    }

    add(box) {
      const entry = { box, round: 0 };
      this.visit(box, 0, (key) => {
        if (this.cells.has(key)) this.cells.get(key).push(entry);
        else this.cells.set(key, [entry]);
      });
    }

    /** Covered area in px² if `box` were placed, apart from the box `own`; counting ends above `most`. */
    cost(box, margin, own, most = Infinity) {
      const round = (this.round += 1);
      let sum = 0;
      this.visit(box, margin, (key) => {
        const entries = sum > most ? undefined : this.cells.get(key);
        if (!entries) return;
        for (const entry of entries) {
          if (entry.round === round || entry.box === own) continue;
          entry.round = round;
          sum += overlap(box, entry.box, margin);
        }
      });
      return sum;
    }
  }

  /** Discs of a group of points: one per sector and fill, per sector alone when there are more than three. */
  function discsOf(items, fillRank) {
    const collect = (keyOf) => {
      const found = new Map();
      for (const item of items) {
        const key = keyOf(item);
        if (!found.has(key)) found.set(key, { sector: item.sector, fill: item.fill, items: [] });
        const disk = found.get(key);
        disk.items.push(item);
        if (fillRank.indexOf(item.fill) < fillRank.indexOf(disk.fill)) disk.fill = item.fill;
      }
      return [...found.values()];
    };
    const fine = collect((item) => `${item.sector}/${item.fill}`);
    const discs = fine.length > 3 ? collect((item) => item.sector) : fine;
    discs.forEach((disk, index) => {
      disk.index = index;
    });
    return discs;
  }

  function size(mark) {
    if (mark.discs.length === 1) {
      mark.width = mark.height = mark.outline === "plain" ? 20 : 25.2;
    } else {
      const rows = Math.ceil(mark.discs.length / DISCS_A_ROW);
      mark.width = Math.ceil(mark.discs.length / rows) * DISC_STEP_PX + 10;
      mark.height = rows * DISC_STEP_PX + 6;
    }
  }

  /** Outline of a mark: that of its points when they agree; a ring when they do not. */
  function outlineOf(items) {
    const first = items[0].outline;
    return items.every((item) => item.outline === first) ? first : "ring";
  }

  /** Points grouped by place: those nearer than the limit share a group, which stands at its first exact point. */
  function grouped(points, project) {
    const groups = [];
    for (const item of points) {
      const { x, y } = project(item);
      const near = groups.find((group) => Math.hypot(group.x - x, group.y - y) < MERGE_PX);
      if (!near) groups.push({ x, y, items: [item] });
      else {
        if (item.exact && !near.items.some((other) => other.exact)) Object.assign(near, { x, y });
        near.items.push(item);
      }
    }
    return groups;
  }

  function markOf({ x, y, items }, fillRank) {
    const mark = { x, y, items, dx: 0, dy: 0, discs: discsOf(items, fillRank), outline: outlineOf(items) };
    mark.key = items.map((item) => item.id).join("|");
    mark.fixed = items.some((item) => item.exact);
    size(mark);
    return mark;
  }

  /** Each mark that hides others too much, in one set with these; a mark is in one set, or in none. */
  function hiding(all) {
    const sorted = [...all].sort((a, b) => a.box.x - b.box.x);
    const used = new Set();
    const sets = [];
    sorted.forEach((seed, i) => {
      if (used.has(seed)) return;
      const set = [seed];
      for (let j = i + 1; j < sorted.length && sorted[j].box.x < seed.box.x + seed.box.w; j += 1) {
        const [other, least] = [sorted[j], Math.min(area(seed.box), area(sorted[j].box))];
        if (!used.has(other) && overlap(seed.box, other.box, 0) > HIDDEN_SHARE * least) set.push(other);
      }
      if (set.length === 1) return;
      for (const mark of set) used.add(mark);
      sets.push(set);
    });
    return sets;
  }

  /** One mark in the place of several: where the exact one stands, else the first. */
  function joined(set, fillRank) {
    const { x, y } = set.find((mark) => mark.fixed) || set[0];
    return markOf({ x, y, items: set.flatMap((mark) => mark.items) }, fillRank);
  }

  /** Marks of the points at this zoom, moved apart; `project(item)` gives pixels. What would hide joins a capsule. */
  function marks(points, project, fillRank) {
    let all = grouped(points, project).map((group) => markOf(group, fillRank));
    fanOut(all);
    for (let sets = hiding(all); sets.length; sets = hiding(all)) {
      const gone = new Set(sets.flat());
      all = [...all.filter((mark) => !gone.has(mark)), ...sets.map((set) => joined(set, fillRank))];
      for (const mark of all) mark.dx = mark.dy = 0;
      fanOut(all);
    }
    return all;
  }

  /** Push one pair of touching marks apart along the shorter way; marks of exact points stay. */
  function separate(a, b) {
    if (a.fixed && b.fixed) return false;
    const ex = b.x + b.dx - a.x - a.dx;
    const ey = b.y + b.dy - a.y - a.dy;
    const px = (a.width + b.width) / 2 - Math.abs(ex);
    const py = (a.height + b.height) / 2 - Math.abs(ey);
    if (px <= 0 || py <= 0) return false;
    const round = a.discs.length === 1 && b.discs.length === 1;
    const distance = Math.hypot(ex, ey) || 1;
    const gap = (a.width + b.width) / 2 - distance;
    if (round && gap <= 0) return false;
    let ux = ex / distance;
    let uy = ey / distance;
    let way = gap;
    if (!round) {
      [ux, uy, way] = px < py ? [Math.sign(ex) || 1, 0, px] : [0, Math.sign(ey) || 1, py];
    } else if (!ex && !ey) ux = 1;
    const shares = a.fixed ? [0, 1] : b.fixed ? [1, 0] : [0.5, 0.5];
    a.dx -= ux * way * shares[0];
    a.dy -= uy * way * shares[0];
    b.dx += ux * way * shares[1];
    b.dy += uy * way * shares[1];
    return true;
  }

  /** Move touching marks apart by a few px, never past the limit. */
  function fanOut(all) {
    const sorted = [...all].sort((a, b) => a.x - b.x);
    const reach = Math.max(0, ...all.map((mark) => mark.width)) + 2 * SHIFT_LIMIT_PX;
    for (let round = 0; round < FAN_ROUNDS; round += 1) {
      let moved = false;
      for (let i = 0; i < sorted.length; i += 1)
        for (let j = i + 1; j < sorted.length && sorted[j].x - sorted[i].x < reach; j += 1)
          moved = separate(sorted[i], sorted[j]) || moved;
      for (const mark of sorted) {
        const far = Math.hypot(mark.dx, mark.dy);
        if (far > SHIFT_LIMIT_PX) {
          mark.dx *= SHIFT_LIMIT_PX / far;
          mark.dy *= SHIFT_LIMIT_PX / far;
        }
      }
      if (!moved) break;
    }
    for (const mark of all) mark.box = boxAround(mark.x + mark.dx, mark.y + mark.dy, mark.width, mark.height);
  }

  /** Eight boxes of w × h round `box`: right first, then left, below, above and the corners. */
  function around(box, w, h) {
    const right = box.x + box.w + LABEL_GAP_PX;
    const left = box.x - w - LABEL_GAP_PX;
    const below = box.y + box.h + 1;
    const above = box.y - h - 1;
    const middle = box.y + (box.h - h) / 2;
    const centre = box.x + (box.w - w) / 2;
    const corners = [
      [right - 3, above + 5],
      [right - 3, below - 5],
      [left + 3, above + 5],
      [left + 3, below - 5],
    ];
    const places = [[right, middle], [left, middle], [centre, below], [centre, above], ...corners];
    return places.map(([x, y]) => ({ x, y, w, h }));
  }

  /** The candidate that covers nothing and has the least penalty, its own and what `weigh` adds; with `must`, else the
      one that covers least. */
  function choose(candidates, taken, { must = false, own = null, margin = CROWD_PX, weigh = () => 0 } = {}) {
    let best = null;
    let least = Infinity;
    for (const box of candidates) {
      if ((box.penalty || 0) >= least) continue;
      const penalty = (box.penalty || 0) + weigh(box);
      if (penalty >= least) continue;
      const covered = taken.cost(box, margin, own, must ? least - penalty : 0);
      if ((covered && !must) || covered + penalty >= least) continue;
      [best, least] = [box, covered + penalty];
      if (least === 0) break;
    }
    return best;
  }

  /** Boxes on growing circles round a point, for a county's name and counts. */
  function* spiral(x, y, w, h, limit) {
    yield boxAround(x, y, w, h);
    for (let radius = 12; radius <= limit; radius += 12)
      for (let step = 0; step < DIRECTIONS; step += 1) {
        const angle = (step * 2 * Math.PI) / DIRECTIONS - Math.PI / 2;
        const box = boxAround(x + radius * Math.cos(angle), y + radius * Math.sin(angle), w, h);
        yield { ...box, penalty: radius / 4 };
      }
  }

  /** Boxes beside a line (pixels), level, near its middle first. */
  function beside(line, w, h) {
    const lengths = line.slice(1).map((point, i) => Math.hypot(point.x - line[i].x, point.y - line[i].y));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const boxes = [];
    for (const share of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88]) {
      let rest = share * total;
      let i = 0;
      while (i < lengths.length - 1 && rest > lengths[i]) rest -= lengths[i++];
      const t = lengths[i] ? rest / lengths[i] : 0;
      const [ax, ay] = [line[i].x, line[i].y];
      const [ux, uy] = lengths[i] ? [(line[i + 1].x - ax) / lengths[i], (line[i + 1].y - ay) / lengths[i]] : [1, 0];
      const x = ax + t * lengths[i] * ux;
      const y = ay + t * lengths[i] * uy;
      const away = 5 + Math.abs(uy) * (w / 2) + Math.abs(ux) * (h / 2); // the box just misses the line
      for (const side of [1, -1]) boxes.push(boxAround(x + side * uy * away, y - side * ux * away, w, h));
    }
    return boxes;
  }

  /** Boxes of a callout round a box: below, above, right and left, nearer ones first, also shifted along the side. */
  function calloutPlaces(box, w, h) {
    const cx = box.x + box.w / 2;
    const cy = box.y + box.h / 2;
    const boxes = [];
    for (const away of CALLOUT_DISTANCES_PX) {
      const [dx, dy] = [box.w / 2 + away + w / 2, box.h / 2 + away + h / 2];
      for (const shift of [0, 0.42, -0.42])
        for (const side of [1, -1]) {
          boxes.push({ ...boxAround(cx + shift * w, cy + side * dy, w, h), penalty: away + 20 * Math.abs(shift) });
          boxes.push({ ...boxAround(cx + side * dx, cy + shift * 2 * h, w, h), penalty: away + 20 * Math.abs(shift) });
        }
    }
    return boxes;
  }

  /** Small boxes along a line (pixels), so that a label can keep off it. */
  function alongLine(line) {
    return line.slice(1).flatMap((to, i) => {
      const from = line[i];
      const steps = Math.min(80, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / LINE_STEP_PX));
      return Array.from({ length: steps }, (_, step) =>
        boxAround(from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps, 6, 6),
      );
    });
  }

  /** Shortest tick from the edge of `own` to the edge of `box`, in px from the corner of `box`: [x1, y1, x2, y2]. */
  function leader(own, box) {
    const clamp = (value, low, size) => Math.min(Math.max(value, low), low + size);
    const [x2, y2] = [clamp(own.x + own.w / 2, box.x, box.w), clamp(own.y + own.h / 2, box.y, box.h)];
    const [x1, y1] = [clamp(x2, own.x, own.w), clamp(y2, own.y, own.h)];
    return [x1 - box.x, y1 - box.y, x2 - box.x, y2 - box.y].map(Math.round);
  }

  atlas.layout = { Taken, marks, around, choose, spiral, beside, calloutPlaces, alongLine, leader, boxAround, overlap };
})(window.PlanAtlas);
