// Live reload of `linkarium serve`; it is never part of a published site.
(() => {
  'use strict';
  const script = document.currentScript;
  const page = script.dataset.page;
  let version = script.dataset.version;
  let source = null;
  let panel = null;
  let dismissed = '';
  script.remove();

  // What a reader would miss after a reload. A tab remembers it until then.
  const MEMORY = 'linkarium-live';
  const address = () => location.href.split('#')[0];
  const frame = () => document.querySelector('iframe');

  // An element is found again by its id, else by what it is, else by its place.
  const FOCUSABLE = 'a[href],button,input,select,textarea,summary,iframe,[tabindex]';
  const likeness = (element) =>
    [element.localName, element.getAttribute('href'), element.getAttribute('name'), element.type].join('\n');
  const describe = (element) => {
    if (!element || element === document.body) return null;
    const alike = [...document.querySelectorAll(FOCUSABLE)].filter((e) => likeness(e) === likeness(element));
    return {
      id: element.id,
      likeness: likeness(element),
      nth: alike.indexOf(element),
      value: 'value' in element && element.localName !== 'button' ? element.value : null,
      selection: 'selectionStart' in element ? [element.selectionStart, element.selectionEnd] : null,
    };
  };
  const find = (memory) => {
    const named = memory.id && document.getElementById(memory.id);
    if (named) return named;
    const alike = [...document.querySelectorAll(FOCUSABLE)].filter((e) => likeness(e) === memory.likeness);
    return alike[memory.nth] || alike[0];
  };

  // What is being read, by its words: what stands above may change, and then the page moves, not the reader.
  const BLOCKS = 'main h1,main h2,main h3,main p,main li,main dt,main pre,main blockquote,main article';
  const blocks = () => [...document.querySelectorAll(BLOCKS)];
  const words = (element) => element.textContent.trim().slice(0, 200);
  const top = (element) => element.getBoundingClientRect().top;
  // What stays while the page scrolls tells nothing of where its reader is.
  const stays = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (/sticky|fixed/.test(getComputedStyle(e).position)) return true;
    }
    return false;
  };
  const anchor = () => {
    if (scrollY < 1) return null;
    const all = blocks();
    const first = all.find((element) => top(element) >= 0 && words(element) && !stays(element));
    if (!first || top(first) > innerHeight) return null;
    const alike = all.filter((element) => words(element) === words(first));
    return { words: words(first), nth: alike.indexOf(first), top: top(first) };
  };

  const remember = () => {
    const memory = {
      address: address(),
      at: [scrollX, scrollY],
      anchor: anchor(),
      focus: describe(document.activeElement),
      open: [...document.querySelectorAll('details')].map((details) => details.open),
    };
    try {
      const inner = frame() && frame().contentWindow;
      if (inner) memory.inner = [inner.scrollX, inner.scrollY];
    } catch { /* a frame of another origin keeps its place to itself */ }
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify(memory));
    } catch { /* a browser that keeps nothing shows the page from its beginning */ }
    // The browser would go back to the number of pixels, after us.
    history.scrollRestoration = 'manual';
  };
  const recall = () => {
    const text = sessionStorage.getItem(MEMORY);
    sessionStorage.removeItem(MEMORY);
    const memory = text && JSON.parse(text);
    if (!memory || memory.address !== address()) return;
    document.querySelectorAll('details').forEach((details, nth) => {
      if (nth in memory.open) details.open = memory.open[nth];
    });
    const element = memory.focus && find(memory.focus);
    if (element) {
      if (memory.focus.value !== null && 'value' in element) element.value = memory.focus.value;
      element.focus({ preventScroll: true });
      if (memory.focus.selection && memory.focus.selection[0] !== null && element.setSelectionRange) {
        element.setSelectionRange(...memory.focus.selection);
      }
    }
    const back = () => {
      scrollTo({ left: memory.at[0], top: memory.at[1], behavior: 'instant' });
      if (!memory.anchor) return;
      const alike = blocks().filter((element) => words(element) === memory.anchor.words);
      const found = alike[memory.anchor.nth] || alike[0];
      if (found) scrollBy({ top: top(found) - memory.anchor.top, behavior: 'instant' });
    };
    back();
    addEventListener('load', () => {
      back();
      // The browser looks at this when all is loaded, a moment after it has said so.
      setTimeout(() => { history.scrollRestoration = 'auto'; }, 1000);
      try {
        if (memory.inner && frame()) frame().contentWindow.scrollTo(...memory.inner);
      } catch { /* as above */ }
    }, { once: true });
  };

  const reload = async () => {
    // Another build need not have changed this page: then nothing happens to it.
    const answer = await fetch(address(), { cache: 'no-store' });
    if (answer.headers.get('x-linkarium-page') === page) return;
    remember();
    location.reload();
  };

  const LOOKS = `
    :host { all: initial; }
    section {
      position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 60vh; overflow: auto; box-sizing: border-box;
      padding: 14px 20px 18px; background: #fff8f5; color: #2a1410; border-top: 3px solid #b3261e;
      box-shadow: 0 -6px 24px rgb(0 0 0 / .22); font: 15px/1.5 system-ui, sans-serif;
    }
    header { display: flex; gap: 16px; align-items: flex-start; justify-content: space-between; }
    h2 { font-size: 16px; margin: 2px 0 8px; }
    pre { font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; margin: 10px 0 0; white-space: pre; overflow-x: auto; }
    p { margin: 2px 0 0; font-size: 14px; }
    button { font: inherit; color: inherit; background: none; border: 1px solid currentcolor; border-radius: 6px;
      padding: 4px 12px; min-height: 32px; cursor: pointer; }
    @media (prefers-color-scheme: dark) {
      section { background: #2b1613; color: #ffe9e4; border-top-color: #ff8a80; }
    }`;
  const show = ({ failed, problems }) => {
    const text = problems.join('\n\n');
    if (panel) panel.remove();
    panel = null;
    if (!problems.length) dismissed = '';
    if (!problems.length || text === dismissed) return;
    panel = document.createElement('linkarium-problems');
    const root = panel.attachShadow({ mode: 'open' });
    // A policy that forbids inline styles does not forbid these.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    root.adoptedStyleSheets = [sheet];
    const add = (parent, name, words) => {
      const element = document.createElement(name);
      if (words) element.textContent = words;
      parent.append(element);
      return element;
    };
    const section = add(root, 'section');
    section.setAttribute('role', 'alert');
    const header = add(section, 'header');
    add(header, 'h2', failed
      ? 'The site could not be built; what you see is from before'
      : 'Entries with mistakes are left out');
    const close = add(header, 'button', 'Hide');
    close.type = 'button';
    close.onclick = () => { dismissed = text; panel.remove(); };
    problems.forEach((problem) => {
      const [drawn, ...help] = problem.split(/\n(?=help: )/);
      add(section, 'pre', drawn);
      help.forEach((words) => add(section, 'p', words));
    });
    document.body.append(panel);
  };

  const listen = () => {
    if (source || document.visibilityState === 'hidden') return;
    source = new EventSource('/.linkarium/events');
    source.onmessage = (event) => {
      const state = JSON.parse(event.data);
      show(state);
      if (String(state.version) === version) return;
      version = String(state.version);
      reload().catch(() => { /* the server is gone; EventSource asks for it again */ });
    };
  };
  const rest = () => {
    // A browser keeps six connections to a host: tabs that nobody sees must not hold them.
    if (source) source.close();
    source = null;
  };
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? rest() : listen()));
  addEventListener('pagehide', rest);
  addEventListener('pageshow', listen);
  try {
    recall();
  } catch { /* as above */ }
  listen();
})();
