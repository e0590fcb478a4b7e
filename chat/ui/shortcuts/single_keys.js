// Whether letters alone do something outside of text fields; the settings can change it while the page is open.
import { shallowReactive } from "vue";

export const singleKeys = shallowReactive({ areOn: true });

/** @param {boolean} areOn */
export function allowSingleKeys(areOn) {
  singleKeys.areOn = areOn;
}
