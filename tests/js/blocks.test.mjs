import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { csv, fileName, tsv } from "../../chat/ui/transcript/blocks/formats.js";
import { errorFrom, promptFor } from "../../chat/ui/transcript/blocks/preview_errors.js";

test("a file has the name that its code gives itself, or one of its language", () => {
  assert.equal(fileName("python", "print()"), "code.py");
  assert.equal(fileName("python", "# file: my_tool.py\nprint()"), "my_tool.py");
  assert.equal(fileName("html", "<!-- index.html -->\n<p>"), "index.html");
  assert.equal(fileName("python", "# ../../etc/passwd.sh\n"), "code.py");
  assert.equal(fileName("constructor", ""), "code.txt");
  assert.equal(fileName("", "text"), "code.txt");
});

test("cells keep commas, quotes and lines in CSV, and lose tabs in TSV", () => {
  assert.equal(
    csv([
      ["a", 'b "c"', "d, e"],
      ["1\n2", "", "-3.5 %"],
    ]),
    'a,"b ""c""","d, e"\r\n"1\n2",,-3.5 %\r\n',
  );
  assert.equal(tsv([["a\tb", "c\nd"]]), "a b\tc d\n");
});

test("no spreadsheet calculates what a model wrote", () => {
  for (const cell of ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1"]) {
    assert.ok(
      csv([[cell]])
        .replace('"', "")
        .startsWith("'"),
      cell,
    );
  }
  assert.equal(csv([["-12,5", "+3", "-4 %"]]), '"-12,5",+3,-4 %\r\n');
});

test("CSV keeps the same rule as an export", () => {
  const { signs, texts, cuts } = JSON.parse(readFileSync(new URL("../twins/cells.json", import.meta.url)));
  const cell = (text) =>
    csv([[text]])
      .slice(0, -2)
      .replace(/^"([^]*)"$/, "$1")
      .replaceAll('""', '"');
  for (const sign of signs) assert.equal(cell(`${sign}HYPERLINK(1)`), `'${sign}HYPERLINK(1)`);
  for (const text of texts) assert.equal(cell(text), text);
  for (const cut of cuts) assert.equal(csv([[`x${cut}=1+1`]]), `"x${cut}=1+1"\r\n`);
});

test("only words of a known kind are an error of a preview", () => {
  assert.equal(errorFrom({ kind: "error", message: "x is not defined", line: 12 }, 10), "x is not defined (line 2)");
  assert.equal(errorFrom({ kind: "rejection", message: "no" }), "Unhandled rejection: no");
  assert.equal(errorFrom({ kind: "error", message: "of our own lines", line: 3 }, 10), "of our own lines");
  assert.equal(errorFrom({ kind: "console", message: "y".repeat(9000) }).length, 2000 + "console.error: ".length);
  for (const data of [
    {},
    { kind: "error" },
    { kind: "error", message: 7 },
    { kind: "error", message: " " },
    { kind: "toString", message: "a" },
    { kind: ["error"], message: {} },
  ]) {
    assert.equal(errorFrom(data), null);
  }
});

test("the code in a prompt ends where it ends", () => {
  const text = promptFor("html", "a\n```\nb\n", ["one\ntwo", "three"]);
  assert.match(text, /these errors:\n\n> one\n> two\n>\n> three\n\n````html\na\n```\nb\n````\n\nPlease/);
});
