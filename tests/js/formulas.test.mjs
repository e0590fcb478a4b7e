import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import MarkdownIt from "../../chat/ui/vendor/markdown-it/markdown-it.mjs";
import { createMarkdown } from "../../chat/ui/transcript/markdown/grammar/markdown.js";

const { rules, hostile } = JSON.parse(readFileSync(new URL("../twins/formulas.json", import.meta.url)));
const md = createMarkdown(MarkdownIt);
const FORMULA = /<span class="formula( is-block)?"[^>]*>([^<]*)<\/span>/g;

function shown(markdown) {
  const marked = md.render(markdown).replace(FORMULA, (_, isBlock, tex) => (isBlock ? `⟪${tex}⟫` : `⟨${tex}⟩`));
  return md.utils
    .unescapeAll(
      marked
        .replace(/<[^>]*>/g, "")
        .replaceAll("&quot;", '"')
        .replaceAll("\\", "\\\\"),
    )
    .replace(/\s+/g, " ")
    .trim();
}

for (const { rule, cases } of rules) {
  test(`formulas: ${rule}`, () => {
    for (const { markdown, shows } of cases) assert.equal(shown(markdown), shows, JSON.stringify(markdown));
  });
}

test("no repeated mark takes more time than its length", () => {
  for (const piece of hostile) {
    const text = piece.repeat(200_000 / piece.length);
    const start = process.cpuUsage();
    md.render(text);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 5_000_000, `${JSON.stringify(piece)}: ${(user + system) / 1000} ms`);
  }
});
