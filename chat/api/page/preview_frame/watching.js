// The first script of every preview: tells the page around it what goes wrong in here, and that it is still alive.
// What stands in the same document may forge all of it, so the page takes it for words and nothing else.
(() => {
  const MOST = 20; // messages of one run, beside the heartbeats
  const LONGEST = 2000; // characters
  const page = window.parent;
  if (page === window) return;
  let count = 0;
  /** @param {string} kind @param {object} [more] */
  const post = (kind, more = {}) => page.postMessage({ kind, ...more }, "*");
  /** @param {string} kind @param {unknown} message @param {number} [line] @param {number} [column] */
  const tell = (kind, message, line = 0, column = 0) => {
    if (++count <= MOST) post(kind, { message: String(message).slice(0, LONGEST), line, column });
  };
  /** @param {unknown} thing */
  const wordsOf = (thing) => {
    try {
      if (thing instanceof Error) return `${thing.name}: ${thing.message}`;
      return typeof thing === "object" ? JSON.stringify(thing) : String(thing);
    } catch {
      return "something that cannot be written down";
    }
  };
  /** @param {Element & {src?: string, href?: string}} element */
  const addressOf = ({ src, href }) => src || href || "";
  addEventListener(
    "error",
    (event) => {
      const { target, message, lineno, colno } = event;
      if (message) tell("error", message, lineno, colno);
      else if (target instanceof Element) tell("blocked", `<${target.localName}> could not be loaded: ${addressOf(target)}`);
    },
    true,
  );
  addEventListener("unhandledrejection", (event) => tell("rejection", wordsOf(event.reason)));
  addEventListener("securitypolicyviolation", (event) => {
    tell("blocked", `${event.blockedURI || event.effectiveDirective} is not allowed in a preview`, event.lineNumber, event.columnNumber);
  });
  const { error } = console;
  console.error = (...words) => {
    tell("console", words.map(wordsOf).join(" "));
    error.apply(console, words);
  };
  // where no header stops it: a connection of its own kind
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel"]) delete (/** @type {any} */ (window)[name]);
  const beat = () => post("alive");
  setInterval(beat, 1000);
  beat();
  addEventListener("load", () => post("loaded"));
})();
