/* The colour theme of the page around the frame (`<html data-theme>`, see pages/components/theme.py), followed here:
   the style sheet reads the same attribute, the base map is told by `changed`. Nothing is loaded anew. */
(function (atlas) {
  "use strict";

  const page = window.parent.document.documentElement;
  const own = document.documentElement;
  const theme = { name: "light", changed: () => {} };

  function follow() {
    theme.name = page.dataset.theme === "dark" ? "dark" : "light";
    own.dataset.theme = theme.name;
    theme.changed();
  }

  follow();
  new MutationObserver(follow).observe(page, { attributes: true, attributeFilter: ["data-theme"] });
  atlas.theme = theme;
})(window.PlanAtlas);
