import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import MarkdownIt from "../../chat/ui/vendor/markdown-it/markdown-it.mjs";
import { createMarkdown } from "../../chat/ui/transcript/markdown/grammar/markdown.js";
import { unseenIn } from "../../chat/ui/transcript/markdown/grammar/unseen.js";

const { cases } = JSON.parse(readFileSync(new URL("../twins/unseen.json", import.meta.url)));
const md = createMarkdown(MarkdownIt);
const unescaped = (html) => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

test("what nobody sees in code has a box, and nothing else has one", () => {
  for (const { code, shows } of cases) {
    let shown = "";
    let end = 0;
    for (const [start, next, label] of unseenIn(code)) {
      shown += `${code.slice(end, start)}[${label}]`;
      end = next;
    }
    assert.equal(shown + code.slice(end), shows);
  }
});

test("code in a line has boxes that hold the letters themselves", () => {
  for (const { code, shows } of cases.filter(({ code }) => !code.includes("\u2028"))) {
    const html = /<code[^>]*>(.*)<\/code>/su.exec(md.render(`a \`${code}\` b`))[1];
    assert.equal(unescaped(html.replace(/<span class="unseen" title="([^"]*)">[^<]*<\/span>/g, "[$1]")), shows);
    assert.equal(unescaped(html.replace(/<[^>]*>/g, "")), code);
  }
});

test("a burden of such letters is written in words", () => {
  const html = md.render(`\`${"a\u202e".repeat(5_000)}\``);
  assert.equal(html.match(/<span/g).length, 40);
  assert.equal(html.match(/\\u202e/g).length, 4_960);
});

test("a long run of such letters takes no more time than its length", () => {
  for (const piece of ["\u200b", "\u{e0041}", "\u{e0101}", "a\u202e", "\u{1f3f4}\u{e0067}"]) {
    const start = process.cpuUsage();
    unseenIn(piece.repeat(200_000));
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 2_000_000, `${JSON.stringify(piece)}: ${(user + system) / 1000} ms`);
  }
});
