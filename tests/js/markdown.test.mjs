import assert from "node:assert/strict";
import { test } from "node:test";
import MarkdownIt from "../../chat/ui/vendor/markdown-it/markdown-it.mjs";
import { createMarkdown } from "../../chat/ui/transcript/markdown/grammar/markdown.js";
import { cutCode, cutHtml, endsOf } from "../../chat/ui/transcript/markdown/highlighting/lines.js";

const md = createMarkdown(MarkdownIt);
const formulas = (text) => [...md.render(text).matchAll(/aria-label="([^"]*)">/g)].map((found) => found[1]);

test("formulas are found between all four kinds of marks", () => {
  assert.deepEqual(formulas("$a$ and $$b$$ and \\(c\\) and \\[d\\]\n\n$$\ne\n$$\n\n\\[\nf\n\\]"), ["a", "b", "c", "d", "e", "f"]);
});

test("money is no formula", () => {
  for (const text of [
    "$5 and $10",
    "from $5 to $10.",
    "US$5, A$6",
    "$5/$6",
    "it is $20k, or $3 (about 2$)",
    "$5 for a, 10$ for b",
    "a $ b $ c",
  ]) {
    assert.deepEqual(formulas(text), [], text);
  }
});

test("formulas that begin with a number are formulas", () => {
  assert.deepEqual(formulas("$2 + 3 = 5$ and $10$ and $2x$"), ["2 + 3 = 5", "10", "2x"]);
});

test("code is not searched for formulas", () => {
  assert.deepEqual(formulas("`$a$`\n\n```\n$b$\n```"), []);
});

test("links leave the page and nothing but web and mail addresses is one", () => {
  const link = md.render("[a](https://example.org) https://example.org/x me@example.org [m](mailto:me@example.org)");
  assert.equal(link.match(/<a /g).length, 3);
  assert.equal(link.match(/target="_blank" rel="noopener noreferrer"/g).length, 3);
  for (const target of [
    "javascript:alert(1)",
    "/settings",
    "settings",
    "#x",
    "//example.org",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "JaVaScRiPt:x",
    "&#106;avascript:x",
  ]) {
    assert.doesNotMatch(md.render(`[a](${target}) <${target}> ![b](${target})`), /<a |<img/, target);
  }
});

test("the numbers of a long list have room", () => {
  const items = [...md.render("999. a\n1000. b\n\nand\n\n100000. c").matchAll(/<li(?: class="([^"]*)")?>/g)].map((found) => found[1]);
  assert.deepEqual(items, [undefined, "wide-number", "wider-number"]);
});

test("pictures are links", () => {
  const html = md.render("![a *cat*](https://example.org/cat.png 'x')");
  assert.doesNotMatch(html, /<img/);
  assert.match(html, /<a href="https:\/\/example.org\/cat.png" [^>]*class="image-link">a cat<\/a>/);
});

test("file names do not become links", () => {
  assert.doesNotMatch(md.render("app.py README.md www.example.org"), /<a /);
});

test("task lists have boxes that cannot be used", () => {
  const html = md.render("- [x] a\n- [ ] b\n");
  assert.equal(html.match(/<input type="checkbox" class="task-box" disabled/g).length, 2);
  assert.equal(html.match(/ checked/g).length, 1);
});

test("a language name cannot leave its attribute", () => {
  assert.match(md.render('```"><script>\nx\n```'), /data-language=""/);
  assert.match(md.render("```c++ {1,2}\nx\n```"), /data-language="c\+\+"/);
});

test("cells that hold more than a few words say so, by what is drawn of them", () => {
  const table = (cell) => md.render(`| a |\n|-:|\n| ${cell} |`);
  assert.match(table("a word"), /<td class="to-right">/);
  assert.match(table("[a word](https://example.org/a/long/address)"), /<td class="to-right">/);
  assert.match(table("a few words that go on"), /<td class="to-right is-long">/);
  assert.match(table("a few words that go on and then on and on"), /<td class="to-right is-longer">/);
});

test("a <br> breaks the line, outside of code and in no other form", () => {
  for (const tag of ["<br>", "<br/>", "<br />", "<BR>"]) assert.equal(md.render(`a${tag}b`), "<p>a<br>\nb</p>\n");
  assert.match(md.render("| a |\n|-|\n| b<br>c |"), /<td>b<br>\nc<\/td>/);
  assert.doesNotMatch(md.render("`<br>`\n\n```\n<br>\n```\n\n<br onclick=x> <br class='a'> </br> <brx> \\<br> < br>"), /<br/);
});

test("no tag of the model survives", () => {
  assert.doesNotMatch(md.render("<b>x</b>\n\n<style>*{display:none}</style>\n\n<form><input></form>"), /<(b|style|form|input)>/);
});

test("coloured code is cut where its text is, and stays well formed", () => {
  const html = '<span class="a">x\n<span class="b">y&lt;\nz</span>\n</span>w\n';
  assert.deepEqual(cutHtml(html, [5, 9]), [
    '<span class="a">x\n<span class="b">y&lt;\n</span></span>',
    '<span class="a"><span class="b">z</span>\n</span>w\n',
  ]);
});

test("code is cut into groups of lines, and its long lines into stretches", () => {
  const lines = "a line\n".repeat(120);
  const long = `${"x".repeat(5_000)}\n`;
  const groups = cutCode(lines + long + "end");
  assert.deepEqual(
    groups.map(({ isLong, pieces }) => [isLong, pieces.length]),
    [
      [false, 1],
      [false, 1],
      [false, 1],
      [true, 5],
      [false, 1],
    ],
  );
  assert.equal(groups.flatMap(({ pieces }) => pieces).join(""), lines + long + "end");
  assert.ok(groups.flatMap(({ pieces }) => pieces).every((piece) => piece.length < 6_000));
  assert.deepEqual(endsOf("a\nb"), [3]);
});

test("however code is cut, a letter of two halves stays whole", () => {
  const faces = "\u{1F600}".repeat(3_000);
  for (const { pieces } of cutCode(`x${faces}`)) for (const piece of pieces) assert.ok(piece.isWellFormed());
});
