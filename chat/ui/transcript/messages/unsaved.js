// Words of an editor that was neither saved nor cancelled: kept by what is edited for as long as the tab lives, over reloads too.

const MOST = 10; // edits
const LONGEST = 200_000; // characters; longer ones, and those that must leave no trace, are in memory only
const PREFIX = "polylogue-unsaved ";
let kept = null; // name -> words, those that were written last at the end

export function unsavedWords(name) {
  return all().get(name);
}

export function keepWords(name, words, leavesTrace) {
  all().delete(name); // to the end
  all().set(name, words);
  if (leavesTrace && words.length <= LONGEST) inStorage((storage) => storage.setItem(PREFIX + name, words));
  else inStorage((storage) => storage.removeItem(PREFIX + name));
  if (all().size > MOST) forgetWords(all().keys().next().value);
}

export function forgetWords(name) {
  all().delete(name);
  inStorage((storage) => storage.removeItem(PREFIX + name));
}

function all() {
  if (kept) return kept;
  kept = new Map();
  inStorage((storage) => {
    for (const [key, words] of Object.entries(storage)) if (key.startsWith(PREFIX)) kept.set(key.slice(PREFIX.length), words);
  });
  return kept;
}

function inStorage(use) {
  try {
    use(sessionStorage);
  } catch (error) {
    console.info("unsaved words stay in memory", error); // storage is full or not allowed
  }
}
