// Line icons on a 24 px grid, drawn with the text's colour: <Icon name="plus" />.
import { h } from "vue";

/** @import { FunctionalComponent } from "vue" */

/** @type {Record<string, string>} */
const PATHS = {
  plus: '<path d="M12 5v14M5 12h14"/>',
  pencil: '<path d="M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4"/>',
  columns: '<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><path d="M12 4.5v15"/>',
  search: '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
  sidebar: '<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><path d="M9.5 4.5v15"/>',
  menu: '<path d="M4 8h16M4 16h11"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
  dots:
    '<circle cx="5.5" cy="12" r="1.3" fill="currentColor"/><circle cx="12" cy="12" r="1.3" fill="currentColor"/><circle cx="1' +
    '8.5" cy="12" r="1.3" fill="currentColor"/>',
  pin: '<path d="M9 4h6l-1 6 3 3v2H7v-2l3-3-1-6zM12 15v5"/>',
  archive: '<rect x="3.5" y="5" width="17" height="4" rx="1"/><path d="M5 9v8.5A1.5 1.5 0 006.5 19h11a1.5 1.5 0 001.5-1.5V9M10 13h4"/>',
  download: '<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>',
  trash: '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5"/>',
  tools: '<path d="M14.5 6.2a4.2 4.2 0 00-5.4 5.4L4 16.7V20h3.3l5.1-5.1a4.2 4.2 0 005.4-5.4l-2.7 2.7-2.8-.5-.5-2.8 2.7-2.7z"/>',
  gear: '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
  sun: '<circle cx="12" cy="12" r="3.8"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4"/>',
  moon: '<path d="M20 14.5A8 8 0 119.5 4a6.5 6.5 0 0010.5 10.5z"/>',
  screen: '<rect x="3.5" y="5" width="17" height="11.5" rx="2"/><path d="M9 20h6M12 16.5V20"/>',
  send: '<path d="M12 19V5.5M6 11.5l6-6 6 6"/>',
  stop: '<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor" stroke="none"/>',
  clip: '<path d="M19.5 11.5l-7.8 7.8a4.7 4.7 0 01-6.7-6.7l8.3-8.2a3.2 3.2 0 014.5 4.5l-8.2 8.2a1.6 1.6 0 01-2.3-2.3l7.5-7.4"/>',
  chevron: '<path d="M7 10l5 5 5-5"/>',
  check: '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
  folder: '<path d="M3.5 7.5A1.5 1.5 0 015 6h4l2 2.5h8A1.5 1.5 0 0120.5 10v7.5A1.5 1.5 0 0119 19H5a1.5 1.5 0 01-1.5-1.5v-10z"/>',
  label: '<path d="M4 5.5A1.5 1.5 0 015.5 4h6L20 12.5l-7.5 7.5L4 11.5v-6z"/><circle cx="8.4" cy="8.4" r="1.2" fill="currentColor"/>',
  tick: '<rect x="4" y="4" width="16" height="16" rx="4"/><path d="M8 12.2l2.8 2.8L16 9.5"/>',
  spark: '<path d="M12 4l1.7 5.3L19 11l-5.3 1.7L12 18l-1.7-5.3L5 11l5.3-1.7L12 4zM18.5 16.5v4M16.5 18.5h4"/>',
  keys: '<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M11 10h.01M15 10h.01M7 14h10"/>',
  pulse: '<path d="M3 12h4l2.5-6.5 5 13L17 12h4"/>',
  cup: '<path d="M7.5 4.5h9v5a4.5 4.5 0 01-9 0v-5zM12 14v3.5M8.5 20h7M9.5 17.5h5M7.5 6H4.5v1.5a3 3 0 003 3M16.5 6h3v1.5a3 3 0 01-3 3"/>',
  person: '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-3.9 3.8-6 7.5-6s6.7 2.1 7.5 6"/>',
  book: '<path d="M5 5.5A1.5 1.5 0 016.5 4H19v13H6.5A1.5 1.5 0 005 18.5zM5 18.5A1.5 1.5 0 006.5 20H19v-3M9 8h6"/>',
  table: '<rect x="4" y="4.5" width="16" height="15" rx="2.5"/><path d="M4 9.5h16M4 14.5h16M10 9.5v10"/>',
  swap: '<path d="M8 4.5v13M4.5 14l3.5 3.5L11.5 14M16 19.5v-13M12.5 10L16 6.5l3.5 3.5"/>',
  bars: '<path d="M5 20v-6M12 20V5M19 20v-10"/>',
  ghost: '<path d="M5.5 19.5V11a6.5 6.5 0 0113 0v8.5l-2.2-1.6-2.1 1.6-2.2-1.6-2.2 1.6-2.1-1.6-2.2 1.6zM9.5 11v.01M14.5 11v.01"/>',
  braces:
    '<path d="M9.5 4.5C7.5 4.5 7 5.5 7 7v2.5C7 11 6 12 4.5 12 6 12 7 13 7 14.5V17c0 1.5.5 2.5 2.5 2.5M14.5 4.5c2 0 2.5 1 2.' +
    '5 2.5v2.5c0 1.5 1 2.5 2.5 2.5-1.5 0-2.5 1-2.5 2.5V17c0 1.5-.5 2.5-2.5 2.5"/>',
  file: '<path d="M7 3.5h7l4.5 4.5v11a1.5 1.5 0 01-1.5 1.5H7A1.5 1.5 0 015.5 19V5A1.5 1.5 0 017 3.5zM13.5 3.5V8.5h5"/>',
};

/**
 * A component `<Icon name="…"/>` for these paths.
 * @param {Record<string, string>} paths
 */
export function drawing(paths) {
  /** @type {FunctionalComponent<{name: string}>} */
  const Icon = (props) =>
    h("svg", {
      viewBox: "0 0 24 24",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.7,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true",
      innerHTML: paths[props.name] ?? "",
    });
  Icon.props = ["name"];
  return Icon;
}

export default drawing(PATHS);
