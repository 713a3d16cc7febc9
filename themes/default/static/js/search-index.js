// The index and its files, each loaded once, when it is needed. The format is in docs/search.md.
(() => {
  "use strict";
  // Files that one word may load, so that a short beginning stays cheap.
  const PREFIX_FILES = 2;
  const PREFIX_TERMS = 400;
  const ALPHABET = "!#$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
  const VALUES = new Uint8Array(128);
  Array.from(ALPHABET, (letter, value) => (VALUES[letter.charCodeAt(0)] = value));

  /** Numbers of a packed text (src/search/packing.rs). */
  function unpack(packed) {
    const numbers = [];
    let number = 0;
    let scale = 1;
    for (let at = 0; at < packed.length; at++) {
      const digit = VALUES[packed.charCodeAt(at)];
      number += digit * scale;
      if (digit < 56) {
        numbers.push(number);
        number = 0;
        scale = 1;
      } else scale *= 32;
    }
    return numbers;
  }

  // Files are classic scripts that call this: a script may be loaded over file://, where fetch is forbidden.
  const waiting = new Map();
  window.linkariumIndex = (name, data, mark) => {
    const take = waiting.get(name);
    if (take) take(data, mark);
  };

  class Index {
    /** `address` is that of index.js, absolute. */
    constructor(address) {
      this.address = address;
      // What each file is known by: the directory says it.
      this.marks = {};
      this.files = new Map();
      this.terms = new Map();
    }

    /** The data of a file, loaded once. */
    load(name) {
      if (!this.files.has(name)) {
        const loaded = this.fetch(name);
        // What failed may be tried again.
        loaded.catch(() => this.files.delete(name));
        this.files.set(name, loaded);
      }
      return this.files.get(name);
    }

    fetch(name) {
      return new Promise((resolve, reject) => {
        const script = document.createElement("script");
        let data;
        const mark = this.markOf(name);
        let found;
        waiting.set(name, (given, own) => ([data, found] = [given, own]));
        script.onload = () => {
          waiting.delete(name);
          script.remove();
          if (data === undefined) reject(new Error(`no data in ${script.src}`));
          else if (mark && found !== mark) {
            // The site was built anew since the directory was loaded: one index, or none, but no mixture.
            this.stale = true;
            reject(new Error(`${name} is of another build`));
          } else resolve(data);
        };
        script.onerror = () => {
          waiting.delete(name);
          script.remove();
          reject(new Error(`could not load ${script.src}`));
        };
        // A file that has changed is asked for by another address.
        const version = mark ? `?v=${encodeURIComponent(mark)}` : "";
        script.src = name === "index" ? this.address : new URL(`${name}.js${version}`, this.address).href;
        document.head.append(script);
      });
    }

    /** The mark of a file; nothing before the directory is here. */
    markOf(name) {
      const [, kind, number] = /^(.*?)(\d*)$/.exec(name);
      const at = 2 * Number(number || 0);
      return (this.marks[kind] || "").slice(at, at + 2);
    }

    /** Loads the directory. */
    async open() {
      const directory = await this.load("index");
      if (this.starts) return;
      this.marks = directory.marks;
      this.documents = directory.documents;
      this.first = directory.terms ? directory.terms.split(" ") : [];
      this.pinyin = directory.pinyin;
      this.published = directory.published;
      // First document of each file of texts, and the end.
      const starts = [0];
      for (const size of unpack(directory.texts)) starts.push(starts[starts.length - 1] + size);
      this.starts = starts;
    }

    /** The last file that may have `term`. */
    fileOf(term) {
      let [low, high] = [0, this.first.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.first[middle] <= term) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1);
    }

    /** The terms of a file: a map to their packed documents, in order. */
    async shard(number) {
      if (number >= this.first.length) return { map: new Map(), cut: [] };
      if (!this.terms.has(number)) {
        const { t, c } = await this.load(`t${number}`);
        const parts = t.split(" ");
        const map = new Map();
        for (let at = 0; at + 1 < parts.length; at += 2) map.set(parts[at], parts[at + 1]);
        this.terms.set(number, { map, cut: c || [] });
      }
      return this.terms.get(number);
    }

    /** The packed documents of a term, `undefined` when no link has it. */
    async exact(term) {
      const { map, cut } = await this.shard(this.fileOf(term));
      return map.has(term) ? { term, packed: map.get(term), cut: cut.includes(term) } : undefined;
    }

    /** Terms that begin with `start`; `partial` when there are more than were looked at. */
    async beginning(start) {
      const from = this.fileOf(start);
      const to = this.fileOf(start + "\uffff");
      const end = Math.min(to, from + PREFIX_FILES - 1);
      const files = [];
      for (let number = from; number <= end; number++) files.push(this.shard(number));
      const found = [];
      for (const { map } of await Promise.all(files)) {
        for (const [term, packed] of map) if (term.startsWith(start)) found.push({ term, packed });
      }
      const partial = end < to || found.length > PREFIX_TERMS;
      if (found.length > PREFIX_TERMS) {
        found.sort((a, b) => b.packed.length - a.packed.length);
        found.length = PREFIX_TERMS;
      }
      return { found, partial };
    }

    /** What is shown of links, by their numbers. */
    async records(documents) {
      return Promise.all(
        documents.map(async (document) => {
          let [low, high] = [0, this.starts.length - 1];
          while (high - low > 1) {
            const middle = (low + high) >> 1;
            if (this.starts[middle] <= document) low = middle;
            else high = middle;
          }
          const list = await this.load(`d${low}`);
          return list[document - this.starts[low]];
        }),
      );
    }

    /** Columns for filters, decoded. */
    facets() {
      if (!this.columns) {
        this.columns = this.readFacets();
        this.columns.catch(() => (this.columns = undefined));
      }
      return this.columns;
    }

    async readFacets() {
      await this.open();
      const head = await this.load("facets");
      const names = [...Array(head.blocks).keys()].map((number) => this.load(`facets-${number}`));
      const blocks = await Promise.all(names);
      const join = (name) => Uint32Array.from(blocks.flatMap((block) => unpack(block[name])));
      const tagStarts = new Uint32Array(this.documents + 1);
      const tags = [];
      let document = 0;
      for (const block of blocks) {
        const numbers = unpack(block.tags);
        for (let at = 0; at < numbers.length;) {
          let next = 0;
          for (let left = numbers[at++]; left > 0; left--) {
            tags.push(next + numbers[at++]);
            next = tags[tags.length - 1] + 1;
          }
          tagStarts[++document] = tags.length;
        }
      }
      const months = new Uint16Array(this.documents);
      document = 0;
      for (const block of blocks) {
        const runs = unpack(block.months);
        for (let at = 0; at + 1 < runs.length; at += 2) {
          months.fill(runs[at], document, document + runs[at + 1]);
          document += runs[at + 1];
        }
      }
      return {
        names: {
          tag: head.tags.map((tag) =>
            Array.isArray(tag) ? { key: tag[0], title: tag[1], sound: tag[2] } : { key: tag, title: tag },
          ),
          host: head.hosts,
          month: head.months,
          lang: head.languages,
          type: head.kinds,
          state: head.states,
        },
        tagStarts,
        tags: Uint32Array.from(tags),
        host: join("hosts"),
        month: months,
        lang: join("languages"),
        type: join("kinds"),
        state: join("states"),
        flag: join("flags"),
      };
    }

    /** Documents in another order: `title` or `published`. */
    async order(name) {
      const steps = unpack(await this.load(`by-${name}`));
      let last = 0;
      return steps.map((step) => (last += step & 1 ? -((step + 1) / 2) : step / 2));
    }
  }

  Object.assign(window.linkarium, { Index, unpack });
})();
