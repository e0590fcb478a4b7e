// Words of an editor that was neither saved nor cancelled: kept by what is edited for as long as the tab lives, over reloads too.

const MOST = 10; // edits
const LONGEST = 200_000; // characters; longer ones, and those that must leave no trace, are in memory only
const PREFIX = "polylogue-unsaved ";
/** @type {Map<string, string> | null} */
let kept = null; // name -> words, those that were written last at the end

/** @param {string} name */
export function unsavedWords(name) {
  return all().get(name);
}

/** @param {string} name @param {string} words @param {boolean} leavesTrace */
export function keepWords(name, words, leavesTrace) {
  all().delete(name); // to the end
  all().set(name, words);
  if (leavesTrace && words.length <= LONGEST) inStorage((storage) => storage.setItem(PREFIX + name, words));
  else inStorage((storage) => storage.removeItem(PREFIX + name));
  if (all().size > MOST) forgetWords(all().keys().next().value ?? "");
}

/** @param {string} name */
export function forgetWords(name) {
  all().delete(name);
  inStorage((storage) => storage.removeItem(PREFIX + name));
}

function all() {
  if (kept) return kept;
  const found = new Map();
  inStorage((storage) => {
    for (const [key, words] of Object.entries(storage)) if (key.startsWith(PREFIX)) found.set(key.slice(PREFIX.length), words);
  });
  kept = found;
  return kept;
}

/** @param {(storage: Storage) => void} use */
function inStorage(use) {
  try {
    use(sessionStorage);
  } catch (error) {
    console.info("unsaved words stay in memory", error); // storage is full or not allowed
  }
}
