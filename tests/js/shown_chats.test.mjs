import assert from "node:assert/strict";
import { test } from "node:test";
import ShownChats from "../../chat/ui/sidebar/listing/shown_chats.js";

const NOW = new Date(2026, 5, 15, 12).getTime() / 1000;
const SIZES = { row: 34, head: 34, result: 74 };
const RUNNING = 1;
const PINNED = 4;
const ARCHIVED = 8;
const DAY = 86400;

/** A row as Python sends it. */
const row = (id, { title = `Chat ${id}`, age = 0, flags = 0, folder = "", tags = "" } = {}) => [
  id,
  title,
  NOW - age,
  flags,
  folder,
  tags,
  "",
];

function shown(...rows) {
  const chats = new ShownChats();
  chats.replace(rows, rows.length);
  chats.arrange(NOW, SIZES);
  return chats;
}

const heads = (chats) => chats.listing.lines.filter((line) => line.head).map((line) => line.head);

test("pinned chats come first, then the newest, under their days", () => {
  const chats = shown(
    row("old", { age: 40 * DAY }),
    row("new"),
    row("pin", { age: 90 * DAY, flags: PINNED }),
    row("gone", { flags: ARCHIVED }),
  );
  assert.deepEqual(chats.order, ["pin", "new", "old"]);
  assert.deepEqual(heads(chats), ["Pinned", "Today", "May"]);
  assert.equal(chats.listing.height, 3 * SIZES.row + 3 * SIZES.head);
});

test("a folder shows what lies in it, and is left when it is empty", () => {
  const chats = shown(row("a", { folder: "work/owls" }), row("b"));
  chats.view = { kind: "folder", name: "work" };
  chats.arrange(NOW, SIZES);
  assert.deepEqual(chats.order, ["a"]);
  chats.patch([row("a")], []);
  chats.arrange(NOW, SIZES);
  assert.deepEqual([chats.view.kind, chats.order.length], ["all", 2]);
});

test("until the server answers a query, titles are searched; an old answer is not taken", () => {
  const chats = shown(row("a", { title: "Owls" }), row("b", { title: "Foxes" }));
  assert.equal(chats.search("ow"), true);
  chats.arrange(NOW, SIZES);
  assert.deepEqual(chats.order, ["a"]);
  assert.equal(chats.takeResults("o", [row("b")]), false);
  assert.equal(chats.takeResults("ow", [[...row("b"), "t1"]]), true);
  chats.arrange(NOW, SIZES);
  assert.deepEqual([chats.order, chats.spoken], [["b"], "1 found"]);
  assert.equal(chats.search("ow model:"), true, "the space ends the word");
  assert.equal(chats.search("ow  "), true);
  assert.equal(chats.search(""), false);
});

test("a result follows its chat, and goes with it", () => {
  const chats = shown(row("a", { title: "Owls" }), row("b"));
  chats.search("owls");
  chats.takeResults("owls", [[...row("a"), "t1"]]);
  chats.patch([row("a", { title: "Barn owls", flags: RUNNING })], []);
  assert.deepEqual([chats.results[0].title, chats.results[0].isRunning], ["Barn owls", true]);
  assert.match(chats.results[0].place, /turn=t1/);
  chats.patch([], ["a"]);
  assert.deepEqual(chats.results, []);
});

test("what an empty list says depends on why it is empty", () => {
  const chats = new ShownChats();
  chats.replace([], 3);
  assert.equal(chats.emptyText, "", "the rest is on its way");
  chats.isLoaded = true;
  chats.arrange(NOW, SIZES);
  assert.match(chats.emptyText, /will appear here/);
  chats.put([row("a", { flags: ARCHIVED })]);
  chats.arrange(NOW, SIZES);
  assert.match(chats.emptyText, /All chats are archived/);
  chats.search("owl");
  assert.match(chats.emptyText, /Searching/);
});

test("folders stand before what lies in them, with how many chats each has", () => {
  const chats = shown(row("a", { folder: "b/c" }), row("b", { folder: "a" }), row("c", { tags: "x\ny" }), row("d", { flags: ARCHIVED }));
  const views = chats.views.map(({ kind, name, count }) => [kind, name, count]);
  assert.deepEqual(views, [
    ["all", "", 3],
    ["folder", "a", 1],
    ["folder", "b", 1],
    ["folder", "b/c", 1],
    ["tag", "x", 1],
    ["tag", "y", 1],
    ["archived", "", 1],
  ]);
});
