/* The rows that the server sends, as things with names; their order is that of `pages/components/map_payload.py`. */
(function (atlas) {
  "use strict";

  function box(bounds) {
    return bounds && L.latLngBounds([bounds[1], bounds[0]], [bounds[3], bounds[2]]);
  }

  function decode(payload) {
    const at = (lon, lat) => L.latLng(lat, lon);
    const { statuses } = payload; // by id, where symbols are coloured by actual progress; the planned stage stays
    const shown = (id, sector) => (statuses ? `status-${statuses[id] || "unknown"}` : sector);
    const point = ([id, name, lon, lat, sector, stage, outline, task, place, where, kind]) => ({
      id,
      name,
      sector: shown(id, sector),
      own: sector,
      stage,
      outline,
      task,
      place,
      where,
      kind,
      latlng: at(lon, lat),
      exact: outline === "plain",
    });
    const route = ([id, name, flat, sector, stage, task, place, where, kind, stops]) => {
      const line = [];
      for (let i = 0; i < flat.length; i += 2) line.push(at(flat[i], flat[i + 1]));
      const bounds = L.latLngBounds(line);
      const dots = [...new Set([0, ...stops, line.length - 1])].map((index) => line[index]);
      const looks = { sector: shown(id, sector), own: sector, stage };
      return { id, name, ...looks, task, place, where, kind, line, dots, bounds, latlng: bounds.getCenter() };
    };
    const area = ([code, name, level, lon, lat, projects, pages]) => ({
      code,
      name,
      level,
      pages,
      latlng: at(lon, lat),
      projects: projects.map(([id, own, sector, stage, task, place]) => ({
        id,
        name: own,
        sector: shown(id, sector),
        own: sector,
        stage,
        task,
        place,
        where: name,
        latlng: at(lon, lat),
      })),
    });
    const cluster = ([lon, lat, west, south, east, north, projects, inAreas, sectors, code]) => ({
      latlng: at(lon, lat),
      bounds: L.latLngBounds([south, west], [north, east]),
      projects,
      inAreas,
      sectors, // or groups of actual status in their place
      code,
    });
    const data = {
      points: payload.points.map(point),
      routes: payload.routes.map(route),
      areas: payload.areas.map(area),
      clusters: payload.clusters.map(cluster),
      projects: payload.projects, // of the filters, wherever they are
      unplaced: payload.unplaced,
      byStatus: Boolean(statuses),
      view: payload.view && { zoom: payload.view.zoom, bounds: box(payload.view.bounds), home: box(payload.view.home) },
    };
    const { stage } = atlas.symbols;
    for (const thing of [...data.points, ...data.routes]) thing.fill = stage(thing.stage).fill;
    return data;
  }

  atlas.decode = decode;
})(window.PlanAtlas);
