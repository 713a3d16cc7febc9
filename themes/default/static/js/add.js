// The page that adds links: what is typed, or told in the page's own address by a bookmarklet or a phone, becomes the file of
// a link, and the address of a form on the forge that holds it. What is told comes from anywhere: it only ever is a value or
// a text, never markup, and an address is http or https or nothing.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const form = $("add-form");
  if (!form || !window.linkFile) return;
  const said = form.dataset;
  const url = $("add-url");
  const title = $("add-title");
  const tags = $("add-tags");
  const notes = $("add-notes");
  const open = $("add-open");
  const issue = $("add-issue");
  const status = $("add-status");
  const problem = $("add-problem");
  // Forges refuse addresses beyond 8 kB.
  const MOST_ADDRESS = 8000;
  // Of a text that somebody else's page tells.
  const MOST_TEXT = 20000;
  const MOST_TAG = 200;
  const MOST_LEVELS = 16;
  const started = linkFile.now(said.zone);
  const known = [...$("add-known").options].map((option) => option.value);
  let file = null;
  // Whether the address bears the text; otherwise it is copied, to be pasted.
  let whole = false;
  // Whether somebody had the chance to type an address: before, none is missing.
  let asked = false;

  form.hidden = false;

  // What the page's address tells. A bookmarklet writes "#url=…&title=…&selection=…", a phone "?title=…&text=…&url=…".
  function told() {
    const hash = location.hash.slice(1);
    // As from a shortcut that puts an address behind "#url=" as it is: all of the rest is that address.
    if (/^url=https?:\/\//i.test(hash)) return { url: hash.slice(4) };
    const given = new URLSearchParams(hash || location.search);
    const get = (name) => (given.get(name) || "").slice(0, MOST_TEXT);
    const found = { url: get("url"), title: get("title"), tags: get("tags"), notes: get("notes"), selection: get("selection") };
    const text = get("text");
    if (!text) return found;
    // Android tells an address as part of the text.
    const within = text.match(/https?:\/\/\S+/gi);
    if (!found.url && within) found.url = within[within.length - 1];
    const rest = text.replace(found.url, "").trim();
    if (rest && !found.title) found.title = rest;
    else if (rest && rest !== found.title) found.selection = found.selection || rest;
    return found;
  }

  function fill() {
    const found = told();
    if (!found.url && !found.title && !found.selection && !found.tags && !found.notes) return;
    url.value = linkFile.address(found.url || "") || linkFile.squeeze(found.url || "");
    title.value = linkFile.squeeze(found.title || "");
    tags.value = linkFile.tags(found.tags || "").join(", ");
    const parts = [linkFile.quote(found.selection || ""), linkFile.notes(found.notes || "")];
    notes.value = parts.filter(Boolean).join("\n\n");
    asked = true;
  }

  // A query: names and values.
  function query(pairs) {
    return pairs.filter((pair) => pair[1]).map((pair) => `${pair[0]}=${encodeURIComponent(pair[1])}`).join("&");
  }

  function issueAddress(address) {
    const field = (name) => said.issueField + name;
    const own = linkFile.squeeze(title.value);
    const start = [["title", `Add ${own || address}`.slice(0, 200)], [field("url"), address], [field("page-title"), own]];
    const end = [[field("tags"), linkFile.tags(tags.value).join(", ")], [field("notes"), linkFile.notes(notes.value)]];
    const all = `${said.issue}&${query([...start, ...end])}`;
    return all.length < MOST_ADDRESS ? all : `${said.issue}&${query(start)}`.slice(0, MOST_ADDRESS);
  }

  // What keeps a link from being made of what is typed.
  function wrong(address) {
    if (!address) return said.badAddress;
    const odd = (tag) => [...tag].length > MOST_TAG || tag.split("/").length > MOST_LEVELS;
    return linkFile.tags(tags.value).some(odd) ? said.badTag : "";
  }

  function update() {
    const address = linkFile.address(url.value);
    const why = wrong(address);
    problem.textContent = asked ? why : "";
    url.setAttribute("aria-invalid", String(asked && !address));
    file = why ? null : linkFile.make({ url: address, title: title.value, tags: tags.value, notes: notes.value, added: started });
    $("add-name").textContent = file ? `links/${file.name}` : "";
    $("add-text").textContent = file ? file.text : "";
    $("add-file").parentElement.hidden = !file;
    $("add-command").disabled = !file;
    if (file) {
      const short = said.form + file.name;
      const full = short + said.formText + encodeURIComponent(file.text);
      whole = Boolean(said.formText) && full.length < MOST_ADDRESS;
      open.href = whole ? full : short;
      if (issue) issue.href = issueAddress(address);
    } else {
      open.removeAttribute("href");
      if (issue) issue.href = said.issue;
    }
    open.setAttribute("aria-disabled", String(!file));
  }

  // Completes the last of several tags.
  function suggest() {
    const at = Math.max(tags.value.lastIndexOf(","), tags.value.lastIndexOf("，")) + 1;
    const before = at ? `${tags.value.slice(0, at)} ` : "";
    const typed = tags.value.slice(at).trim().toLowerCase();
    const taken = linkFile.tags(before);
    const near = known.filter((tag) => tag.toLowerCase().includes(typed) && !taken.includes(tag)).slice(0, 50);
    $("add-known").replaceChildren(...near.map((tag) => new Option(before + tag, before + tag)));
  }

  // Old, but at once, also without TLS and while a window opens; the new way where it fails.
  function copy(text, done, place = status) {
    const held = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden";
    document.body.append(area);
    area.select();
    let copied = false;
    try { copied = document.execCommand("copy"); } catch (e) { /* told below */ }
    area.remove();
    if (held) held.focus({ preventScroll: true });
    const say = (fine) => { place.textContent = fine ? done : said.notCopied; };
    if (copied || !navigator.clipboard) say(copied);
    else navigator.clipboard.writeText(text).then(() => say(true), () => say(false));
  }

  // A word of a POSIX shell, whatever is in it.
  const word = (text) => `'${text.replace(/'/g, "'\\''")}'`;

  function command() {
    const own = linkFile.squeeze(title.value);
    const text = linkFile.notes(notes.value);
    const parts = ["linkarium add", word(linkFile.address(url.value))];
    if (own) parts.push(`--title=${word(own)}`);
    for (const tag of linkFile.tags(tags.value)) parts.push(`--tag=${word(tag)}`);
    if (text) parts.push(`--note=${word(text)}`);
    return parts.join(" ");
  }

  form.addEventListener("input", (event) => {
    status.textContent = "";
    if (event.target === tags) suggest();
    update();
  });
  url.addEventListener("change", () => { asked = true; update(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    open.click();
  });
  open.addEventListener("click", (event) => {
    if (!file) {
      event.preventDefault();
      asked = true;
      update();
      url.focus();
    } else if (!whole) copy(file.text, said.pasted);
  });
  $("add-copy").addEventListener("click", () => file && copy(file.text, said.copied));
  $("add-command").addEventListener("click", () => file && copy(command(), said.copied));
  const beside = $("add-bookmark-status");
  for (const button of document.querySelectorAll(".bookmarklet-copy")) {
    const link = button.parentElement.querySelector("a");
    button.hidden = false;
    button.addEventListener("click", () => copy(link.getAttribute("href"), said.copied, beside));
  }
  for (const link of document.querySelectorAll(".bookmarklet")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      beside.textContent = said.drag;
    });
  }
  if (!said.address && /^https?:$/.test(location.protocol)) $("add-here").textContent = `${location.origin + location.pathname}#url=`;

  addEventListener("hashchange", () => { fill(); update(); });
  fill();
  suggest();
  update();
  // For tests: what is copied cannot be seen otherwise.
  window.linkariumAdd = { command, told };
})();
