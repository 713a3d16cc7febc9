// Which links answer a query, best first.
(() => {
  "use strict";
  const { Counts, sort, stem, testsOf, text: words, unpack } = window.linkarium;

  const MOST_WORDS = 12;
  // Words that need not be there when others are.
  const SMALL = new Set(
    "a an and are as at be but by can do for from how i if in is it its my not of on or so that the this to was what when where which who why will with you your".split(
      " ",
    ),
  );
  const LEVELS = 8;
  const WEIGHTS = [0.6, 1, 1.5, 2.2, 3, 4, 5, 6];

  // Whether letters may be pinyin: whole syllables, and the beginning of one.
  const FINALS =
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u";
  const PINYIN = new RegExp(
    `^(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:${FINALS}))+(?:zh?|ch?|sh?|[bpmfdtnlgkhjqxryw])?$`,
  );
  const INITIALS = /^[bpmfdtnlgkhjqxrzcsywaoe]{2,4}$/;

  // What English words go on with behind their stem.
  const ENDINGS =
    "able ably ability ality ance ancy ant ary ate ated ates ating ation ational ations ative ator ed ement ence ency ent ents er ers es est ful fully ible ic ical ically ies ing ingly ings ion ional ions ism isms ist ists ity ities ive ively iveness ization ize ized izes izing less ly ment mental ments ness or ors ous ously ousness s ship y".split(
      " ",
    );

  /** Whether `rest` may stand behind a stem that ends in `last`: an ending, or the beginning of one. */
  function mayEnd(last, rest) {
    const bare = rest[0] === last ? rest.slice(1) : rest;
    return [rest, bare].some((part) => ENDINGS.some((ending) => ending.startsWith(part)));
  }

  /** One thing that a query asks for: terms of which any will do. */
  class Group {
    constructor(name) {
      this.name = name;
      this.lists = [];
      this.partial = false;
      this.optional = false;
    }

    add(list, factor) {
      if (!list) return;
      this.lists.push({ ...list, factor });
      this.partial = this.partial || Boolean(list.cut);
    }
  }

  /** Groups of a run of letters or characters. */
  async function groupsOf(index, run, open, exactly) {
    if (run.spaceless) {
      if (Array.from(run.text).length === 1) {
        const group = new Group(run.text);
        const { found, partial } = await index.beginning(run.text);
        for (const list of found) group.add(list, 1);
        group.partial = partial;
        return [group];
      }
      return Promise.all(
        words.cover(run).map(async (pair) => {
          const group = new Group(pair);
          group.add(await index.exact(pair), 1);
          return group;
        }),
      );
    }
    const word = words.shorten(run.text);
    const group = new Group(word);
    if (run.tail || run.dot) {
      const name = run.tail ? word + run.tail : `.${word}`;
      if (open && run.dot) {
        const { found, partial } = await index.beginning(name);
        for (const list of found) group.add(list, 1);
        group.partial = partial;
      } else group.add(await index.exact(name), 1);
      return [group];
    }
    const own = await index.exact(stem(word));
    group.add(own, 1);
    if (open && word.length > 1) await typed(index, word, group);
    if (index.pinyin && !exactly && /^[a-z]{2,20}$/.test(word)) await sounds(index, word, open, own, group);
    group.optional = !exactly && !open && SMALL.has(word);
    return [group];
  }

  /** The word that is being typed: terms that begin with it, or a stem that it has outgrown (`captu`, `captureb`). */
  async function typed(index, word, group) {
    const own = stem(word);
    const { found, partial } = await index.beginning(word);
    for (const list of found) if (list.term !== own) group.add(list, list.term === word ? 1 : 0.7);
    group.partial = group.partial || partial;
    if (group.lists.length) return;
    for (let length = word.length - 1; length >= Math.max(3, word.length - 5); length--) {
      if (!mayEnd(word[length - 1], word.slice(length))) continue;
      const file = index.fileOf(word.slice(0, length));
      // Only in what is here already: it is a guess.
      if (!index.terms.has(file)) break;
      const list = await index.exact(word.slice(0, length));
      if (list) return group.add(list, 0.4);
    }
  }

  /** Han titles by their sound. A short word that is a word of this site is no pinyin. */
  async function sounds(index, word, open, own, group) {
    const known = own ? unpack(own.packed).length : 0;
    const plain = word.replace(/v/g, "u");
    if (PINYIN.test(plain) && !(known > 9 && word.length < 5)) {
      let { found } = await index.beginning(`~${plain}`);
      // A term holds four syllables; what is longer is found by them.
      for (
        let length = plain.length - 1;
        !found.length && length >= Math.max(8, plain.length - 12);
        length--
      ) {
        const list = await index.exact(`~${plain.slice(0, length)}`);
        if (list) found = [list];
      }
      for (const list of found) group.add(list, 0.5);
      if (found.length) return;
    }
    if (open && known < 3 && INITIALS.test(word)) {
      const { found } = await index.beginning(`^${word}`);
      for (const list of found) group.add(list, 0.4);
    }
  }

  /** What must be seen in a link's own text, as terms alone do not tell. */
  function checkOf(word, folded, runs) {
    if (word.address) return null;
    if (word.quoted) return words.phrase(runs, false);
    const long = runs.find((run) => run.spaceless && Array.from(run.text).length > 2);
    if (runs.length === 1) return long ? words.literal(long.text, true) : null;
    if (/[\p{L}\p{N}]\.[\p{L}\p{N}]/u.test(folded))
      return words.literal(folded.replace(/^[^\p{L}\p{N}.]+|[^\p{L}\p{N}+#]+$/gu, ""), word.open);
    return long ? words.literal(long.text, true) : null;
  }

  /** A query as groups and checks; loads `han.js` when it is needed. */
  async function understand(index, list) {
    if (!index.knowsHan && list.some((word) => words.HAN.test(word.text))) {
      words.learnHan(await index.load("han"));
      index.knowsHan = true;
    }
    const asked = { groups: [], checks: [], without: [], withoutChecks: [], marks: [], pairs: [] };
    const jobs = [];
    for (const word of list.slice(0, MOST_WORDS)) {
      const folded = words.fold(word.text);
      const runs = words.runs(folded);
      if (!runs.length) continue;
      const check = checkOf(word, folded, runs);
      if (word.not) {
        if (check || runs.length > 1) asked.withoutChecks.push(check || words.phrase(runs, false));
        else jobs.push(groupsOf(index, runs[0], false, true).then((groups) => ({ groups, not: true })));
        continue;
      }
      if (check) asked.checks.push(check);
      if (check && word.quoted) asked.marks.push({ pattern: check });
      runs.forEach((run, at) => {
        const open = word.open && at === runs.length - 1;
        if (!word.quoted) asked.marks.push({ run, open });
        if (run.spaceless)
          asked.pairs.push(...words.cover(run).map((text) => ({ run: { text, spaceless: true } })));
        jobs.push(groupsOf(index, run, open, word.quoted).then((groups) => ({ groups })));
      });
    }
    for (const { groups, not } of await Promise.all(jobs))
      (not ? asked.without : asked.groups).push(...groups);
    return asked;
  }

  /** Scores of all links: how many groups each has, and how well. */
  function score(index, { groups, without }) {
    const size = index.documents;
    const sum = new Float32Array(size);
    const hits = new Uint8Array(size);
    const missing = new Uint8Array(size);
    const touched = [];
    let needed = 0;
    // If all words are small, they are what is asked for.
    const optional = groups.some((group) => !group.optional);
    let partial = false;
    for (const group of groups) {
      const best = new Float32Array(size);
      const own = [];
      for (const list of group.lists) {
        let document = 0;
        for (const number of unpack(list.packed)) {
          document += Math.floor(number / LEVELS);
          if (document >= size) break;
          const weight = WEIGHTS[number % LEVELS] * list.factor;
          if (!best[document]) own.push(document);
          if (weight > best[document]) best[document] = weight;
          document++;
        }
      }
      const rarity = Math.log(1 + size / (own.length || 1));
      const must = !(group.optional && optional);
      if (must) needed++;
      if (must) partial = partial || group.partial;
      for (const document of own) {
        if (!sum[document]) touched.push(document);
        sum[document] += best[document] * rarity;
        if (must) hits[document]++;
      }
    }
    for (const group of without) {
      for (const list of group.lists) {
        let document = 0;
        for (const number of unpack(list.packed)) {
          document += Math.floor(number / LEVELS);
          if (document < size) missing[document] = 1;
          document++;
        }
      }
    }
    return { sum, hits, needed, missing, touched, partial };
  }

  /** The answer to a query: an order of links, of which some may still drop out when their text is seen. */
  class Answer {
    constructor(index, asked, documents) {
      Object.assign(this, { index, asked, documents });
      this.at = 0;
      this.dropped = 0;
      this.shown = 0;
    }

    /** How many there are at most. */
    get most() {
      return this.documents.length - this.dropped;
    }

    /** Whether `most` is the number itself. */
    get exact() {
      return (
        (!this.asked.checks.length && !this.asked.withoutChecks.length) || this.at >= this.documents.length
      );
    }

    get done() {
      return this.at >= this.documents.length;
    }

    /** The next `count` links that hold; looks at no more than `looks`. */
    async next(count, looks = Infinity) {
      const found = [];
      while (found.length < count && this.at < this.documents.length && looks > 0) {
        const documents = this.documents.slice(this.at, this.at + Math.min(count - found.length, looks));
        this.at += documents.length;
        looks -= documents.length;
        for (const record of await this.index.records(documents)) {
          if (record && this.holds(record)) found.push(record);
          else this.dropped++;
        }
      }
      this.shown += found.length;
      return found;
    }

    holds(record) {
      const { checks, withoutChecks } = this.asked;
      if (!checks.length && !withoutChecks.length) return true;
      const fields = fieldsOf(record).map((field) => words.fold(field));
      const has = (pattern) => fields.some((field) => ((pattern.lastIndex = 0), pattern.test(field)));
      return checks.every(has) && !withoutChecks.some(has);
    }
  }

  /** All text of a link. */
  function fieldsOf(record) {
    return [record.t, record.h, record.a, record.n, record.x, ...(record.g || [])].filter(Boolean);
  }

  /**
   * Finds links. `filters` are added to those in the query. Gives an `Answer` with `loose` (no link has it all; these
   * have some), `partial` (a short beginning: not all were looked at), `counts` when `count` asks for them.
   */
  async function find(
    index,
    query,
    { filters = [], sort: by = "", seed = 1, count = false, loose = false } = {},
  ) {
    const parsed = words.parse(query);
    // Asked for early, to come along with the directory.
    if (words.HAN.test(query)) index.load("han").catch(() => {});
    await index.open();
    const all = [...parsed.filters, ...filters];
    const asked = await understand(index, parsed.words);
    const searching = asked.groups.length > 0;
    const scores = score(index, asked);
    let candidates;
    if (searching) {
      candidates = scores.touched.filter((document) => scores.hits[document] === scores.needed);
      loose = (loose || !candidates.length) && scores.touched.length > 0 && scores.needed > 1;
      if (loose) {
        candidates = scores.touched;
        asked.checks = [];
        asked.marks.push(...asked.pairs);
        for (const document of candidates) scores.sum[document] *= scores.hits[document] ** 2;
      }
    } else if (parsed.words.some((word) => !word.not && words.runs(words.fold(word.text)).length)) {
      candidates = [];
    } else {
      candidates = [...Array(index.documents).keys()];
    }
    candidates = candidates.filter((document) => !scores.missing[document]);
    let counts;
    if (all.length || count) {
      const columns = await index.facets();
      const tests = testsOf(all, columns);
      counts = count ? new Counts(columns) : undefined;
      candidates = candidates.filter((document) => {
        let failed = 0;
        let field;
        for (const { field: own, test } of tests) {
          if (!test(document)) {
            failed++;
            field = own;
          }
        }
        if (counts && failed === 0) counts.add(document);
        // What else there would be, were it not for the one filter of its kind.
        else if (counts && failed === 1 && field !== "tag" && field !== "flag") counts.addTo(field, document);
        return failed === 0;
      });
    }
    await sort(index, candidates, scores.sum, by || (searching ? "relevance" : "added"), seed);
    const answer = new Answer(index, asked, candidates);
    return Object.assign(answer, {
      loose,
      partial: scores.partial,
      counts,
      searching,
      filters: all,
      words: parsed.words,
    });
  }

  Object.assign(window.linkarium, { find });
})();
