// English endings taken off: Porter 2, word for word as rust-stemmers does it for the index.
(() => {
  "use strict";

  const VOWEL = /[aeiouy]/;
  const SHORT = /(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$/;
  const DOUBLE = /(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;

  const WHOLE = new Map(
    Object.entries({
      skis: "ski",
      skies: "sky",
      dying: "die",
      lying: "lie",
      tying: "tie",
      idly: "idl",
      gently: "gentl",
      ugly: "ugli",
      early: "earli",
      only: "onli",
      singly: "singl",
      sky: "sky",
      news: "news",
      howe: "howe",
      atlas: "atlas",
      cosmos: "cosmos",
      bias: "bias",
      andes: "andes",
    }),
  );
  const SETTLED = new Set([
    "inning",
    "outing",
    "canning",
    "herring",
    "earring",
    "proceed",
    "exceed",
    "succeed",
  ]);

  // The longest of these endings that a word has decides; what it becomes is behind the colon.
  const table = (text) =>
    text
      .split(" ")
      .map((rule) => rule.split(":"))
      .sort((a, b) => b[0].length - a[0].length);
  const SECOND = table(
    "tional:tion enci:ence anci:ance abli:able entli:ent izer:ize ization:ize ational:ate ation:ate ator:ate alism:al " +
      "aliti:al alli:al fulness:ful ousli:ous ousness:ous iveness:ive iviti:ive biliti:ble bli:ble ogi:og fulli:ful lessli:less li:",
  );
  const THIRD = table("tional:tion ational:ate alize:al icate:ic iciti:ic ical:ic ful: ness: ative:");
  const FOURTH = table(
    "al: ance: ence: er: ic: able: ible: ant: ement: ment: ent: ism: ate: iti: ous: ive: ize: ion:",
  );

  const longest = (word, rules) => rules.find(([ending]) => word.endsWith(ending));

  /** Where the part after the first vowel and consonant begins, from `start` on. */
  function region(word, start) {
    let at = start;
    while (at < word.length && !VOWEL.test(word[at])) at++;
    while (at < word.length && VOWEL.test(word[at])) at++;
    return Math.min(at + 1, word.length);
  }

  function plural(word) {
    if (word.endsWith("sses")) return word.slice(0, -2);
    if (/(?:ied|ies)$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
    if (/(?:us|ss)$/.test(word) || !word.endsWith("s")) return word;
    return VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
  }

  function past(word, first) {
    const [ending] = word.match(/(?:eedly|ingly|edly|eed|ing|ed)$/) || [];
    if (!ending) return word;
    const rest = word.slice(0, -ending.length);
    if (ending.startsWith("eed")) return rest.length >= first ? rest + "ee" : word;
    if (!VOWEL.test(rest)) return word;
    if (/(?:at|bl|iz)$/.test(rest)) return rest + "e";
    if (DOUBLE.test(rest)) return rest.slice(0, -1);
    return rest.length === first && SHORT.test(rest) ? rest + "e" : rest;
  }

  function second(word, first) {
    const [ending, becomes] = longest(word, SECOND) || [];
    if (ending === undefined) return word;
    const rest = word.slice(0, -ending.length);
    if (rest.length < first) return word;
    if (ending === "ogi" && !rest.endsWith("l")) return word;
    if (ending === "li" && !/[cdeghkmnrt]$/.test(rest)) return word;
    return rest + becomes;
  }

  function third(word, first, other) {
    const [ending, becomes] = longest(word, THIRD) || [];
    if (ending === undefined) return word;
    const rest = word.slice(0, -ending.length);
    return rest.length < (ending === "ative" ? other : first) ? word : rest + becomes;
  }

  function fourth(word, other) {
    const [ending] = longest(word, FOURTH) || [];
    if (ending === undefined) return word;
    const rest = word.slice(0, -ending.length);
    return rest.length < other || (ending === "ion" && !/[st]$/.test(rest)) ? word : rest;
  }

  function last(word, first, other) {
    const rest = word.slice(0, -1);
    if (word.endsWith("e"))
      return rest.length >= other || (rest.length >= first && !SHORT.test(rest)) ? rest : word;
    return word.endsWith("ll") && rest.length >= other ? rest : word;
  }

  /** The word without its ending; only words of `a` to `z` have one. */
  function stem(given) {
    if (given.length < 3 || !/^[a-z]+$/.test(given)) return given;
    const whole = WHOLE.get(given);
    if (whole) return whole;
    // A `Y` is a consonant.
    let word = given.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
    const known = /^(?:gener|commun|arsen)/.exec(word);
    const first = known ? known[0].length : region(word, 0);
    const other = region(word, first);
    word = plural(word);
    if (!SETTLED.has(word)) {
      word = past(word, first);
      if (word.length > 2 && /[^aeiouy][yY]$/.test(word)) word = word.slice(0, -1) + "i";
      word = last(fourth(third(second(word, first), first, other), other), first, other);
    }
    return word.replace(/Y/g, "y");
  }

  window.linkarium = Object.assign(window.linkarium || {}, { stem });
})();
