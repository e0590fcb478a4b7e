import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import MarkdownIt from "../../chat/ui/vendor/markdown-it/markdown-it.mjs";
import { Blocks, blocksOf } from "../../chat/ui/transcript/markdown/parsing/blocks.js";
import { createMarkdown } from "../../chat/ui/transcript/markdown/grammar/markdown.js";
import { documents, documentsWithReferences } from "./documents.mjs";

const md = createMarkdown(MarkdownIt);

// A repeatable dice (mulberry32).
function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function inChunks(text, roll, longest) {
  const chunks = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + Math.floor(roll() * longest);
    chunks.push(text.slice(at, at + size));
    at += size;
  }
  return chunks;
}

const html = (blocks) =>
  blocks.map((block) => (block.html !== undefined ? block.html : `[code ${block.language}|${block.code}]`)).join("");

// What a screen holds after all chunks: finished blocks are only ever added to.
function grow(chunks, { onStep } = {}) {
  const reader = new Blocks(md);
  const finished = [];
  let live = [];
  const take = (isLast) => {
    const step = reader.take(isLast);
    for (const block of step.done) {
      if (block.more !== undefined) finished.at(-1).code += block.more;
      else finished.push({ ...block });
    }
    live = step.live;
    onStep?.(finished, live, reader);
  };
  for (const chunk of chunks) {
    reader.push(chunk);
    take(false);
  }
  take(true);
  return { text: html(finished) + html(live), reader };
}

for (const [name, text] of Object.entries({ ...documents, all: Object.values(documents).join("\n\n") })) {
  test(`growing piece by piece gives the same as at once: ${name}`, () => {
    const whole = html(blocksOf(md, text));
    const runs = text.length > 1500 ? 40 : 150;
    for (let seed = 0; seed < runs; seed++) {
      const chunks = inChunks(text, dice(seed), [1, 3, 9, 40][seed % 4]);
      const { text: grown, reader } = grow(chunks);
      assert.equal(reader.hasReferences, false);
      assert.equal(grown, whole, `seed ${seed}`);
    }
  });
}

for (const [name, text] of Object.entries(documentsWithReferences)) {
  test(`link definitions ask for one drawing at the end: ${name}`, () => {
    for (let seed = 0; seed < 50; seed++) assert.equal(grow(inChunks(text, dice(seed), 9)).reader.hasReferences, true);
    assert.match(html(blocksOf(md, text)), /<a href="https:\/\/example.org/);
  });
}

test("formulas of every kind grow into what they are at once", () => {
  const { rules } = JSON.parse(readFileSync(new URL("../twins/formulas.json", import.meta.url)));
  const texts = rules.flatMap(({ cases }) => cases.map(({ markdown }) => markdown));
  texts.push(texts.join("\n\n"), texts.join("\n"));
  for (const text of texts) {
    const whole = html(blocksOf(md, text));
    for (let seed = 0; seed < 6; seed++) assert.equal(grow(inChunks(text, dice(seed), [1, 2, 7][seed % 3])).text, whole, `${seed} ${JSON.stringify(text)}`);
  }
});

test("any mix of documents survives any cut", () => {
  const names = Object.keys(documents);
  for (let seed = 1000; seed < 1250; seed++) {
    const roll = dice(seed);
    const text = Array.from({ length: 3 }, () => documents[names[Math.floor(roll() * names.length)]]).join(roll() < 0.5 ? "\n" : "");
    assert.equal(grow(inChunks(text, roll, 12)).text, html(blocksOf(md, text)), `seed ${seed}`);
  }
});

test("pieces of Markdown in any order grow into what they are at once", () => {
  const pieces = ["$$", "\\[", "\\]", "$", "a", "x^2", "words of more than two ", " ", "\n", "\n", "\n\n", "- ", "5", "`", "```\n", "~~~", "> ", "# ", "1. ", "**", "| a | b |\n",
    "|--|--|\n", "=\n", "---\n", "> [!NOTE]\n", "![a](data:image/png;base64,AAAA", "![a](x)", ")", "    ", "\t", "https://e.org/a", "<br>", "\\(", "\\)", "$$\n", "\n$$\n", "\\[\n",
    "\\]\n", "- [ ] ", "2", "-", "=", "\r\n", "注**「x」**"];
  for (let seed = 0; seed < 3000; seed++) {
    const roll = dice(seed);
    const text = Array.from({ length: 2 + Math.floor(roll() * 20) }, () => pieces[Math.floor(roll() * pieces.length)]).join("");
    assert.equal(grow(inChunks(text, roll, [1, 3, 9][seed % 3])).text, html(blocksOf(md, text)), JSON.stringify(text));
  }
});

test("what is shown while text arrives never lacks a letter of it", () => {
  const text = "one two\n\nthree\n\n- four\n- five six\n\n```\nseven\n```\n\neight";
  const words = (markup) => markup.replace(/<[^>]*>|\[code \||\]|[-`]/g, " ").trim().split(/\s+/).join(" ");
  let at = 0;
  grow([...text], {
    onStep: (finished, live) => {
      at = Math.min(at + 1, text.length);
      if (/[\w ]$/.test(text.slice(0, at))) assert.equal(words(html(finished) + html(live)), words(text.slice(0, at)));
    },
  });
  assert.equal(at, text.length);
});

test("no line is a heading for a moment while it is written", () => {
  const headings = (markup) => [...markup.matchAll(/<h[1-6]>(.*?)<\/h[1-6]>/gs)].map((found) => found[1].replace(/<[^>]*>/g, ""));
  const texts = ["What to buy\n- bread\n- milk\n\nThree:\n1. go\n2. look\n\nTotal\n=\n\nDone.", "a | b\n--|--\n1 | 2\n", "| a |\n|-|\n", "> a\n> - b\n",
    "- a\n  - b\n  = c\n", "1. a\n   -b", "#tag and\n##\n-x", "a\n---b", "a\n= b", ...Object.values(documents)];
  for (const text of texts) {
    const last = headings(html(blocksOf(md, text)));
    grow([...text], {
      onStep: (finished, live) => {
        for (const heading of headings(html(finished) + html(live))) assert.ok(last.some((one) => one.startsWith(heading)), `${heading} in ${text}`);
      },
    });
  }
});

test("an open fence is not parsed again while it grows", () => {
  let parses = 0;
  const counting = Object.create(md, { parse: { value: (...args) => (parses++, md.parse(...args)) } });
  const reader = new Blocks(counting);
  reader.push("```js\n");
  reader.take();
  const before = parses;
  for (let line = 0; line < 2000; line++) {
    reader.push(`const x${line} = ${line};\n`);
    reader.take();
  }
  assert.equal(parses, before);
});

test("parsed text stays in proportion to the text", () => {
  let parsed = 0;
  const counting = Object.create(md, { parse: { value: (text, env) => ((parsed += text.length), md.parse(text, env)) } });
  const reader = new Blocks(counting);
  const text = documents.prose.repeat(40);
  for (const chunk of inChunks(text, dice(7), 80)) {
    reader.push(chunk);
    reader.take();
  }
  assert.ok(parsed < 6 * text.length, `${parsed / text.length} times the text`);
});
