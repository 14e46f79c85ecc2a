/* The buttons of the map: zoom, full screen, back to the plan's view, a page for the briefing, and the switch of the base
   map. */
(function (atlas) {
  "use strict";

  const { element, drawing } = atlas.symbols;
  const STROKE = 'fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"';
  const ICONS = {
    enter: `<path d="M-6-2.5V-6h3.5M2.5-6H6v3.5M6 2.5V6H2.5M-2.5 6H-6V2.5" ${STROKE}/>`,
    leave: `<path d="M-2.5-6v3.5H-6M6-2.5H2.5V-6M2.5 6V2.5H6M-6 2.5h3.5V6" ${STROKE}/>`,
    layers: `<path d="M0-6.2 6.6-2.6 0 1-6.6-2.6ZM-6.6 1.2 0 4.8 6.6 1.2" ${STROKE}/>`,
    reset: `<path d="M-5.6-1.6A5.6 5.6 0 1 1-5.4 2.2M-6.4-5.4v3.9h3.9" ${STROKE}/><circle r="1.5" fill="currentColor"/>`,
  };

  const COLLECT = `<path d="M-5-6.2H5V1.4M0.6 6.2H-5V-6.2M-2.4-3h4.8M-2.4-.2h2.6M4.4 3.2v5M1.9 5.7h5" ${STROKE}/>`;

  function name(node, title) {
    node.title = title;
    node.setAttribute("aria-label", title);
  }

  function icon(node, code) {
    node.replaceChildren(drawing(code, 18, 8));
  }

  function button(className, title, code, act) {
    const node = element("button", className);
    node.type = "button";
    name(node, title);
    icon(node, code);
    node.onclick = act;
    return node;
  }

  /** Full screen of the map's own frame; nothing where the browser does not allow it. */
  function fullScreen(ui) {
    if (!document.fullscreenEnabled) return null;
    const act = () =>
      document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    const node = button("full-screen", ui.fullScreen, ICONS.enter, act);
    document.addEventListener("fullscreenchange", () => {
      const full = Boolean(document.fullscreenElement);
      name(node, full ? ui.leaveFullScreen : ui.fullScreen);
      icon(node, full ? ICONS.leave : ICONS.enter);
    });
    return node;
  }

  /** The switch: a button that opens one row per base map. */
  function baseSwitch(ui, choices, choose) {
    const list = element("fieldset", "bases");
    list.hidden = true;
    list.append(element("legend", "", ui.baseMap));
    for (const [code, label] of choices) {
      const row = list.appendChild(element("label"));
      const radio = row.appendChild(element("input"));
      Object.assign(radio, { type: "radio", name: "base-map", value: code });
      radio.onchange = () => choose(code);
      row.append(label);
    }
    const opener = button("base-map", ui.baseMap, ICONS.layers, () => open(list.hidden));
    const open = (shown) => {
      list.hidden = !shown;
      opener.setAttribute("aria-expanded", String(shown));
      if (shown) list.querySelector(":checked").focus();
    };
    opener.setAttribute("aria-expanded", "false");
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      open(false);
      opener.focus();
    });
    const mark = (code) => {
      for (const radio of list.querySelectorAll("input")) radio.checked = radio.value === code;
    };
    return { nodes: [opener, list], mark };
  }

  /** Put the buttons on the map's upper left; `add(position, node)` makes a control of a node. Returns what marks a
      base map as the present one on the switch. */
  function build(map, { ui, reset, collect, choices, choose, add }) {
    L.control.zoom({ position: "topleft", zoomInTitle: ui.zoomIn, zoomOutTitle: ui.zoomOut }).addTo(map);
    const tools = element("div", "tools leaflet-bar");
    const home = button("reset", ui.reset, ICONS.reset, reset);
    tools.append(...[fullScreen(ui), home, button("collect", ui.collect, COLLECT, collect)].filter(Boolean));
    const bases = choices.length ? baseSwitch(ui, choices, choose) : { nodes: [], mark: () => {} };
    tools.append(...bases.nodes);
    add("topleft", tools);
    return bases.mark;
  }

  atlas.buttons = { build };
})(window.PlanAtlas);
