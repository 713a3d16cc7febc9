// The file of one link, as `linkarium add` writes it: its name (id-v1, docs/format.md) and its text. For the page that adds
// links, and for the bookmarklet, which carries this whole file (src/site/add.rs): it stays small, and touches no page.
var linkFile = (function () {
  "use strict";
  // Every run of white space and control characters is one space; none at the ends. Half a character is none.
  function squeeze(text) {
    return text.replace(/\p{Cs}/gu, "").replace(/[\p{White_Space}\p{Cc}]+/gu, " ").replace(/^ | $/g, "");
  }
  var invisible = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u061c]/g;
  // The first 8 hex digits of a text's SHA-256 (FIPS 180-4). Not crypto.subtle, which pages without TLS lack, and whose
  // answer comes too late for a window to be opened.
  function digits(text) {
    var bytes = Array.from(new TextEncoder().encode(text)), length = bytes.length * 8, state = [], constants = [], words, round, p, i, t, u;
    function fraction(x) { return (x % 1) * 4294967296 | 0; }
    function turn(x, by) { return x >>> by | x << 32 - by; }
    for (p = 2; constants.length < 64; p++) {
      for (i = 2; i * i <= p && p % i; i++);
      if (i * i <= p) continue;
      if (state.length < 8) state.push(fraction(Math.sqrt(p)));
      constants.push(fraction(Math.cbrt(p)));
    }
    bytes.push(128);
    while (bytes.length % 64 < 56 || bytes.length % 64 > 56) bytes.push(0);
    for (i = 7; i >= 0; i--) bytes.push(Math.floor(length / Math.pow(256, i)) % 256);
    for (p = 0; p < bytes.length; p += 64) {
      words = [];
      round = state.slice();
      for (i = 0; i < 64; i++) {
        t = words[i - 15];
        u = words[i - 2];
        words[i] = i < 16 ? bytes[p + i * 4] << 24 | bytes[p + i * 4 + 1] << 16 | bytes[p + i * 4 + 2] << 8 | bytes[p + i * 4 + 3]
          : words[i - 16] + words[i - 7] + (turn(t, 7) ^ turn(t, 18) ^ t >>> 3) + (turn(u, 17) ^ turn(u, 19) ^ u >>> 10) | 0;
        t = round[4];
        t = round[7] + (turn(t, 6) ^ turn(t, 11) ^ turn(t, 25)) + (t & round[5] ^ ~t & round[6]) + constants[i] + words[i];
        u = round[0];
        u = (turn(u, 2) ^ turn(u, 13) ^ turn(u, 22)) + (u & round[1] ^ u & round[2] ^ round[1] & round[2]);
        round.pop();
        round.unshift(t + u | 0);
        round[4] = round[4] + t | 0;
      }
      for (i = 0; i < 8; i++) state[i] = state[i] + round[i] | 0;
    }
    return (state[0] >>> 0).toString(16).padStart(8, "0");
  }
  // id-v1.
  function id(url) {
    var bare = url.split("#")[0], at = bare.indexOf("://"), rest = bare.slice(at < 0 ? 0 : at + 3).split("?")[0], slash = rest.indexOf("/");
    if (slash < 0) slash = rest.length;
    var host = rest.slice(0, slash).split("@").pop().replace(/^[Ww]{3}\./, "");
    var slug = (host + rest.slice(slash)).replace(/%[0-9A-Fa-f]{0,2}|[^0-9A-Za-z]/g, "-").replace(/-+/g, "-").replace(/^-/, "");
    return (slug.slice(0, 60).replace(/-$/, "").toLowerCase() || "link") + "-" + digits(bare);
  }
  // A text of TOML, in the quotes that it needs least escapes in.
  function quoted(text) {
    if (!/["\\]/.test(text)) return '"' + text + '"';
    if (!/'/.test(text)) return "'" + text + "'";
    if (!/\\|"""/.test(text)) return '"""' + text + '"""';
    if (!/'''/.test(text)) return "'''" + text + "'''";
    return '"' + text.replace(/["\\]/g, "\\$&") + '"';
  }
  // Tags divided at commas, each as it is shown.
  function tags(text) {
    return text.split(/[,\uff0c]/).map(function (tag) {
      tag = tag.replace(/\p{Cs}/gu, "").normalize("NFC").replace(invisible, "").replace(/^[\p{White_Space}#/]+/u, "");
      return tag.split("/").map(squeeze).filter(Boolean).join("/");
    }).filter(Boolean);
  }
  // Markdown as it is kept: line feeds only, no blank lines at the ends, nothing that a terminal would obey.
  function notes(text) {
    text = text.replace(/\r\n?/g, "\n").replace(/\p{Cs}|(?![\n\t])\p{Cc}/gu, "");
    return text.replace(/\p{White_Space}+$/u, "").replace(/^\p{White_Space}*\n/u, "");
  }
  return {
    id: id, squeeze: squeeze, tags: tags, notes: notes,
    // The address as it will be kept, or nothing where it cannot be.
    address: function (text) {
      text = text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
      if (!/^https?:\/\//i.test(text) || /[\p{White_Space}\p{Cc}\p{Cs}]/u.test(text) || text.search(invisible) >= 0) return "";
      try { return new URL(text).hostname ? text : ""; } catch (e) { return ""; }
    },
    // What was marked on a page, as a quotation.
    quote: function (text) {
      return (text = notes(text)) && text.replace(/^.*$/gm, function (line) { return line ? "> " + line : ">"; });
    },
    // Now, in the site's time zone, as `add` writes it.
    now: function (zone) {
      var date = new Date();
      try {
        var local = date.toLocaleString("sv", { timeZone: zone }).replace(" ", "T");
        if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(local)) return local;
      } catch (e) { /* a zone that the browser does not know */ }
      return date.toISOString().slice(0, 19) + "Z";
    },
    make: function (link) {
      var title = squeeze(link.title), own = tags(link.tags || ""), text = notes(link.notes);
      return {
        name: id(link.url) + ".md",
        text: "+++\nurl = " + quoted(link.url) + (title && "\ntitle = " + quoted(title)) +
          (own.length ? "\ntags = [" + own.map(quoted).join(", ") + "]" : "") +
          (link.added ? "\nadded = " + link.added : "") + "\n+++\n" + (text && "\n" + text + "\n")
      };
    }
  };
})();
