// Text made comparable, cut into terms, and what a query says. The rules of src/search/fold.rs and words.rs.
(() => {
  "use strict";
  const { stem } = window.linkarium;

  const SPACELESS =
    "\\u0e01-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa" +
    "\\u30fc-\\u30ff\\u3105-\\u312f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7ff\\u{20000}-\\u{3ffff}";
  const WORDLIKE = "\\p{Alphabetic}\\p{N}\\p{M}";
  const LETTER = `(?:(?![${SPACELESS}])[${WORDLIKE}])`;
  const OTHER = `[^${WORDLIKE}${SPACELESS}]`;
  const RUN = new RegExp(`[${SPACELESS}]+|${LETTER}+`, "gu");
  const IS_SPACELESS = new RegExp(`^[${SPACELESS}]`, "u");
  const STARTS_WITH_LETTER = new RegExp(`^${LETTER}`, "u");
  const ENDS_WITH_LETTER = new RegExp(`${LETTER}$`, "u");
  const LONGEST = 40;

  const MARKS = /[\p{M}\uff9e\uff9f]+/uy;
  const ACCENTS =
    /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]/g;
  const UNSEEN = /[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u3099\u309a]/g;
  const ODD = /[ßæœþøđðħıłς\u2018\u2019\u02bc]/g;
  const EVEN = {
    ß: "ss",
    æ: "ae",
    œ: "oe",
    þ: "th",
    ø: "o",
    đ: "d",
    ð: "d",
    ħ: "h",
    ı: "i",
    ł: "l",
    ς: "σ",
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
  };
  const HAN = /[\u3400-\u9fff]/;

  let simplified = new Map();
  let folds = new Map();

  /** Takes in the table of `han.js`: Traditional characters, and what they become. */
  function learnHan([from, to]) {
    const answers = [...to];
    simplified = new Map([...from].map((character, at) => [character, answers[at]]));
    folds = new Map();
  }

  function foldCluster(cluster) {
    let folded = folds.get(cluster);
    if (folded !== undefined) return folded;
    folded = cluster.normalize("NFKD").toLowerCase().replace(ACCENTS, "").normalize("NFC");
    folded = folded.replace(ODD, (c) => EVEN[c]).replace(UNSEEN, "");
    if (HAN.test(folded)) folded = Array.from(folded, (c) => simplified.get(c) || c).join("");
    if (folds.size > 20000) folds.clear();
    folds.set(cluster, folded);
    return folded;
  }

  /** `text` folded. With `places`, each character's beginning in `text` is written there, and the end of `text` last. */
  function fold(text, places) {
    if (!places) text = text.normalize("NFC");
    let out = "";
    for (let at = 0, end; at < text.length; at = end) {
      const code = text.charCodeAt(at);
      end = at + (code >= 0xd800 && code < 0xdc00 && at + 1 < text.length ? 2 : 1);
      let piece;
      const next = text.charCodeAt(end);
      if (next >= 0x300 && !(next >= 0x3400 && next <= 0x9fff)) {
        MARKS.lastIndex = end;
        if (MARKS.test(text)) end = MARKS.lastIndex;
      }
      if (code < 0x80 && end === at + 1)
        piece = code >= 65 && code <= 90 ? String.fromCharCode(code + 32) : text[at];
      else piece = foldCluster(text.slice(at, end));
      out += piece;
      if (places) for (let i = 0; i < piece.length; i++) places.push(at);
    }
    if (places) places.push(text.length);
    return out;
  }

  /** The first `LONGEST` characters of a word. */
  function shorten(word) {
    return word.length <= LONGEST ? word : Array.from(word).slice(0, LONGEST).join("");
  }

  /**
   * Cuts folded text into runs: `{ text, start, end, spaceless }`; a word also has the signs that make it another word:
   * `dot` (`.net`) and `tail` (`++` of `c++`).
   */
  function runs(folded) {
    const found = [];
    for (const match of folded.matchAll(RUN)) {
      const text = match[0];
      const start = match.index;
      const end = start + text.length;
      const before = folded.slice(Math.max(0, start - 3), start);
      if (text === "s" && before.endsWith("'") && ENDS_WITH_LETTER.test(before.slice(0, -1))) continue;
      const spaceless = IS_SPACELESS.test(text);
      const run = { text, start, end, spaceless };
      if (!spaceless) {
        const above = before.slice(0, -1);
        run.dot =
          before.endsWith(".") &&
          !above.endsWith(".") &&
          !/^\p{N}/u.test(text) &&
          !(above && wordlike(above));
        const [tail] = /^[+#]+/.exec(folded.slice(end, end + 4)) || [""];
        const after = folded.slice(end + tail.length, end + tail.length + 2);
        run.tail = /^(?:\+\+?|#)$/.test(tail) && !STARTS_WITH_LETTER.test(after) ? tail : "";
      }
      found.push(run);
    }
    return found;
  }

  const ENDS_WORDLIKE = new RegExp(`[${WORDLIKE}${SPACELESS}]$`, "u");
  function wordlike(text) {
    return ENDS_WORDLIKE.test(text);
  }

  /** The terms of a run, as the index has them. */
  function terms(run) {
    if (!run.spaceless) {
      const word = shorten(run.text);
      const all = [stem(word)];
      if (run.dot) all.push("." + word);
      if (run.tail) all.push(word + run.tail);
      return all;
    }
    const characters = Array.from(run.text);
    return characters.map((character, at) => character + (characters[at + 1] || ""));
  }

  /** The fewest pairs that cover a run of characters. */
  function cover(run) {
    const characters = Array.from(run.text);
    const pairs = [];
    for (let at = 0; at < characters.length; at += 2) {
      const from = Math.min(at, Math.max(0, characters.length - 2));
      pairs.push(characters.slice(from, from + 2).join(""));
    }
    return pairs;
  }

  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

  /** Finds folded words one after the other, whatever stands between them; whole words unless `open`, where the last goes on. */
  function phrase(list, open) {
    let source = list[0].spaceless ? "()" : `(^|(?!${LETTER})[^])`;
    source += "(";
    list.forEach((run, at) => {
      if (at) source += OTHER + (run.spaceless || list[at - 1].spaceless ? "*" : "+");
      source += escaped(run.text + (run.tail || ""));
    });
    source += ")";
    if (!open && !list[list.length - 1].spaceless) source += `(?!${LETTER})`;
    return new RegExp(source, "gu");
  }

  /** Finds a folded text as it is, from the beginning of a word; to the end of one unless `open`. */
  function literal(text, open) {
    const before = STARTS_WITH_LETTER.test(text) ? `(^|(?!${LETTER})[^])` : "()";
    const after = open || !ENDS_WITH_LETTER.test(text) ? "" : `(?!${LETTER})`;
    return new RegExp(`${before}(${escaped(text)})${after}`, "gu");
  }

  // Without a prototype: a query may say `constructor:`.
  const FIELDS = Object.assign(Object.create(null), {
    tag: "tag",
    host: "host",
    site: "host",
    lang: "lang",
    language: "lang",
    added: "added",
    year: "added",
    is: "is",
    type: "type",
    kind: "type",
  });
  const STATES = ["captured", "partial", "failed", "waiting", "off"];
  const FLAGS = ["starred", "unread", "read"];
  // What the command line asks for, too. Every link of the index is public.
  const OTHERS = ["untagged", "public"];
  const PART =
    /([-\u2212\uff0d])?(?:([a-z]+)[:\uff1a])?(?:["\u201c\u201d\uff02\u300c]([^"\u201c\u201d\uff02\u300d]*)["\u201c\u201d\uff02\u300d]?|(\S+))/giu;

  /**
   * Reads a query: `words "exact words" -not tag:rust -tag:video host:github.com is:unread lang:zh added:2026-11 type:pdf`.
   * Gives `{ words: [{ text, quoted, not, open }], filters: [{ field, value, not }] }`; the last word is `open` while it
   * is being typed.
   */
  function parse(query) {
    const words = [];
    const filters = [];
    query = query.slice(0, 300);
    for (const match of query.matchAll(PART)) {
      const [whole, minus, name, quoted, bare] = match;
      const field = name && FIELDS[name.toLowerCase()];
      const value = quoted === undefined ? bare : quoted;
      const not = Boolean(minus);
      if (field) {
        if (value && value.trim()) filters.push(filter(field, value.trim(), not));
      } else if (bare && /^[a-z]+[:\uff1a]$/i.test(bare) && FIELDS[bare.slice(0, -1).toLowerCase()]) {
        // A filter that is still to get its value.
      } else if (name && /^https?$/i.test(name)) {
        words.push({ text: value, not, address: true });
      } else {
        const text = quoted === undefined ? (name ? whole.slice(minus ? 1 : 0) : bare) : quoted;
        const open = quoted === undefined && match.index + whole.length === query.length;
        words.push({ text, quoted: quoted !== undefined && !name, not, open });
      }
    }
    return { words, filters };
  }

  function filter(field, value, not) {
    const word = value.toLowerCase();
    if (field === "is") {
      if (STATES.includes(word)) return { field: "state", value: word, not };
      if (FLAGS.includes(word) || OTHERS.includes(word)) return { field: "flag", value: word, not };
      return { field: "type", value: word, not };
    }
    return {
      field,
      value: field === "tag" ? value.normalize("NFC").toLowerCase().replace(/^#/, "") : word,
      not,
    };
  }

  /** A filter as it is typed. */
  function spell({ field, value, not }) {
    const name = { state: "is", flag: "is" }[field] || field;
    return `${not ? "-" : ""}${name}:${/[\s"]/.test(value) ? `"${value.replace(/"/g, "")}"` : value}`;
  }

  Object.assign(window.linkarium, {
    text: { HAN, STATES, FLAGS, learnHan, fold, runs, terms, cover, phrase, literal, parse, spell, shorten },
  });
})();
