// Filters and search. Every page is whole without this; what it adds, it makes itself, and it fetches nothing but the
// site's own lists of what can be found. Whatever a person wrote is put into the page as text, never as markup.
"use strict";
(() => {
  const made = (name, text = "", attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const counted = (number, of) => `${number.toLocaleString("en")} of ${of.toLocaleString("en")} rows`;

  // --- filters ---------------------------------------------------------------------------------------------------------

  const FEW = 8;
  const labelled = (title, field) => {
    const label = made("label", title);
    label.append(field);
    return label;
  };

  function filters(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < FEW) return;
    const tests = [];
    const bar = made("div", "", { class: "filters", role: "group", "aria-label": `Filter: ${table.caption.textContent}` });
    const count = made("p", "", { class: "count", role: "status" });
    const show = () => {
      let number = 0;
      for (const row of rows) {
        row.hidden = !tests.every((test) => test(row));
        if (!row.hidden) number += 1;
      }
      count.textContent = number === rows.length ? "" : counted(number, rows.length);
    };
    const add = (title, field, test) => {
      tests.push(test);
      field.addEventListener("input", show);
      bar.append(labelled(title, field));
    };
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const title = head.textContent;
      const texts = () => rows.map((row) => row.cells[column].textContent.trim());
      if (head.dataset.filter === "text") {
        const field = made("input", "", { type: "search", autocomplete: "off", spellcheck: "false" });
        const seen = texts().map(folded);
        const places = new Map(rows.map((row, place) => [row, seen[place]]));
        add(title, field, (row) => folded(field.value).split(/\s+/).every((part) => places.get(row).includes(part)));
      } else if (head.dataset.filter === "choice") {
        const choices = [...new Set(texts())].filter(Boolean).sort();
        if (choices.length < 2) return;
        const field = made("select");
        field.append(made("option", "all", { value: "" }));
        for (const choice of choices) field.append(made("option", choice));
        add(title, field, (row) => !field.value || row.cells[column].textContent.trim() === field.value);
      } else if (head.dataset.filter === "date") {
        const from = made("input", "", { type: "date" });
        const to = made("input", "", { type: "date" });
        const day = (row) => row.cells[column].textContent.trim().slice(0, 10);
        add(`${title} from`, from, (row) => !from.value || day(row) >= from.value);
        add("to", to, (row) => !to.value || day(row) <= to.value);
      }
    });
    if (!tests.length) return;
    bar.append(count);
    table.parentElement.before(bar);
  }

  for (const table of document.querySelectorAll("table")) filters(table);

  // --- views: of several charts of the same, the chosen one -----------------------------------------------------------

  for (const views of document.querySelectorAll(".views")) {
    const each = [...views.children];
    if (each.length < 2 || !views.querySelector("figure")) continue;
    const field = made("select");
    for (const view of each) field.append(made("option", view.dataset.title));
    const show = () => each.forEach((view, place) => (view.hidden = place !== field.selectedIndex));
    for (const view of each) view.querySelector("h3").hidden = true;
    field.addEventListener("input", show);
    const bar = made("div", "", { class: "filters one" });
    bar.append(labelled("Chart of", field));
    views.before(bar);
    show();
  }

  // --- the list of orgs closes when somebody goes on -------------------------------------------------------------------

  const switcher = document.querySelector(".switcher");
  if (switcher) {
    document.addEventListener("click", (event) => {
      if (!switcher.contains(event.target)) switcher.open = false;
    });
    switcher.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !switcher.open) return;
      switcher.open = false;
      switcher.querySelector("summary").focus();
    });
  }

  // --- search ----------------------------------------------------------------------------------------------------------

  const SHOWN = 100;
  const place = document.getElementById("search");
  if (!place) return;
  const { orgs, of, files } = JSON.parse(document.getElementById("search-data").textContent);
  const known = new Map();
  const field = made("input", "", { type: "search", autocomplete: "off", spellcheck: "false" });
  const count = made("p", "", { class: "count", role: "status" });
  const hits = made("ul", "", { class: "hits" });
  const box = made("div", "", { class: "searched", role: "search" });
  box.append(labelled("A name, an address, a team, a project", field), count, hits);
  place.append(box);

  function begin(query) {
    if (!files) return "";
    const words = folded(query).match(/[\p{L}\p{N}_]+/gu) || [];
    const keys = words.map((word) => [...word].slice(0, 2).join(""));
    return keys.find((key) => [...key].length === 2) || keys.find((key) => key in files) || null;
  }

  function load(key) {
    const file = files ? files[key] : "all";
    if (file === undefined) return known.set(key, []);
    known.set(key, null);
    document.head.append(made("script", "", { src: `search/${file}.js` }));
  }

  function show() {
    const query = field.value.trim().toLowerCase();
    hits.replaceChildren();
    const key = begin(query);
    if (!query || key === null) {
      count.textContent = query ? "Two letters or more, please." : `${of.toLocaleString("en")} names can be found.`;
      return;
    }
    if (!known.has(key)) load(key);
    const entries = known.get(key);
    if (!entries) return;
    const parts = folded(query).split(/\s+/);
    const found = entries.filter(([name, note]) => parts.every((part) => folded(`${name} ${note}`).includes(part)));
    count.textContent = found.length > SHOWN ? `The first ${SHOWN} of ${found.length.toLocaleString("en")}` : `${found.length} found`;
    if ([...key].length === 1) count.textContent += "; two letters find longer words";
    for (const [name, note, number, href] of found.slice(0, SHOWN)) {
      const [title, folder, platform] = orgs[number];
      const item = made("li");
      item.append(made("a", name, { href: `${folder}/${href}` }));
      item.append(made("small", [note, title, platform].filter(Boolean).join(" · ")));
      hits.append(item);
    }
  }

  window.found = (key, entries) => {
    known.set(key, entries);
    show();
  };
  field.addEventListener("input", show);
  field.value = new URLSearchParams(location.search).get("q") || "";
  show();
})();
