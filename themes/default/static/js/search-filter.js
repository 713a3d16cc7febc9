// Filters and orders: tests of one link by its columns, counts, and sorting.
(() => {
  "use strict";
  const { text: words } = window.linkarium;

  /** Filters by field, each a test of one link; `tag` must all hold, of the others one of a kind. */
  function testsOf(filters, columns) {
    const tests = [];
    const byField = new Map();
    for (const filter of filters) {
      if (filter.field === "tag" || filter.not || filter.field === "flag")
        tests.push({ field: filter.field, test: one(filter, columns, filter.not) });
      else byField.set(filter.field, [...(byField.get(filter.field) || []), one(filter, columns, false)]);
    }
    for (const [field, any] of byField)
      tests.push({ field, test: (document) => any.some((test) => test(document)) });
    return tests;
  }

  function one({ field, value }, columns, not) {
    const { names } = columns;
    if (field === "tag") {
      const wanted = new Set();
      const folded = words.fold(value);
      names.tag.forEach((tag, number) => {
        if (tag.key === value) wanted.add(number);
      });
      if (!wanted.size)
        names.tag.forEach((tag, number) => words.fold(tag.title) === folded && wanted.add(number));
      return (document) => {
        for (let at = columns.tagStarts[document]; at < columns.tagStarts[document + 1]; at++) {
          if (wanted.has(columns.tags[at])) return !not;
        }
        return not;
      };
    }
    if (field === "flag" && value === "public") return () => !not;
    if (field === "flag" && value === "untagged")
      return (document) => (columns.tagStarts[document] === columns.tagStarts[document + 1]) !== not;
    if (field === "flag") {
      const bit = 1 << words.FLAGS.indexOf(value);
      return (document) => Boolean(columns.flag[document] & bit) !== not;
    }
    const column = field === "added" ? "month" : field;
    const matches = {
      // A month, a year, or a day, of which the month counts.
      added: (name) => name !== "" && name.startsWith(value.slice(0, 7)),
      host: within(value),
      lang: (name) => name === value.split(/[-_]/)[0],
    };
    const test = matches[field] || ((name) => name === value);
    const wanted = names[column].map((name) => Boolean(name) && test(name));
    return (document) => wanted[columns[column][document]] !== not;
  }

  /** A test of hosts: the one that is wanted, or below it; in any form of letters, and of its port alone when it has one. */
  function within(wanted) {
    const plain = (written) => {
      try {
        const { hostname, port } = new URL(`http://${written}`);
        return { host: hostname.replace(/\.$/, ""), port };
      } catch {
        return { host: written.toLowerCase(), port: "" };
      }
    };
    const { host, port } = plain(wanted);
    const bare = host.replace(/^www\.(?=.*\.)/, "");
    return (name) => {
      const own = plain(name);
      return (own.host === bare || own.host.endsWith(`.${bare}`)) && (!port || own.port === port);
    };
  }

  /** Fisher and Yates, with numbers that a seed gives again (xorshift): more of a random order goes on with the same one. */
  function shuffle(list, seed) {
    let state = seed >>> 0 || 1;
    const random = () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 4294967296;
    };
    for (let at = list.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [list[at], list[other]] = [list[other], list[at]];
    }
  }

  async function sort(index, list, sum, by, seed) {
    if (by === "relevance") list.sort((a, b) => sum[b] - sum[a] || a - b);
    else if (by === "added") list.sort((a, b) => a - b);
    else if (by === "oldest") list.sort((a, b) => b - a);
    else if (by === "random") {
      list.sort((a, b) => a - b);
      shuffle(list, seed);
    } else if (by === "host") {
      const { names, host } = await index.facets();
      const collator = new Intl.Collator();
      const ranks = new Uint32Array(names.host.length);
      [...names.host.keys()]
        .sort((a, b) => collator.compare(names.host[a], names.host[b]))
        .forEach((name, rank) => (ranks[name] = rank));
      list.sort((a, b) => ranks[host[a]] - ranks[host[b]] || a - b);
    } else if (by === "title" || (by === "published" && index.published)) {
      const ranks = new Uint32Array(index.documents);
      (await index.order(by)).forEach((document, rank) => (ranks[document] = rank));
      list.sort((a, b) => ranks[a] - ranks[b]);
    }
  }

  /** How many links each name of each filter would leave. */
  class Counts {
    constructor(columns) {
      this.columns = columns;
      this.by = {};
      for (const [field, names] of Object.entries(columns.names))
        this.by[field] = new Uint32Array(names.length);
      this.by.flag = new Uint32Array(3);
    }

    add(document) {
      const { tagStarts, tags, flag } = this.columns;
      for (let at = tagStarts[document]; at < tagStarts[document + 1]; at++) this.by.tag[tags[at]]++;
      for (const field of ["host", "month", "lang", "type", "state"])
        this.by[field][this.columns[field][document]]++;
      for (let bit = 0; bit < 3; bit++) if (flag[document] & (1 << bit)) this.by.flag[bit]++;
    }

    addTo(field, document) {
      const column = field === "added" ? "month" : field;
      this.by[column][this.columns[column][document]]++;
    }
  }

  Object.assign(window.linkarium, { Counts, sort, testsOf });
})();
