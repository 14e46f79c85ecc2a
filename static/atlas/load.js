/* First script in the frame: fetches the map's parts side by side, since the component itself loads one script after
   another. They run in this order; `PlanAtlas.show` keeps the latest call until all are there. */
(function () {
  "use strict";

  const PARTS = ["theme", "symbols", "layout", "decode", "base", "routes", "buttons", "chrome", "locator", "compose", "view", "atlas"];
  const own = new URL(document.currentScript.src);
  const atlas = (window.PlanAtlas = {});
  let latest = null;

  atlas.show = (...call) => {
    latest = call;
  };
  atlas.ready = () => {
    if (latest) atlas.show(...latest);
  };

  const leaflet = document.createElement("link");
  Object.assign(leaflet, { rel: "preload", as: "script", href: own.searchParams.get("leaflet") });
  document.head.append(leaflet);
  for (const part of PARTS) {
    const script = document.createElement("script");
    Object.assign(script, { src: new URL(`${part}.js${own.search}`, own).href, async: false });
    document.head.append(script);
  }
})();
