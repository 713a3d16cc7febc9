// The filters of the search page: for each kind a list of names, and how many links each would leave.
(() => {
  "use strict";
  const FEW = 8;
  const MANY = 40;
  const { say, number } = window.linkarium;

  /** What a reader typed into the field of a group, and whether the whole list is open: kept while lists are redrawn. */
  const typed = new Map();
  const opened = new Set();

  /** Draws all groups into `place`. */
  function show(place, given) {
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const caret = focused && document.activeElement.selectionStart;
    const groups = [
      group("tag", tags(given), given, true),
      group("flag", flags(given), given),
      group("state", names("state", given), given),
      group("type", names("type", given), given),
      group("lang", names("lang", given), given),
      group("added", years(given), given),
      group("host", names("host", given), given, true),
    ];
    place.replaceChildren(...groups.filter(Boolean));
    if (!focused) return;
    const again = [...place.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key === focused,
    );
    if (!again) return;
    again.focus({ preventScroll: true });
    if (caret !== undefined && caret !== null && again.setSelectionRange)
      again.setSelectionRange(caret, caret);
  }

  function names(field, { columns, counts, labelOf }) {
    return columns.names[field]
      .map((name, at) => ({ value: name, label: name && labelOf(field, name), count: counts[field][at] }))
      .filter((item) => item.value);
  }

  function tags({ columns, counts }) {
    const titles = columns.names.tag.map((tag) => tag.title);
    const twice = new Set(titles.filter((title, at) => titles.indexOf(title) !== at));
    return columns.names.tag.map(({ key, title, sound }, at) => ({
      value: key,
      label: twice.has(title) ? key : title,
      sound,
      count: counts.tag[at],
    }));
  }

  function flags({ counts, labelOf }) {
    return ["starred", "unread", "read"].map((value, at) => ({
      value,
      label: labelOf("flag", value),
      count: counts.flag[at],
    }));
  }

  function years({ columns, counts }) {
    const all = new Map();
    columns.names.month.forEach((month, at) => {
      const year = month.slice(0, 4);
      if (year) all.set(year, (all.get(year) || 0) + counts.month[at]);
    });
    return [...all]
      .sort((a, b) => (a[0] < b[0] ? 1 : -1))
      .map(([value, count]) => ({ value, label: value, count }));
  }

  function group(field, items, given, searchable = false) {
    const { node } = window.linkarium.show;
    const on = (item, not) =>
      given.filters.some(
        (known) => known.field === field && known.value === item.value && Boolean(known.not) === not,
      );
    const chosen = (item) => on(item, false) || on(item, true);
    items = items.filter((item) => item.count > 0 || chosen(item));
    // One name that all links share is no choice.
    if (!items.length || (items.length === 1 && !chosen(items[0]) && field !== "tag" && field !== "flag"))
      return null;
    if (field !== "added") items.sort((a, b) => Number(chosen(b)) - Number(chosen(a)) || b.count - a.count);
    const heading = node("h3", { id: `facet-${field}` }, say(`group_${field}`));
    const list = node("ul", { "aria-labelledby": heading.id });
    const section = node("section", { class: "facet" }, heading);
    const row = (item) => {
      const button = (not, ...children) => {
        const element = node(
          "button",
          {
            type: "button",
            class: not ? "facet-not" : "facet-name",
            "aria-pressed": String(on(item, not)),
            "data-key": `${field}:${not}:${item.value}`,
          },
          ...children,
        );
        element.addEventListener("click", () => given.toggle({ field, value: item.value, not }));
        return element;
      };
      const name = button(
        false,
        node("bdi", {}, item.label),
        " ",
        node("span", { class: "count" }, number(item.count)),
      );
      if (field !== "tag") return node("li", {}, name);
      const without = button(true, "−");
      without.setAttribute("aria-label", say("without", { name: item.label }));
      without.title = say("without", { name: item.label });
      return node("li", {}, name, without);
    };
    const draw = () => {
      const wanted = fold(typed.get(field) || "");
      const matching = wanted ? items.filter((item) => matches(item, wanted)) : items;
      const limit = opened.has(field) || wanted ? MANY : FEW;
      list.replaceChildren(...matching.slice(0, limit).map(row));
      if (wanted && !matching.length) list.append(node("li", { class: "quiet" }, say("none")));
      rest.hidden = Boolean(wanted) || matching.length <= FEW || opened.has(field);
    };
    const rest = node(
      "button",
      { type: "button", class: "facet-rest", "data-key": `${field}:rest` },
      say("show_more"),
      node("span", { class: "hidden" }, `: ${say(`group_${field}`)}`),
    );
    rest.addEventListener("click", () => {
      opened.add(field);
      draw();
      const next = list.children[FEW];
      if (next) next.querySelector("button").focus();
    });
    if (searchable && items.length > FEW) {
      const input = node("input", {
        type: "search",
        class: "facet-find",
        autocomplete: "off",
        "aria-label": say(`find_${field}`),
        placeholder: say(`find_${field}`),
        "data-key": `${field}:find`,
      });
      input.value = typed.get(field) || "";
      input.addEventListener("input", () => {
        typed.set(field, input.value);
        draw();
      });
      section.append(input);
    }
    draw();
    section.append(list, rest);
    return section;
  }

  const fold = (text) => window.linkarium.text.fold(text).trim();

  function matches(item, wanted) {
    return (
      fold(item.label).includes(wanted) ||
      fold(item.value).includes(wanted) ||
      Boolean(
        item.sound &&
        fold(item.sound)
          .replace(/\s/g, "")
          .includes(wanted.replace(/[\sv]/g, (c) => (c === "v" ? "u" : ""))),
      )
    );
  }

  window.linkarium.facets = { show };
})();
