/* Choosing a point: while one is asked for, a veil above the marks takes the next click, Enter takes the middle, Escape
   ends it; a ghost stands where the point is proposed. */
(function (atlas) {
  "use strict";

  const { element, drawing } = atlas.symbols;
  const DECIMALS = 6; // about 0.1 m
  const SIZE_PX = 34;
  const CROSS =
    '<circle r="6.5" fill="none" stroke="#fff" stroke-width="4"/><path d="M0-11v6M0 5v6M-11 0h6M5 0h6" stroke="#fff" stroke-width="4.5"/>' +
    '<circle r="6.5" fill="none" stroke="#1f4e8c" stroke-width="1.8" stroke-dasharray="3.2 2.2"/>' +
    '<path d="M0-11v6M0 5v6M-11 0h6M5 0h6" stroke="#1f4e8c" stroke-width="2"/><circle r="1.6" fill="#1f4e8c"/>';

  class Picker {
    /** `say` gets longitude and latitude in degrees of the datum shown, or nothing when it was given up. */
    constructor(map, say) {
      Object.assign(this, { map, say, isOpen: false, ghost: null });
      const container = map.getContainer();
      this.veil = container.appendChild(element("div", "picker"));
      this.hint = container.appendChild(element("p", "pick-hint"));
      this.hint.setAttribute("role", "status");
      this.open(false);
      map.on("click", ({ latlng }) => this.isOpen && this.choose(latlng));
      document.addEventListener("keydown", (event) => {
        if (!this.isOpen) return;
        if (event.key === "Escape") this.end([]);
        else if (event.key === "Enter" && event.target === container) this.choose(map.getCenter());
        else return;
        event.preventDefault();
      });
    }

    /** What the server asks for: null for nothing, else whether the next click is taken, and the point proposed. */
    show(asked, ui) {
      const { open, spot } = asked || { open: false, spot: null };
      this.place(spot && L.latLng(spot[1], spot[0]));
      if (open === this.isOpen) return;
      this.hint.replaceChildren(element("b", "", ui.pick), element("span", "", ui.pickByKeys));
      this.open(open);
      if (open) this.map.getContainer().focus({ preventScroll: true });
    }

    open(isOpen) {
      this.isOpen = isOpen;
      this.veil.hidden = this.hint.hidden = !isOpen;
      this.map.getContainer().classList.toggle("picking", isOpen);
    }

    choose(latlng) {
      const { lng, lat } = latlng.wrap();
      this.place(latlng);
      this.end([lng, lat].map((value) => Number(value.toFixed(DECIMALS))));
    }

    end(answer) {
      this.open(false);
      this.say(answer);
    }

    place(latlng) {
      if (this.ghost) this.ghost.remove();
      this.ghost = null;
      if (!latlng) return;
      const size = [SIZE_PX, SIZE_PX];
      const icon = L.divIcon({ html: drawing(CROSS, SIZE_PX, 12), className: "ghost", iconSize: size });
      this.ghost = L.marker(latlng, { icon, pane: "callout", interactive: false, keyboard: false }).addTo(this.map);
    }
  }

  atlas.Picker = Picker;
})(window.PlanAtlas);
