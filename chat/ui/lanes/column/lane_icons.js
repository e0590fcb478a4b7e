// Line icons of the comparison, on a 24 px grid: <LaneIcon name="stop"/>.
import { drawing } from "../../parts/icons.js";

const PATHS = {
  stop: '<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor" stroke="none"/>',
  retry: '<path d="M20 12a8 8 0 1 1-2.5-5.8"/><path d="M20 4v4.500h-4.500"/>',
  answer: '<path d="M5 5.500h14v10H11l-4 3.500v-3.500H5z"/>',
  pick: '<path d="M12 4.200l2.400 4.900 5.400.8-3.900 3.800.9 5.400-4.800-2.500-4.800 2.500.9-5.400L4.200 9.900l5.400-.8z"/>',
  picked:
    '<path d="M12 4.200l2.400 4.900 5.400.8-3.900 3.800.9 5.400-4.800-2.500-4.800 2.500.9-5.400L4.200 9.900l5.400-.8z" fill' +
    '="currentColor"/>',
  open:
    '<path d="M13.500 4.500H19.500v6M19.500 4.500l-8 8M17.500 14v4a1.500 1.500 0 01-1.500 1.500H6A1.500 1.500 0 014.500 18V8A' +
    '1.500 1.500 0 016 6.500h4"/>',
  settings: '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
  close: '<path d="M6.500 6.500l11 11M17.500 6.500l-11 11"/>',
  more: '<circle cx="6" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="18" cy="12" r="1"/>',
  focus: '<path d="M9 4.500H4.500V9M15 4.500h4.500V9M9 19.500H4.500V15M15 19.500h4.500V15"/>',
  columns: '<rect x="3.500" y="4.500" width="17" height="15" rx="2.500"/><path d="M9.200 4.500v15M14.800 4.500v15"/>',
  add: '<rect x="3.500" y="5" width="8" height="14" rx="2"/><path d="M18 9v6M15 12h6"/>',
  park: '<path d="M9 6v12M15 6v12"/>',
  resume: '<path d="M8 5.500l10 6.500-10 6.500z"/>',
  sent: '<path d="M8 8l-4 4 4 4M16 8l4 4-4 4M13.500 5.500l-3 13"/>',
  tools: '<path d="M14.5 6.2a4.2 4.2 0 00-5.4 5.4L4 16.7V20h3.3l5.1-5.1a4.2 4.2 0 005.4-5.4l-2.7 2.7-2.8-.5-.5-2.8 2.7-2.7z"/>',
  copy: '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>',
  download: '<path d="M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14"/>',
  sets: '<path d="M12 4l8 4-8 4-8-4zM4.500 12.200L12 16l7.500-3.800M4.500 16.200L12 20l7.500-3.800"/>',
  eye: '<path d="M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.500"/>',
  trash: '<path d="M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 13h9l1-13M10 11v5.500M14 11v5.500"/>',
  diff:
    '<rect x="3.500" y="4.500" width="17" height="15" rx="2.500"/><path d="M12 4.500v15M6.500 9h2.500M6.500 12.500h2.500M15 9' +
    'h2.500M15 15.500h2.500"/>',
  agreement: '<circle cx="9" cy="12" r="5.500"/><circle cx="15" cy="12" r="5.500"/>',
  merge: '<path d="M5 5v3c0 3 3 4 7 4h7M5 19v-3c0-3 3-4 7-4M15.500 8.500L19 12l-3.500 3.500"/>',
  chevron: '<path d="M7 10l5 5 5-5"/>',
  suite: '<rect x="4" y="4.500" width="16" height="15" rx="2.500"/><path d="M4 9.500h16M4 14.500h16M10 9.500v10"/>',
  repeat: '<path d="M6 9.500h11.500L15 7M18 14.500H6.500L9 17"/>',
  play: '<path d="M8 5.500l10 6.500-10 6.500z" fill="currentColor"/>',
};

export default drawing(PATHS);
