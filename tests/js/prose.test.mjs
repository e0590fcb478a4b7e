import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import MarkdownIt from "../../chat/ui/vendor/markdown-it/markdown-it.mjs";
import { createMarkdown } from "../../chat/ui/transcript/markdown/grammar/markdown.js";

const { rules } = JSON.parse(readFileSync(new URL("../twins/prose.json", import.meta.url)));
const md = createMarkdown(MarkdownIt);
const KEPT = { strong: "b", em: "i", s: "s" };

function shown(markdown) {
  const marked = md
    .render(markdown)
    .replace(/<sup class="footnote-reference"><button[^>]*>([^<]*)<\/button><\/sup>/g, "⁽$1⁾")
    .replace(/<blockquote class="(alert[^"]*)"[^>]*>/g, "($1) ")
    .replace(/<br>/g, " ")
    .replace(/<(\/?)(\w+)[^>]*>/g, (_, slash, tag) => (KEPT[tag] ? `\u0001${slash}${KEPT[tag]}\u0002` : ""));
  const text = marked.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return text.replaceAll("\u0001", "<").replaceAll("\u0002", ">").replace(/\s+/g, " ").trim();
}

for (const { rule, cases } of rules) {
  test(`markdown: ${rule}`, () => {
    for (const { markdown, shows } of cases) {
      assert.equal(shown(markdown), shows, JSON.stringify(markdown));
      assert.doesNotMatch(md.render(markdown), /<a [^>]*href=""|<a [^>]*><\/a>|<a (?:(?!<\/a>).)*<a /s, JSON.stringify(markdown));
    }
  });
}

test("a picture in the text can be saved, and nothing else of data can be reached", () => {
  assert.match(
    md.render("![a/b](data:image/png;base64,AAAA)"),
    /<a class="image-link" href="data:image\/png;base64,AAAA" download="ab.png"/,
  );
  for (const type of ["image/svg+xml", "text/html", "application/pdf", "image/png+xml"]) {
    assert.doesNotMatch(
      md.render(`![a](data:${type};base64,AAAA) [a](data:${type};base64,AAAA) data:${type};base64,${"A".repeat(300)}`),
      /<a /,
      type,
    );
  }
  assert.doesNotMatch(md.render("![a](data:image/png,AAAA) ![a](data:image/png;base64,AAAA"), /<a /);
});

test("no repeated piece takes more time than its length", () => {
  const pieces = [
    "![a](data:image/png;base64,",
    "data:image/png;base64,",
    "[^1]",
    "[^1]: a\n",
    "> [!NOTE]\n\n",
    "![a](b) ",
    "**「",
    "*（",
    "/",
    "![a](",
    "![a](<",
    "[a](data:a/b,",
  ];
  for (const piece of pieces) {
    const start = process.cpuUsage();
    md.render(piece.repeat(200_000 / piece.length));
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 5_000_000, `${piece}: ${(user + system) / 1000} ms`);
  }
});
