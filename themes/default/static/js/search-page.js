// The search page: results, filters with counts, orders; the address always says what is shown.
(() => {
  "use strict";
  const { choice, root, say, start } = window.linkarium;
  const $ = (id) => document.getElementById(id);
  const finder = $("finder");
  if (!finder) return;
  finder.hidden = false;

  const input = $("q");
  const results = $("finder-results");
  const status = $("finder-status");
  const more = $("finder-more");
  const orders = $("finder-sort");
  const again = $("finder-again");
  const panel = $("finder-filters");
  const DELAY = 80;
  const PAGE = 20;
  const MOST = 200;
  // Links that are looked into at a time, where a text decides whether it is found.
  const LOOKS = 60;
  const wide = matchMedia("(min-width: 62rem)");

  // What the address says: names of its parameters, and the filters they stand for.
  const STATES = ["captured", "partial", "failed", "waiting", "off"];
  const FLAGS = ["starred", "unread", "read"];
  const PARAMETERS = {
    tag: "tag",
    not: "tag",
    host: "host",
    year: "added",
    lang: "lang",
    is: "is",
    type: "type",
  };
  let state;
  let answer;
  let turn = 0;
  let timer;
  let facets;

  function read() {
    const given = new URLSearchParams(location.search);
    const kept = history.state && history.state.search ? history.state.search : {};
    state = {
      query: given.get("q") || "",
      sort: [...orders.options].some((option) => option.value === given.get("sort")) ? given.get("sort") : "",
      filters: [],
      seed: kept.seed || newSeed(),
      shown: Math.min(kept.shown || PAGE, MOST),
    };
    for (const [name, field] of Object.entries(PARAMETERS)) {
      for (const value of given.getAll(name))
        if (value) state.filters.push(filterOf(field, value, name === "not"));
    }
    input.value = state.query;
  }

  function filterOf(field, given, not) {
    // As in a query, case does not matter.
    const value = given.trim().toLowerCase();
    if (field !== "is") return { field, value, not };
    return { field: FLAGS.includes(value) ? "flag" : STATES.includes(value) ? "state" : "type", value, not };
  }

  const { title } = document;
  const newSeed = () => 1 + Math.floor(Math.random() * 4294967294);

  /** The address of a state. */
  function address({ query, sort, filters }) {
    const out = new URLSearchParams();
    if (query.trim()) out.set("q", query.trim());
    for (const { field, value, not } of filters) {
      const name = not ? "not" : { flag: "is", state: "is", added: "year" }[field] || field;
      out.append(name, value);
    }
    if (sort) out.set("sort", sort);
    const text = out.toString();
    return text ? `?${text}` : location.pathname;
  }

  function write(push) {
    const kept = { search: { seed: state.seed, shown: state.shown } };
    try {
      history[push ? "pushState" : "replaceState"](kept, "", address(state));
    } catch {
      // Some browsers allow neither over file://; the page works without.
    }
  }

  const same = (a, b) => a.field === b.field && a.value === b.value && Boolean(a.not) === Boolean(b.not);

  /** Turns a filter on, or off when it is on. */
  function toggle(filter) {
    const others = state.filters.filter(
      (known) => !(known.field === filter.field && known.value === filter.value),
    );
    const on = state.filters.some((known) => same(known, filter));
    state.filters = on ? others : [...others, filter];
    state.shown = PAGE;
    write(true);
    update();
  }

  async function update(repeated) {
    let index;
    const mine = ++turn;
    const asked = state.query.trim();
    document.title = asked ? `${asked} · ${title}` : title;
    orders.value = state.sort || (state.query.trim() ? "relevance" : "added");
    again.hidden = orders.value !== "random";
    chips();
    const slow = setTimeout(() => mine === turn && (status.textContent = say("searching")), 400);
    try {
      index = await start();
      relabel();
      const { find } = window.linkarium;
      if (mine !== turn) return;
      for (const option of orders.options) {
        if (option.value === "published") option.hidden = option.disabled = !index.published;
      }
      const options = {
        filters: state.filters,
        sort: state.sort === "relevance" ? "" : state.sort,
        seed: state.seed,
      };
      let found = await find(index, state.query, options);
      let records = await found.next(state.shown, Math.max(LOOKS, state.shown));
      if (!records.length && found.done && !found.loose && found.searching) {
        found = await find(index, state.query, { ...options, loose: true });
        records = await found.next(state.shown, Math.max(LOOKS, state.shown));
      }
      if (mine !== turn) return;
      answer = found;
      results.replaceChildren(...records.map(entry));
      clearTimeout(slow);
      summary();
      await counts(index, options, mine);
    } catch (error) {
      if (window.linkarium.renewed(index) && repeated !== true && mine === turn) return update(true);
      if (mine === turn) {
        status.textContent = say("failed");
        results.replaceChildren();
        more.hidden = true;
      }
      throw error;
    } finally {
      clearTimeout(slow);
    }
  }

  function summary() {
    const { shown, most: count, exact, done, loose } = answer;
    let text;
    if (!shown) text = say(done ? "none" : "none_yet");
    else if (loose) text = say("loose");
    else if (done || exact) text = shown < count ? say("shown", { shown, count }) : say("found", { count });
    else text = say("shown_most", { shown, count });
    if (answer.partial && shown && !loose) text += ` ${say("partial")}`;
    status.textContent = text;
    more.hidden = done;
  }

  /** A link as listings show it, with an excerpt. */
  function entry(record) {
    const { node, find, marked, excerpt, date } = window.linkarium.show;
    const { marks } = answer.asked;
    const cut = excerpt(record, marks, 240);
    const title = node(
      "a",
      { href: root + record.u, dir: "auto", lang: record.tl },
      ...marked(record.t, find(record.t, marks)),
    );
    const tags = [];
    for (let at = 0; at + 1 < (record.g || []).length; at += 2) tags.push([record.g[at], record.g[at + 1]]);
    return node(
      "li",
      { class: "hit" },
      node(
        "h3",
        { class: "hit-title" },
        record.f & 1 && node("span", { class: "star", role: "img", "aria-label": say("flag_starred") }, "★"),
        record.f & 1 && " ",
        title,
        record.f & 2 && " ",
        record.f & 2 && node("span", { class: "flag" }, say("flag_unread")),
      ),
      record.d && node("time", { class: "hit-date", datetime: record.d }, date(record.d)),
      cut &&
        node(
          "p",
          { class: "hit-text" },
          cut.name === "notes" && node("span", { class: "has-notes hidden" }, `${say("notes")}: `),
          node("bdi", { lang: cut.lang }, ...cut.parts),
        ),
      node(
        "div",
        { class: "hit-meta" },
        record.h && node("span", { class: "hit-host" }, node("bdi", {}, record.h)),
        record.s && record.s !== "off" && mark(record),
        record.r && reader(record),
        tags.length > 0 &&
          node(
            "ul",
            { class: "chips", "aria-label": say("tags") },
            ...tags.map(([key, name]) => node("li", {}, tagLink(key, name))),
          ),
      ),
    );
  }

  function mark(record) {
    const { node } = window.linkarium.show;
    const kind = record.k && record.k !== "page" ? ` · ${say(`type_${record.k}`)}` : "";
    return node("span", { class: `mark mark-${record.s}` }, say(`state_${record.s}`) + kind);
  }

  function reader(record) {
    const { node } = window.linkarium.show;
    return node(
      "a",
      { class: "read", href: root + record.r },
      say("read"),
      node("span", { class: "hidden" }, ": ", node("bdi", {}, record.t)),
    );
  }

  function tagLink(key, name) {
    const { node } = window.linkarium.show;
    const filter = { field: "tag", value: key, not: false };
    const link = node(
      "a",
      { class: "chip", href: address({ ...state, filters: [filter] }), dir: "auto" },
      name,
    );
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (!state.filters.some((known) => same(known, filter))) toggle(filter);
      input.focus({ preventScroll: true });
      scrollTo(0, 0);
    });
    return link;
  }

  // Filters that are on, each with a way out.
  function chips() {
    const list = $("finder-active");
    list.hidden = !state.filters.length;
    list.replaceChildren(
      ...state.filters.map((filter) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "finder-chip";
        button.append(document.createElement("bdi"));
        button.addEventListener("click", () => {
          toggle(filter);
          (list.querySelector("button") || input).focus();
        });
        item.append(button);
        return item;
      }),
    );
    if (state.filters.length > 1) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "finder-clear";
      button.textContent = say("clear");
      button.addEventListener("click", () => {
        state.filters = [];
        state.shown = PAGE;
        write(true);
        update();
        input.focus();
      });
      item.append(button);
      list.append(item);
    }
    relabel();
  }

  // What chips are called, once that is known; they stay what they are, so that none loses the focus.
  function relabel() {
    document.querySelectorAll(".finder-chip").forEach((button, at) => {
      const filter = state.filters[at];
      if (!filter) return;
      const name = nameOf(filter);
      button.firstChild.textContent = name;
      if (say("remove") !== "remove") button.setAttribute("aria-label", say("remove", { name }));
    });
    const clear = document.querySelector(".finder-clear");
    if (clear) clear.textContent = say("clear");
  }

  function nameOf({ field, value, not }) {
    const name = labelOf(field, value);
    return not ? say("not", { name }) : name;
  }

  /** How a name of a filter is called. */
  function labelOf(field, value) {
    if (field === "state" || field === "flag" || field === "type") {
      const key = `${field}_${value}`;
      const text = say(key);
      return text === key ? value : text;
    }
    if (field === "lang") {
      try {
        return new Intl.DisplayNames(window.linkarium.language, { type: "language" }).of(value) || value;
      } catch {
        return value;
      }
    }
    if (field === "tag" && facets) {
      const tag = facets.names.tag.find((known) => known.key === value);
      return tag ? tag.title : value;
    }
    return value;
  }

  // Filters with counts. On a small screen they are loaded when they are opened.
  async function counts(index, options, mine) {
    if (!panel.open) return;
    const counted = await window.linkarium.find(index, state.query, {
      ...options,
      count: true,
      loose: answer.loose,
    });
    const columns = await index.facets();
    if (mine !== turn) return;
    if (!facets) {
      facets = columns;
      relabel();
    }
    window.linkarium.facets.show($("finder-facets"), {
      columns,
      counts: counted.counts.by,
      filters: state.filters,
      toggle,
      labelOf,
    });
  }

  function typed() {
    state.query = input.value;
    state.shown = PAGE;
    write(false);
    update();
  }

  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(typed, DELAY);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(typed, DELAY);
  });
  $("finder-form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    typed();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const first = results.querySelector("a");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      typed();
    }
  });
  // Arrows go from title to title.
  results.addEventListener("keydown", (event) => {
    if (
      (event.key !== "ArrowDown" && event.key !== "ArrowUp") ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey
    )
      return;
    const titles = [...results.querySelectorAll(".hit-title a")];
    const own = event.target.closest(".hit");
    const at = titles.findIndex((title) => own && own.contains(title)) + (event.key === "ArrowDown" ? 1 : -1);
    if (at >= titles.length) return;
    event.preventDefault();
    (titles[at] || input).focus();
  });
  orders.addEventListener("change", () => {
    state.sort = orders.value === (state.query.trim() ? "relevance" : "added") ? "" : orders.value;
    if (orders.value === "random") state.seed = newSeed();
    state.shown = PAGE;
    write(true);
    update();
  });
  again.addEventListener("click", () => {
    state.seed = newSeed();
    write(false);
    update();
  });
  more.addEventListener("click", async () => {
    const mine = turn;
    const before = results.children.length;
    const records = await answer.next(PAGE, LOOKS);
    if (mine !== turn) return;
    results.append(...records.map(entry));
    state.shown = Math.min(results.children.length, MOST);
    write(false);
    summary();
    const first = results.children[before];
    if (first) first.querySelector("a").focus();
  });
  panel.addEventListener("toggle", () => {
    if (panel.open && answer) update();
  });
  const fit = () => (panel.open = wide.matches || (panel.open && state.filters.length > 0));
  wide.addEventListener("change", fit);
  addEventListener("popstate", () => {
    read();
    update();
  });
  const slash = $("finder-slash");
  slash.checked = choice.slash;
  slash.addEventListener("change", () => (choice.slash = slash.checked));

  read();
  fit();
  if (!location.hash && wide.matches) input.focus({ preventScroll: true });
  update();
})();
