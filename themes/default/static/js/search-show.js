// What of a link is shown: its title and an excerpt, with the words that were found, and its date.
(() => {
  "use strict";
  const { language, say, stem, text: words } = window.linkarium;
  let months;
  try {
    months = new Intl.DateTimeFormat(language, { month: "short", timeZone: "UTC" });
  } catch {
    // An unknown language tag: months stay numbers.
  }

  /** `2026-11-20` as the strings write a date. */
  function date(day) {
    const [year, month, dayOfMonth] = day.split("-").map(Number);
    if (!dayOfMonth) return day;
    const name = months ? months.format(new Date(Date.UTC(year, month - 1, 1))) : String(month);
    return say("date", { year: String(year), month: name, day: String(dayOfMonth) });
  }

  /** `node("a", { href: "x" }, "text", child)`: an element; text is only ever text. */
  function node(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null && value !== false)
        element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter(Boolean));
    return element;
  }

  /** Parts of `text` that the query found: `[start, end, which]`, in order, none within another. */
  function find(text, marks) {
    if (!text || !marks.length) return [];
    const places = [];
    const folded = words.fold(text, places);
    const found = [];
    const take = (start, end, which) => end > start && found.push([places[start], places[end], which]);
    const byWord = [];
    marks.forEach(({ run, open, pattern }, which) => {
      if (pattern) {
        for (const match of folded.matchAll(pattern))
          take(match.index + match[1].length, match.index + match[0].length, which);
      } else if (run.spaceless) {
        for (let at = folded.indexOf(run.text); at >= 0; at = folded.indexOf(run.text, at + run.text.length))
          take(at, at + run.text.length, which);
      } else byWord.push({ word: run.text, ending: run.tail || "", stem: stem(run.text), open, which });
    });
    if (byWord.length) {
      for (const run of words.runs(folded)) {
        if (run.spaceless) continue;
        for (const { word, ending, stem: own, open, which } of byWord) {
          if (
            ending
              ? run.text === word && run.tail === ending
              : run.text === word ||
                stem(run.text) === own ||
                (open && word.length > 1 && run.text.startsWith(word))
          ) {
            take(run.start, run.end + ending.length, which);
            break;
          }
        }
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    let end = 0;
    return found.filter((part) => part[0] >= end && (end = part[1]));
  }

  /** `text` from `from` to `to` with `<mark>` around what was found. */
  function marked(text, found, from = 0, to = text.length) {
    const parts = [];
    let at = from;
    for (const [start, end] of found) {
      if (start < from || end > to) continue;
      if (start > at) parts.push(text.slice(at, start));
      parts.push(node("mark", {}, text.slice(start, end)));
      at = end;
    }
    if (to > at) parts.push(text.slice(at, to));
    return parts;
  }

  const isWide = (text) => /[\u3040-\u9fff\uac00-\ud7ff]/.test(text.slice(0, 200));

  /** The stretch of `text` where most of the query stands close together: `{ from, to, worth }`. */
  function stretchOf(text, found, length) {
    let best = { worth: 0, start: 0, end: 0 };
    for (let first = 0, last = 0; first < found.length; first++) {
      while (last < found.length && found[last][1] - found[first][0] <= length) last++;
      const parts = found.slice(first, Math.max(last, first + 1));
      const worth = new Set(parts.map((part) => part[2])).size * 10 + Math.min(parts.length, 9);
      if (worth > best.worth) best = { worth, start: found[first][0], end: parts[parts.length - 1][1] };
      if (first > 300) break;
    }
    // A little before it, from the beginning of a sentence or a word.
    let from = Math.max(
      0,
      Math.round(best.start - Math.min(length * 0.4, (length - (best.end - best.start)) / 2)),
    );
    if (from > 0) {
      const lead = text.slice(from, best.start);
      const sentence = /[.!?…]\s+|[。！？]/.exec(lead);
      const space = lead.search(/\s/);
      if (sentence) from += sentence.index + sentence[0].length;
      else if (space >= 0 && space < 25) from += space + 1;
    }
    let to = Math.min(text.length, Math.max(from + length, best.end));
    if (to < text.length) {
      const space = text.lastIndexOf(" ", to);
      if (space > Math.max(best.end, to - 25)) to = space;
    }
    // Never between the halves of a character.
    if (from > 0 && /[\udc00-\udfff]/.test(text[from])) from--;
    if (to < text.length && /[\udc00-\udfff]/.test(text[to])) to++;
    return { from, to, worth: best.worth };
  }

  /** The excerpt of a link: from its notes, description or text, where most was found. `null` when it has none. */
  function excerpt(record, marks, length = 180) {
    let best = null;
    for (const [name, text] of [
      ["notes", record.n],
      ["description", record.a],
      ["text", record.x],
    ]) {
      if (!text) continue;
      const found = find(text, marks);
      const stretch = stretchOf(text, found, isWide(text) ? Math.round(length * 0.55) : length);
      if (!best || stretch.worth > best.worth) best = { ...stretch, name, text, found };
    }
    if (!best) return null;
    const { text, from, to, found } = best;
    const parts = marked(text, found, from, to);
    if (from > 0) parts.unshift("… ");
    if (to < text.length) parts.push(" …");
    // The page's language is that of its text and description; notes are the keeper's.
    return { name: best.name, lang: best.name === "notes" ? undefined : record.l, parts };
  }

  Object.assign(window.linkarium, { show: { date, node, find, marked, excerpt } });
})();
