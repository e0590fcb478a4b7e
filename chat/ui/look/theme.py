"""The look of every page: style sheets, the light or dark theme, density and width, and the little picture in the browser's tab."""
from __future__ import annotations

from pathlib import Path
from typing import Literal

from nicegui import ui

from chat.ui.parts.modules import register_modules

Theme = Literal['light', 'dark', 'system']
THEMES: dict[str, bool | None] = {'light': False, 'dark': True, 'system': None}
"""What NiceGUI calls them (`None` follows the operating system)."""
HERE = Path(__file__).parent
STYLE_SHEETS = (
    'theme.css', 'chat.css', 'quasar.css', '../sidebar/sidebar.css', '../composer/composer.css', '../model_picker/picker.css',
    '../settings/settings.css', '../chat/temporary.css', '../shortcuts/shortcuts.css', '../library/library.css', '../data/data.css',
    'dense.css',
)

FAVICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f46e5"/>
<g fill="#fff"><path d="M9.5 7.5h8A2.5 2.5 0 0120 10v.5h-5A4.5 4.5 0 0010.5 15v3.2L7 21.5V10a2.5 2.5 0 012.5-2.5z" opacity=".6"/>
<path d="M15 12.5h7.5A2.5 2.5 0 0125 15v10.5L21.5 22H15a2.5 2.5 0 01-2.5-2.5V15a2.5 2.5 0 012.5-2.5z"/></g></svg>"""


def install(theme: str = 'system', *, density: str = 'comfortable', width: str = 'normal') -> None:
    """Dress the page that is being built. To be called once a page, before it is sent.

    The theme is set by a script in the head, because Quasar sets its own class only after the first paint.
    """
    page = ui.context.client.page
    page.dark = THEMES.get(theme)
    register_modules()
    ui.add_head_html(f'<style>{_css()}</style>\n<script>{_SCRIPT}</script>\n<script>{_call(theme, density, width)}</script>')


def apply(theme: str, *, density: str = 'comfortable', width: str = 'normal') -> None:
    """Change the look of the page that is open."""
    ui.run_javascript(_call(theme, density, width))


def _call(theme: str, density: str, width: str) -> str:
    """Only known words get into the page."""
    theme = theme if theme in THEMES else 'system'
    is_compact, is_wide = str(density == 'compact').lower(), str(width == 'wide').lower()
    return f"polylogueTheme('{theme}', {is_compact}, {is_wide});"


_sheets: dict[Path, tuple[float, str]] = {}


def _css() -> str:
    """All style sheets in one, read again only when one was changed."""
    return '\n'.join(_sheet(HERE / name) for name in STYLE_SHEETS)


def _sheet(path: Path) -> str:
    changed_at = path.stat().st_mtime
    if path not in _sheets or _sheets[path][0] != changed_at:
        _sheets[path] = (changed_at, path.read_text(encoding='utf-8'))
    return _sheets[path][1]


_SCRIPT = """
(() => {
  const root = document.documentElement, night = matchMedia('(prefers-color-scheme: dark)');
  let theme = 'system';
  const paint = () => {
    const isDark = theme === 'dark' || (theme === 'system' && night.matches);
    root.classList.toggle('is-dark', isDark);
    root.dataset.theme = theme;
  };
  window.polylogueTheme = (wanted, isCompact, isWide) => {
    theme = wanted;
    paint();
    if (isCompact !== undefined) root.classList.toggle('is-dense', isCompact);
    if (isWide !== undefined) root.classList.toggle('is-wide', isWide);
    if (window.Quasar?.Dark && document.body) Quasar.Dark.set(theme === 'system' ? 'auto' : theme === 'dark');
    window.dispatchEvent(new CustomEvent('polylogue-theme', {detail: theme}));
  };
  night.addEventListener('change', paint);
  let collapsed = null;
  try { collapsed = localStorage.getItem('polylogue-side'); } catch (error) { console.info('no localStorage', error); }
  root.classList.toggle('side-collapsed', collapsed === 'collapsed');
})();
"""
