import assert from "node:assert/strict";
import { test } from "node:test";
import { labelled, markWords, moneyMark, periods, periodWords, short, shortened, ticks } from "../../chat/ui/stats/scale.js";

test("an axis has round marks, from nothing to a little above the highest value", () => {
  assert.deepEqual(ticks(57), [0, 20, 40, 60]);
  assert.deepEqual(ticks(1), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(ticks(0.0031), [0, 0.001, 0.002, 0.003, 0.004]);
  for (const highest of [3, 19, 100, 1234567, 0.07]) {
    const marks = ticks(highest);
    assert.ok(marks.at(-1) >= highest * 0.999 && marks.length <= 6, `${highest}: ${marks}`);
  }
});

test("without a value there still is an axis", () => {
  for (const nothing of [0, -1, NaN]) assert.deepEqual(ticks(nothing), [0, 1]);
});

test("every day, week and month has its place, over leap days and ends of a year", () => {
  assert.deepEqual(periods("2028-02-28", "2028-03-01", "day"), ["2028-02-28", "2028-02-29", "2028-03-01"]);
  assert.deepEqual(periods("2026-12-21", "2027-01-04", "week"), ["2026-12-21", "2026-12-28", "2027-01-04"]);
  assert.deepEqual(periods("2026-11-01", "2027-01-31", "month"), ["2026-11-01", "2026-12-01", "2027-01-01"]);
  assert.equal(periods("0001-01-01", "2026-01-01", "day").length, 4000, "no answer makes the page draw a million places");
});

test("a period is told in words, with its year where there is room", () => {
  assert.equal(periodWords("2026-03-09", "day"), "9 Mar 2026");
  assert.equal(periodWords("2026-03-09", "week"), "week of 9 Mar 2026");
  assert.equal(periodWords("2026-03-01", "month"), "Mar 2026");
  assert.equal(markWords("2026-03-09", "day"), "9 Mar");
  assert.equal(markWords("2026-03-09", "week"), "Mar 2026");
});

test("as many places get a label as have room for one, and always the newest", () => {
  assert.deepEqual(labelled(5, 1000), [0, 1, 2, 3, 4]);
  assert.deepEqual(labelled(10, 200, 50), [0, 3, 6, 9]);
  for (const width of [0, 10, 100]) assert.equal(labelled(30, width).at(-1), 29);
});

test("numbers at an axis are short", () => {
  const cases = { 0: "0", 9999: "9,999", 12000: "12k", 1500000: "1.5M", 250000000: "250M", 2e9: "2B", 0.0123: "0.012", 1.234: "1.23" };
  for (const [number, words] of Object.entries(cases)) assert.equal(short(Number(number)), words);
  assert.deepEqual([moneyMark(0), moneyMark(0.002), moneyMark(0.25), moneyMark(15000)], ["$0", "$0.002", "$0.25", "$15k"]);
});

test("a long name loses its middle: models of one family differ at the end", () => {
  const name = "endpoint/organisation/a-model-with-a-very-long-name-of-the-family-72b-instruct";
  const shown = shortened(name, 20);
  assert.equal(shown.length, 20);
  assert.ok(name.startsWith(shown.split("…")[0]) && name.endsWith(shown.split("…")[1]));
  assert.equal(shortened("short"), "short");
});
