(function () {
  // What the reader chose: colours, size of text, shape of listings. Set before anything is drawn, so that nothing
  // flickers. Where nothing can be remembered (file: in some browsers, strict privacy), the choice holds for this page.
  "use strict";
  var root = document.documentElement;
  var names = ["look", "view", "size"];
  function read(name) {
    try { return localStorage.getItem("linkarium-" + name); } catch (e) { return null; }
  }
  function keep(name, value) {
    try { localStorage.setItem("linkarium-" + name, value); } catch (e) { /* holds for this page */ }
  }
  var bars = { light: "#fbfaf6", sepia: "#f5ecd9", dark: "#181714" };
  function show(name, value) {
    if (/^[a-z]+$/.test(value || "")) root.setAttribute("data-" + name, value);
    // The browser's own bar goes with the page; each of the two metas keeps what it says for "auto".
    if (name === "look") document.querySelectorAll('meta[name="theme-color"]').forEach(function (meta) {
      if (!meta.dataset.auto) meta.dataset.auto = meta.content;
      meta.content = bars[value] || meta.dataset.auto;
    });
  }
  names.forEach(function (name) { show(name, read(name)); });
  document.addEventListener("DOMContentLoaded", function () {
    names.forEach(function (name) {
      var chosen = root.getAttribute("data-" + name);
      document.querySelectorAll('input[name="' + name + '"]').forEach(function (input) {
        if (chosen) input.checked = input.value === chosen;
        input.addEventListener("change", function () {
          if (!input.checked) return;
          show(name, input.value);
          keep(name, input.value);
        });
      });
    });
    // A menu closes when the reader turns to something else.
    document.addEventListener("click", function (event) {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      var menu = document.activeElement && document.activeElement.closest("details.menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
