import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, arrangeResults, isIn, lineAt, pieces, unpack, viewsOf } from "../../chat/ui/sidebar/listing/listing.js";

const SIZES = { row: 30, head: 20, result: 70 };
const ALL = { kind: "all", name: "" };
const NOW = new Date(2026, 6, 15, 12).getTime() / 1000; // epoch seconds
const daysAgo = (days) => new Date(2026, 6, 15 - days, 9).getTime() / 1000;
const chat = (id, more = {}) => ({ ...unpack([id, id, daysAgo(0), 0, "", ""]), ...more });
const told = ({ lines }) => lines.map((line) => line.head ?? line.chat.id);

test("a row of the server becomes a chat", () => {
  const found = unpack(["a", "", 5, 1 + 4 + 16, "work/notes", "x\ny", "words", "t1", "r1", "Lane"]);
  assert.deepEqual([found.title, found.tags, found.place, found.lane], ["Untitled", ["x", "y"], "?turn=t1&reply=r1", "Lane"]);
  assert.deepEqual([found.isRunning, found.isUnread, found.isPinned, found.isArchived, found.isAsking], [true, false, true, false, true]);
});

test("chats stand below the time they are from, the newest first, pinned ones above all", () => {
  const ages = { today: 0, yesterday: 1, week: 6, month: 20, may: 70, december: 220 };
  const chats = Object.entries(ages).map(([id, days]) => chat(id, { updated: daysAgo(days) }));
  chats.push(chat("old but pinned", { updated: 1, isPinned: true }));
  assert.deepEqual(told(arrange(chats.reverse(), ALL, NOW, SIZES)), [
    "Pinned",
    "old but pinned",
    "Today",
    "today",
    "Yesterday",
    "yesterday",
    "Previous 7 days",
    "week",
    "Previous 30 days",
    "month",
    "May",
    "may",
    "December 2025",
    "december",
  ]);
});

test("every line knows its place, and the line at a height is found", () => {
  const listing = arrange([chat("a"), chat("b"), chat("c", { updated: daysAgo(1) })], ALL, NOW, SIZES);
  assert.deepEqual(
    listing.lines.map(({ top }) => top),
    [0, 20, 50, 80, 100],
  );
  assert.deepEqual([listing.height, listing.count], [130, 3]);
  assert.deepEqual(
    [0, 19, 20, 49, 50, 129, 500].map((y) => lineAt(listing.lines, y)),
    [0, 0, 1, 1, 2, 4, 5],
  );
});

test("a result with a snippet is higher, and results stay in the order they came", () => {
  const { lines, height } = arrangeResults([chat("b", { snippet: "words" }), chat("a")], SIZES);
  assert.deepEqual(
    lines.map((line) => [line.chat.id, line.top, line.place]),
    [
      ["b", 0, 1],
      ["a", 70, 2],
    ],
  );
  assert.equal(height, 100);
});

test("a folder holds what lies in folders inside it; what is archived is in no other view", () => {
  const inside = chat("a", { folder: "work/notes", tags: ["x"] });
  const archived = { ...inside, isArchived: true };
  const views = { folder: "work", other: "work/no", tag: "x" };
  assert.equal(isIn({ kind: "folder", name: views.folder }, inside), true);
  assert.equal(isIn({ kind: "folder", name: views.other }, inside), false);
  for (const kind of ["all", "folder", "tag"]) assert.equal(isIn({ kind, name: kind === "tag" ? "x" : "work" }, archived), false);
  assert.equal(isIn({ kind: "archived", name: "" }, archived), true);
});

test("the views are counted, a folder before what lies in it", () => {
  const chats = [
    chat("a", { folder: "work/notes", tags: ["x"] }),
    chat("b", { folder: "work" }),
    chat("c", { folder: "home", tags: ["x", "y"] }),
    chat("d", { isArchived: true, folder: "work" }),
  ];
  assert.deepEqual(
    viewsOf(chats).map(({ kind, name, count }) => [kind, name, count]),
    [
      ["all", "", 3],
      ["folder", "home", 1],
      ["folder", "work", 2],
      ["folder", "work/notes", 1],
      ["tag", "x", 2],
      ["tag", "y", 1],
      ["archived", "", 1],
    ],
  );
});

test("a snippet is cut where its words were found, without the signs of Markdown", () => {
  assert.deepEqual(pieces("**An** \u0002owl\u0003 and `more`"), [
    ["An ", false],
    ["owl", true],
    [" and more", false],
  ]);
});
