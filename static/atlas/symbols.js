/* Elements of the map's symbols. Drawings come from the server's templates (pages/components/symbols.py);
   every text that stems from a plan or a gazetteer is set with textContent, never parsed as markup. */
(function (atlas) {
  "use strict";

  /** Vocabulary of the build: sectors, stages, kinds, outlines, templates. Set by `use`. */
  let words = null;

  function use(vocabulary) {
    words = vocabulary;
  }

  function sector(code) {
    return words.sectors[code] || { title: code, colour: "#696969", path: "" };
  }

  function stage(code) {
    return words.stages[code] || { title: "", fill: "unstated", width: 1.4 };
  }

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /** An <svg> of trusted drawing code, centred on (0, 0). */
  function drawing(code, size, half) {
    const holder = document.createElement("template");
    const box = [-half, -half, 2 * half, 2 * half].join(" ");
    holder.innerHTML = `<svg class="drawing" width="${size}" height="${size}" viewBox="${box}" aria-hidden="true">${code}</svg>`;
    return holder.content.firstChild;
  }

  function fillIn(template, sectorCode) {
    const { colour, path } = sector(sectorCode);
    return template.replaceAll("@c", colour).replaceAll("@i", path);
  }

  /** Disc of a sector and a fill, with its outline: plain, ring, dashed, or none inside a capsule. */
  function disc(sectorCode, fill, outline, size) {
    const { discs, outlines } = words.templates;
    const half = outline === "none" ? 9.5 : outline === "plain" ? 10 : 12.6;
    return drawing(fillIn((outlines[outline] || "") + discs[fill], sectorCode), size || 2 * half, half);
  }

  /** Disc of a stage in neutral ink, as in the legend. */
  function stageDisc(fill) {
    const code = words.templates.discs[fill].replaceAll("@c", words.legendInk).replaceAll("@i", "");
    return drawing(code, 15, 11);
  }

  function pageIcon() {
    const path = words.templates.page.path;
    return drawing(`<path d="${path}" fill="#fff" stroke="#56606e" stroke-width="1.2"/>`, 15, 7.5);
  }

  function number(value, colour) {
    const badge = element("i", "number", String(value));
    badge.style.color = badge.style.borderColor = colour;
    return badge;
  }

  /** One disc of a mark; a click on it names the projects behind it. */
  function part(disk, outline) {
    const node = element("span", "part");
    node.dataset.part = disk.index;
    node.append(disc(disk.sector, disk.fill, outline));
    if (disk.items.length > 1) node.append(number(disk.items.length, sector(disk.sector).colour));
    return node;
  }

  /** Symbol of one place: a single disc, or a capsule of several. */
  function symbol(mark) {
    if (mark.discs.length === 1) {
      const node = element("span", "symbol");
      node.append(part(mark.discs[0], mark.outline));
      return node;
    }
    const node = element("span", "symbol capsule");
    if (mark.outline === "dashed") node.classList.add("inferred");
    node.style.width = `${mark.width}px`;
    node.append(...mark.discs.map((disk) => part(disk, "none")));
    return node;
  }

  /** Square with the number of projects of one sector known only to the area. */
  function square(sectorCode, count) {
    const { colour, path } = sector(sectorCode);
    const node = element("span", "square");
    node.dataset.sector = sectorCode;
    node.style.borderColor = node.style.color = colour;
    const icon = element("span", "icon");
    icon.style.background = colour;
    icon.append(drawing(`<path fill="#fff" transform="translate(-7.5 -7.5)" d="${path}"/>`, 12, 8));
    node.append(icon, element("b", "", String(count)));
    return node;
  }

  function pages(count) {
    const node = element("span", "pages");
    node.dataset.pages = count;
    node.append(pageIcon(), element("b", "", String(count)));
    return node;
  }

  /** Name of a county, city or town with its project squares and its task pages. */
  function area(block) {
    const node = element("span", `area ${block.level}`);
    node.append(element("span", "name", block.name));
    const row = block.level === "township" ? node : node.appendChild(element("span", "badges"));
    row.append(...block.squares.map(([code, count]) => square(code, count)));
    if (block.pages) row.append(pages(block.pages));
    return node;
  }

  /** A ring of the sectors' shares round the number of projects; `size` is its width in px. */
  function cluster({ projects, sectors }, size) {
    const radius = size / 2 - 4;
    let done = 0;
    const arcs = sectors.map(([code, count]) => {
      const share = (count / projects) * 100;
      const arc = `<circle r="${radius}" fill="none" stroke="${sector(code).colour}" stroke-width="5" pathLength="100" stroke-dasharray="${Math.max(share - 0.8, 0.4)} 100" stroke-dashoffset="${-done}" transform="rotate(-90)"/>`;
      done += share;
      return arc;
    });
    const node = element("span", "cluster");
    node.append(drawing(`<circle r="${size / 2 - 1}" fill="#fff"/>${arcs.join("")}`, size, size / 2));
    node.append(element("b", "", String(projects)));
    return node;
  }

  /** The box beside what is selected: name, what is known in one line, and the tick that leads to it. */
  function callout(title, detail, colour, [x1, y1, x2, y2]) {
    const node = element("span", "callout");
    node.style.borderColor = colour;
    const tick = drawing(`<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${colour}" stroke-width="1.6"/>`, 2, 1);
    tick.classList.add("tick");
    const name = element("b", "", title);
    name.lang = "zh";
    node.append(tick, name, element("span", "", detail));
    return node;
  }

  atlas.symbols = { use, sector, stage, element, drawing, disc, stageDisc, pageIcon, symbol, square, area, cluster, callout };
  atlas.words = () => words;
  /** A number of projects in words. */
  atlas.counted = (number) => `${number} ${number === 1 ? words.ui.one : words.ui.unit}`;
})(window.PlanAtlas);
