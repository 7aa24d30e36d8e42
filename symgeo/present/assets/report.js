
"use strict";
(() => {
  const rows = [...document.querySelectorAll("tbody tr")];
  const articles = [...document.querySelectorAll("article")];
  const texts = rows.map((row, i) => (row.textContent + " " + articles[i].querySelector(".standing").textContent).toLowerCase());
  const box = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const filter = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    texts.forEach((text, i) => {
      const hit = words.every((word) => text.includes(word));
      rows[i].hidden = articles[i].hidden = !hit;
      count += hit;
    });
    shown.textContent = words.length ? `${count} of ${rows.length} shown` : "";
  };
  const fold = (open) => articles.forEach((a) => { if (!a.hidden) a.firstElementChild.open = open; });
  const follow = () => {
    const found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const outer = found && found.closest("details");
    if (outer) { outer.open = true; found.scrollIntoView(); }
  };
  box.addEventListener("input", filter);
  document.getElementById("unfold").addEventListener("click", () => fold(true));
  document.getElementById("fold").addEventListener("click", () => fold(false));
  window.addEventListener("hashchange", follow);
  document.querySelector(".filter").hidden = false;
  filter();
  follow();
})();
