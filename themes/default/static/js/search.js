// The search box on every page. Small: what searches is loaded when the box is first used.
(() => {
  "use strict";
  const script = document.currentScript;
  const {
    root = "",
    index: directory = "",
    engine = "",
    sheet = "",
    busy = "…",
    failed = "!",
  } = script ? script.dataset : {};
  const language = document.documentElement.lang || "en";
  const DELAY = 80;
  const SHOWN = 8;
  // Links that are looked into, where a text decides whether it is found.
  const LOOKS = 24;

  // The directory has no version in its name: each page would change with every word of the collection. So that none is
  // used that is long out of date, and names files of another build, it is asked for anew every few minutes.
  let fresh = Math.floor(Date.now() / 300000);
  const place = () => directory + (location.protocol === "file:" ? "" : `?t=${fresh}`);

  // What may be said before words.js is here.
  let strings = { searching: busy, failed };

  /** A number as the page's language writes it. */
  function number(value) {
    try {
      return value.toLocaleString(language);
    } catch {
      return String(value);
    }
  }

  /** The words under `key`, with `{name}` filled in; `count` chooses the plural form. */
  function say(key, values = {}) {
    let text = strings[key];
    if (text && typeof text === "object") {
      let form = "other";
      try {
        form = new Intl.PluralRules(language).select(values.count);
      } catch {
        // An unknown language tag.
      }
      text = text[form] || text.other;
    }
    return String(text || key).replace(/\{(\w+)\}/g, (whole, name) => {
      if (!(name in values)) return whole;
      return typeof values[name] === "number" ? number(values[name]) : values[name];
    });
  }

  function add(src) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      // In the order in which they are added.
      element.async = false;
      element.onload = resolve;
      element.onerror = () => {
        element.remove();
        reject(new Error(`could not load ${src}`));
      };
      element.src = src;
      document.head.append(element);
    });
  }

  let started;
  /** Loads what searches, and the directory of the index. */
  function start() {
    if (!started) {
      if (sheet && !document.querySelector(`link[href="${sheet}"]`)) {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = sheet;
        document.head.append(link);
      }
      // The directory comes along with the scripts that read it.
      if (location.protocol !== "file:") {
        const early = document.createElement("link");
        early.rel = "preload";
        early.as = "script";
        early.href = place();
        document.head.append(early);
      }
      started = Promise.all(engine.split(" ").map(add)).then(async () => {
        const opened = new window.linkarium.Index(new URL(place(), document.baseURI).href);
        const [words] = await Promise.all([opened.load("words"), opened.open()]);
        strings = { ...strings, ...words };
        return opened;
      });
      // What failed may be tried again.
      started.catch(() => (started = undefined));
    }
    return started;
  }

  /** After a failure: whether the site was built anew meanwhile, so that another try may do. */
  function renewed(opened) {
    if (!opened || !opened.stale) return false;
    started = undefined;
    fresh = Date.now();
    return true;
  }

  /** A reader's choice that outlives the page, where the browser allows it. */
  const choice = {
    get slash() {
      try {
        return localStorage.getItem("linkarium-slash") !== "off";
      } catch {
        return true;
      }
    },
    set slash(on) {
      try {
        if (on) localStorage.removeItem("linkarium-slash");
        else localStorage.setItem("linkarium-slash", "off");
      } catch {
        // Then it holds for this page alone, and no longer.
      }
    },
  };

  window.linkarium = Object.assign(window.linkarium || {}, { language, root, say, number, start, renewed, choice });

  const input = document.getElementById("q");
  if (!input) return;

  document.addEventListener("keydown", (event) => {
    if (
      event.key !== "/" ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.isComposing ||
      event.defaultPrevented
    )
      return;
    const target = event.target;
    if (
      target instanceof HTMLElement &&
      (target.isContentEditable || target.matches("input, textarea, select"))
    )
      return;
    if (!choice.slash) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  const form = input.closest(".site-search");
  if (form) combobox(form);

  /** A field with a list of results below it (WAI-ARIA APG: editable combobox with list autocomplete). */
  function combobox(form) {
    const list = document.createElement("ul");
    list.id = "search-list";
    list.className = "search-list";
    list.setAttribute("role", "listbox");
    // A list that scrolls would be a stop of the Tab key; the arrows lead through it.
    list.tabIndex = -1;
    list.setAttribute("aria-label", input.labels[0] ? input.labels[0].textContent : "");
    const note = document.createElement("p");
    note.className = "search-note";
    const pop = document.createElement("div");
    pop.className = "search-pop";
    pop.hidden = true;
    pop.append(note, list);
    const status = document.createElement("p");
    status.className = "hidden";
    status.setAttribute("role", "status");
    form.append(pop, status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": list.id,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      spellcheck: "false",
      autocapitalize: "none",
    })) {
      input.setAttribute(name, value);
    }

    let active = -1;
    let timer;
    let turn = 0;
    let shownFor = "";

    const options = () => [...list.children];
    const page = form.getAttribute("action");
    const all = () => (input.value.trim() ? `${page}?q=${encodeURIComponent(input.value.trim())}` : page);

    function close() {
      turn++;
      clearTimeout(timer);
      pop.hidden = true;
      input.setAttribute("aria-expanded", "false");
      activate(-1);
    }

    function activate(which) {
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === which)));
      active = which;
      const option = list.children[which];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }

    function go(href, elsewhere) {
      if (elsewhere) window.open(href, "_blank", "noopener");
      else location.href = href;
    }

    function tell(text, visible) {
      note.textContent = visible ? text : "";
      note.hidden = !visible;
      status.textContent = text;
    }

    async function search(again) {
      let opened;
      const text = input.value.trim();
      const mine = ++turn;
      if (!text) return close();
      const slow = setTimeout(() => mine === turn && open(say("searching"), []), 400);
      try {
        opened = await start();
        const { find } = window.linkarium;
        if (mine !== turn) return;
        let answer = await find(opened, input.value.trimStart());
        if (mine !== turn) return;
        let records = await answer.next(SHOWN, LOOKS);
        if (!records.length && answer.done && !answer.loose && answer.searching) {
          answer = await find(opened, input.value.trimStart(), { loose: true });
          records = await answer.next(SHOWN, LOOKS);
        }
        if (mine !== turn) return;
        shownFor = text;
        show(answer, records);
      } catch (error) {
        if (renewed(opened) && again !== true && mine === turn) return search(true);
        if (mine === turn) open(say("failed"), []);
        throw error;
      } finally {
        clearTimeout(slow);
      }
    }

    function open(text, items, quiet) {
      const chosen = list.children[active] && list.children[active].dataset.href;
      list.replaceChildren(...items);
      list.hidden = !items.length;
      // A choice made while the answer was on its way stands, if what was chosen is still there.
      activate(chosen ? items.findIndex((item) => item.dataset.href === chosen) : -1);
      tell(text, !quiet);
      pop.hidden = false;
      input.setAttribute("aria-expanded", String(items.length > 0));
    }

    function show(answer, records) {
      const items = records.map((record, at) => option(record, answer.asked.marks, at));
      if (!items.length) return open(say(answer.done ? "none" : "none_yet"), answer.done ? [] : [allItem(0)]);
      items.push(allItem(items.length));
      const count = answer.most;
      const told = say(answer.exact ? "found" : "found_most", { count });
      open(answer.loose ? say("loose") : told, items, !answer.loose);
    }

    function option(record, marks, at) {
      const { node, find, marked, excerpt, date } = window.linkarium.show;
      const cut = excerpt(record, marks, 150);
      return node(
        "li",
        {
          class: "search-option",
          role: "option",
          id: `search-option-${at}`,
          "aria-selected": "false",
          "data-href": root + record.u,
          // The excerpt is for the eye: read out, it would come before each next title.
          "aria-label": [record.t, record.h].filter(Boolean).join(", "),
        },
        node("bdi", { class: "search-title", lang: record.tl }, ...marked(record.t, find(record.t, marks))),
        " ",
        node(
          "span",
          { class: "search-facts" },
          node("bdi", {}, record.h || ""),
          record.d ? ` · ${date(record.d)}` : "",
        ),
        " ",
        cut && node("bdi", { class: "search-excerpt", lang: cut.lang }, ...cut.parts),
      );
    }

    function allItem(at) {
      const item = document.createElement("li");
      item.className = "search-option search-all";
      item.id = `search-option-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.href = all();
      item.textContent = say("all");
      return item;
    }

    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
    input.addEventListener("focus", () => {
      start().catch(() => {});
      if (input.value.trim() && pop.hidden) search();
    });
    input.addEventListener("input", (event) => {
      // Letters of an input method are no query yet.
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(search, input.value.trim() ? DELAY : 0);
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(search, DELAY);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = pop.hidden ? 0 : list.children.length;
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (pop.hidden) {
          search();
        } else if (count) {
          // One place more than there are options: the field itself.
          const step = key === "ArrowDown" ? 1 : -1;
          activate(((active + 1 + step + count + 1) % (count + 1)) - 1);
        }
      } else if ((key === "Home" || key === "End") && active >= 0) {
        event.preventDefault();
        activate(key === "Home" ? 0 : count - 1);
      } else if (key === "Enter") {
        event.preventDefault();
        const option = list.children[active];
        if (option && !pop.hidden) go(option.dataset.href, event.ctrlKey || event.metaKey);
        else go(all(), event.ctrlKey || event.metaKey);
      } else if (key === "Escape") {
        if (!pop.hidden) {
          event.preventDefault();
          close();
        } else if (!input.value) input.blur();
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(all());
    });
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
    // The field keeps the focus while a result is chosen with a pointer.
    pop.addEventListener("mousedown", (event) => event.preventDefault());
    pop.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option.dataset.href, event.ctrlKey || event.metaKey);
    });
    pop.addEventListener("auxclick", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && event.button === 1) go(option.dataset.href, true);
    });
    // A reader who was faster than this script.
    if (document.activeElement === input && input.value.trim() && shownFor !== input.value.trim()) search();
  }
})();
