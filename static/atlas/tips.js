/* The lines of a tooltip, the first its heading. `readings` are names in Latin letters, where the server sent them. */
(function (atlas) {
  "use strict";

  const SHOWN_NAMES = 8;

  /** Names of the first few things, and a sign that there are more. */
  function someNames(things) {
    const names = things.slice(0, SHOWN_NAMES).map((thing) => thing.name);
    return things.length > SHOWN_NAMES ? [...names, "…"] : names;
  }

  /** A project: name and its reading; sector, kind, stage; what has happened, if the map shows it; precision, where. */
  function project(thing, readings) {
    const { kinds, outlines, ui } = atlas.words();
    const { sector, stage } = atlas.symbols;
    const about = [sector(thing.own).title, kinds[thing.kind], stage(thing.stage).title];
    const actual = thing.own !== thing.sector && `${ui.actual} ${sector(thing.sector).title}`;
    const placed = [outlines[thing.line ? "route" : thing.outline], readings[thing.where] || thing.where];
    const join = (parts) => parts.filter(Boolean).join(" · ");
    return [thing.name, readings[thing.name], join(about), actual, join(placed)];
  }

  function projects(items, readings) {
    return items.length === 1 ? project(items[0], readings) : [items[0].where, ...someNames(items)];
  }

  function cluster({ projects: number, inAreas, sectors }) {
    const parts = sectors.map(([code, count]) => `${atlas.symbols.sector(code).title} ${count}`);
    return [atlas.counted(number), parts.join(" · "), inAreas && `${atlas.words().ui.someInAreas} ${inAreas}`];
  }

  /** An area with its projects, those of the sector whose square was `hit` if one was. */
  function area({ name, projects: all, pages }, hit, readings) {
    const sector = hit && hit.dataset.sector;
    const listed = sector ? all.filter((one) => one.sector === sector) : all;
    const tasks = pages.length && `${atlas.words().ui.areaTasks} ${pages.length}`;
    return [name, readings[name], ...someNames(listed), tasks];
  }

  /** What stands under the pointer: an item of the map, and the part of it that was `hit`. */
  function item(one, hit, readings) {
    if (one.cluster) return cluster(one.cluster);
    if (one.area) return area(one.area, hit, readings);
    if (one.named) return projects(one.named, readings);
    return projects(hit ? one.mark.discs[Number(hit.dataset.part)].items : one.mark.items, readings);
  }

  atlas.tips = { item, project };
})(window.PlanAtlas);
