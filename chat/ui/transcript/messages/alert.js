// What went wrong with a reply, and what can be done about it.
import { build } from "../actions.js";
import { writeInto } from "../markdown/as_written.js";
import { countDown } from "./countdown.js";

/** @import { ReplyEntry } from "../wire.js" */

/**
 * @param {ReplyEntry} entry
 * @param {() => number} now epoch milliseconds of the server's clock
 */
export function newAlert(entry, now) {
  const { error, actions, mendedAt, retryAt } = entry;
  const alert = build('<div class="entry-error" role="alert"><p></p></div>');
  const remedies = build('<div class="entry-remedies"><button type="button" class="button" data-action="retry">Retry</button></div>');
  alert.append(remedies);
  writeInto(/** @type {HTMLElement} */ (alert.firstElementChild), error);
  if (retryAt) countDown(/** @type {HTMLElement} */ (remedies.firstElementChild), retryAt, now);
  if (actions.includes("continue")) remedies.append(continueButton(entry));
  if (mendedAt) remedies.append(Object.assign(build('<a class="button">Settings</a>'), { href: mendedAt }));
  return alert;
}

/**
 * After the limit of rounds the model has not stopped by itself.
 * @param {ReplyEntry} entry
 */
export function continueButton({ isLimited }) {
  return build(`<button type="button" class="button is-small" data-action="continue">${isLimited ? "Go on" : "Continue"}</button>`);
}
