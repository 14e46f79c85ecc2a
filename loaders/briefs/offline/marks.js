/* Symbols as on the printed map: colour = sector, fill = planned stage, outline = precision. One unit is a point of the
   printed sheet; the numbers are those of geo/print_symbols.py. */
(function (atlas) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const [DISC, RING, HALF] = [6, 7.9, 8.4];
  const [INK, SECOND, PAPER, UNSTATED, UNSTATED_BORDER] = ["#1b2430", "#56606e", "#fff", "#e3e6ea", "#b4bbc3"];
  const BORDERS = { outline: 0.8, star: 0.8, tint: 1.2, half: 1, unstated: 0.5 };
  const DIGITS = [1.22, 1.12, 0.86]; // size of a number of so many digits, in radii
  let words = null;

  function use(vocabulary) {
    words = vocabulary;
  }

  function sector(code) {
    return words.sectors[code] || { name: "", colour: "#696969", icon: "" };
  }

  function drawn(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function picture(size, half, ...children) {
    const box = [-half, -half, 2 * half, 2 * half].join(" ");
    return drawn("svg", { width: size, height: size, viewBox: box, "aria-hidden": "true" }, ...children);
  }

  /** The colour on white paper, as strong as `share`. */
  function mixed(colour, share) {
    const channel = (at) => Math.round(255 + (parseInt(colour.slice(at, at + 2), 16) - 255) * share);
    return `rgb(${channel(1)},${channel(3)},${channel(5)})`;
  }

  function fillOf(fill, colour) {
    if (fill === "solid" || fill === "tick") return colour;
    return { tint: mixed(colour, 0.26), unstated: UNSTATED }[fill] || PAPER;
  }

  /** Disc or square, as full as the stage asks. */
  function body({ fill, outline }, colour, disc) {
    const width = BORDERS[fill] || 0;
    const stroke = { stroke: fill === "unstated" ? UNSTATED_BORDER : colour, "stroke-width": width };
    const half = mixed(colour, 0.5);
    if (outline === "square") {
      const side = disc * 0.94 - width / 2;
      const box = { x: -side, y: -side, width: 2 * side, height: 2 * side, rx: disc * 0.36 };
      const lower = fill === "half" ? [drawn("rect", { ...box, y: 0, height: side, rx: disc * 0.2, fill: half })] : [];
      return [
        drawn("rect", { ...box, fill: fillOf(fill, colour) }),
        ...lower,
        drawn("rect", { ...box, fill: "none", ...stroke }),
      ];
    }
    const r = disc - width / 2;
    const lower = fill === "half" ? [drawn("path", { d: `M${-r} 0A${r} ${r} 0 0 0 ${r} 0Z`, fill: half })] : [];
    return [drawn("circle", { r, fill: fillOf(fill, colour) }), ...lower, drawn("circle", { r, fill: "none", ...stroke })];
  }

  function tick(disc) {
    const size = disc * 0.46;
    const line = { d: "M-.46 -.02L-.1 .36L.5 -.4", fill: "none", stroke: PAPER, "stroke-width": 0.3 };
    const at = { transform: `translate(${0.78 * disc} ${0.78 * disc}) scale(${size})` };
    return drawn("g", at, drawn("circle", { r: 1.18, fill: PAPER }), drawn("circle", { r: 1, fill: INK }), drawn("path", line));
  }

  function star(disc, colour) {
    const corner = (turn) => {
      const reach = turn % 2 ? 0.42 : 1;
      return `${reach * Math.sin((turn * Math.PI) / 5)} ${-reach * Math.cos((turn * Math.PI) / 5)}`;
    };
    const d = `M${Array.from({ length: 10 }, (_, turn) => corner(turn)).join("L")}Z`;
    const at = { transform: `translate(${0.78 * disc} ${0.78 * disc}) scale(${disc * 0.48})` };
    return drawn("g", at, drawn("path", { d, fill: colour, stroke: PAPER, "stroke-width": 0.5, "paint-order": "stroke" }));
  }

  /** A mark `size` px wide; `word` on it is its number, or something else in a legend. */
  function mark(item, size, word = String(item.number), colour = sector(item.sector).colour) {
    const ringed = item.outline === "ring" || item.outline === "dashed";
    const disc = ringed ? DISC * 0.92 : DISC;
    const dash = item.outline === "dashed" ? { "stroke-dasharray": "2 1.4" } : {};
    const ring = ringed
      ? [drawn("circle", { r: RING, fill: PAPER, stroke: colour, "stroke-width": 0.8, ...dash })]
      : item.outline === "square"
        ? []
        : [drawn("circle", { r: disc + 0.9, fill: PAPER })];
    const ink = { solid: PAPER, tick: PAPER, half: INK, unstated: INK }[item.fill] || colour;
    const text = { "font-size": disc * DIGITS[Math.min(word.length, 3) - 1], fill: ink, class: "digits" };
    const figure = word ? [drawn("text", { ...text, y: text["font-size"] * 0.36 }, word)] : [];
    const sign = item.fill === "tick" ? [tick(disc)] : item.fill === "star" ? [star(disc, colour)] : [];
    const half = ringed ? HALF : DISC + 1.2;
    return picture(size, half, ...ring, ...body(item, colour, disc), ...figure, ...sign);
  }

  /** Disc of a sector with its icon. */
  function icon(code, size) {
    const { colour, icon: d } = sector(code);
    const inside = drawn("path", { d, fill: PAPER, transform: "scale(.62) translate(-7.5 -7.5)" });
    return picture(size, 7.5, drawn("circle", { r: 7.5, fill: colour }), inside);
  }

  /** A stage, or an outline, in neutral ink. */
  function sample(fill, outline, size, word = "") {
    return mark({ fill, outline }, size, word, "#4a5560");
  }

  function dashes() {
    const line = { d: "M-8 3L8 -3", stroke: "#4a5560", "stroke-width": 2, "stroke-dasharray": "4.5 2.8" };
    return picture(18, 9, drawn("path", line));
  }

  /** The page of tasks that name only an area, with their number. */
  function page(word, size) {
    const sheet = { d: "M-4.2 -5.4H1.6L4.2 -2.8V5.4H-4.2Z", fill: PAPER, stroke: SECOND, "stroke-width": 0.7 };
    const text = { "font-size": word.length < 2 ? 6.2 : 5.2, y: 2.9, fill: INK, class: "digits" };
    const fold = { d: "M1.6 -5.4V-2.8H4.2", fill: "none", stroke: SECOND, "stroke-width": 0.6 };
    return picture(size, 6.4, drawn("path", sheet), drawn("path", fold), drawn("text", text, word));
  }

  const stage = (fill) => ({ width: words.widths[fill] });
  atlas.symbols = { use, sector, stage, mark, icon, sample, dashes, page, picture, drawn };
})(window.PlanAtlas);
