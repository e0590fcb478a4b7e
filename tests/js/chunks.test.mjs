import assert from "node:assert/strict";
import { test } from "node:test";
import MarkdownIt from "../../chat/ui/vendor/markdown-it/markdown-it.mjs";
import { Blocks, blocksOf } from "../../chat/ui/transcript/markdown/parsing/blocks.js";
import { isHeavy, piecesOf } from "../../chat/ui/transcript/markdown/grammar/heavy_text.js";
import { createMarkdown } from "../../chat/ui/transcript/markdown/grammar/markdown.js";

const md = createMarkdown(MarkdownIt);
const count = (html, tag) => html.replaceAll('<li class="goes-on">', "").split(`<${tag}`).length - 1;
const isWellFormed = (html) => {
  const open = [];
  for (const [, close, tag] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (["br", "hr", "input"].includes(tag)) continue;
    if (!close) open.push(tag);
    else if (open.pop() !== tag) return false;
  }
  return open.length === 0;
};

const LARGE = {
  "a list": ["- **item**\n", "li"],
  "a list of tasks": ["- [x] item\n", "li"],
  "a list in a list": ["- a\n  1. b\n  2. c\n", "li"],
  "a quotation": ["> some words\n>\n", "p>"],
  "a table": ["| 1 | 2 | 3 |\n", "td"],
};

for (const [name, [unit, tag]] of Object.entries(LARGE)) {
  test(`${name} is cut into chunks that are well formed and hold everything once`, () => {
    const head = unit.startsWith("|") ? "| a | b | c |\n|---|---|---|\n" : "";
    const text = head + unit.repeat(2_000);
    const chunks = blocksOf(md, text);
    const whole = md.render(text);
    assert.ok(chunks.length > 3);
    for (const { html, weight } of chunks) assert.ok(isWellFormed(html) && weight < 2_000);
    assert.equal(
      chunks.reduce((sum, { html }) => sum + count(html, tag), 0),
      count(whole, tag),
    );
  });
}

test("a numbered list goes on counting in its next chunk, also inside an item", () => {
  const chunks = blocksOf(md, Array.from({ length: 900 }, (_, index) => `${index + 5}. item\n`).join(""));
  let next = 5;
  for (const { html } of chunks) {
    assert.equal(Number(/<ol[^>]* start="(\d+)"/.exec(html)[1]), next);
    next += count(html, "li");
  }
  const item = `1. first\n2. second\n${"\n   words\n".repeat(900)}\n3. third\n`;
  const [, second, ...rest] = blocksOf(md, item);
  assert.match(second.html, /<ol[^>]* start="2"[^>]*>\n<li class="goes-on">/);
  assert.match(rest.at(-1).html, /third/);
});

test("the head of a table stands above each of its chunks", () => {
  const chunks = blocksOf(md, `| a | b |\n|---|--:|\n${"| 1 | 2 |\n".repeat(2_000)}`);
  for (const { html } of chunks) assert.equal(count(html, "thead"), 1);
});

test("every block knows where it begins in the text", () => {
  const text = `# Head\n\nwords\n\n\`\`\`js\nlet x;\n\`\`\`\n\n${"- item\n".repeat(900)}\n> end\n`;
  for (const size of [7, 1_000, 100_000]) {
    const reader = new Blocks(md);
    const found = [];
    for (let at = 0; at < text.length; at += size) {
      reader.push(text.slice(at, at + size));
      found.push(...reader.take().done);
    }
    found.push(...reader.take(true).done);
    const starts = found.filter(({ more }) => more === undefined).map(({ from }) => text.slice(from, from + 5));
    assert.deepEqual([...new Set(starts)], ["# Hea", "words", "```js", "- ite", "> end"]);
  }
});

test("what is heavy to lay out is shown as it was written, in pieces", () => {
  const html = md.render(`${"some words ".repeat(2_000)}\n\nand **this**`);
  assert.ok(/^<p>\s*<span class="as-written"><span>some words/.test(html) && html.includes("and <strong>this"));
  assert.ok(isHeavy("\u0e33".repeat(3_000)) && !isHeavy("\u0e33\u0e33 ".repeat(3_000)));
  assert.ok(isHeavy("\u{1f469}\u200d".repeat(1_500)) && !isHeavy("\u{1f469} ".repeat(3_000)));
  assert.ok(isHeavy("/".repeat(5_000)) && !isHeavy(`[a](https://example.org/${"b/".repeat(1_500)})`) && !isHeavy("a/b ".repeat(2_500)));
  assert.ok(!isHeavy(`![a](data:image/png;base64,${"A".repeat(900_000)})`));
});

test("pieces end where a line or a word ends, and never between the halves of a letter", () => {
  for (const text of ["words and words ".repeat(1_000), "line\n".repeat(2_000), "\u{1F600}".repeat(5_001), "\u0e33".repeat(5_000)]) {
    const pieces = piecesOf(text);
    assert.equal(pieces.join(""), text);
    assert.ok(pieces.length > 1 && pieces.every((piece) => piece.isWellFormed()));
  }
  assert.ok(piecesOf("words and words ".repeat(1_000)).every((piece) => piece.endsWith(" ")));
});
