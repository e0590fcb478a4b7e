// Runs before the page's own scripts: notes long tasks, and the moments at which words are on screen.
(() => {
  const bench = (window.bench = { longTasks: [], seen: {}, clickedAt: 0 });
  new PerformanceObserver((list) => bench.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
    type: "longtask",
  });
  addEventListener("click", () => (bench.clickedAt = Date.now()), true);

  /** The end of the newest reply's text. Only the last few text nodes are read: looking must not cost more than drawing. */
  function tail() {
    const text = [...document.querySelectorAll('article [data-part="text"]')].at(-1);
    if (!text) return "";
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let end = "";
    let node = text;
    while (node.lastChild) node = node.lastChild;
    walker.currentNode = node;
    if (node.nodeType !== Node.TEXT_NODE) node = walker.previousNode();
    for (let i = 0; node && i < 6 && end.length < 40; i++, node = walker.previousNode()) end = node.data.slice(-40) + end;
    return end;
  }

  const hasArrived = {
    /** The text ends with this word. */
    last: (word) => tail().includes(word),
    /** The newest reply has begun with this word. */
    first: (word) => [...document.querySelectorAll('article [data-part="text"]')].at(-1)?.textContent.includes(word),
  };

  /** From now on wait for a word; the frame that shows it is noted in epoch milliseconds. */
  bench.watch = (name, how, word) => {
    bench.seen[name] = 0;
    let isDue = false; // look once a frame, not once a change
    const observer = new MutationObserver(() => {
      if (isDue) return;
      isDue = true;
      requestAnimationFrame(look);
    });
    observer.observe(document.documentElement, { childList: true, characterData: true, subtree: true });
    function look() {
      isDue = false;
      if (!hasArrived[how](word)) return;
      observer.disconnect();
      setTimeout(() => (bench.seen[name] = Date.now())); // after this frame's paint
    }
  };
})();
