"""Pictures of an answer, none of which is loaded: a link for an address in the web, a link with kind and size for one that is in the text
(data:), words for an address that nobody may follow. The twin of `ui/transcript/markdown/grammar/pictures.js`.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from chat.exchange.measures import size_words

HEAD = r'data:([a-z]{1,20}/[a-z0-9.+-]{1,60})((?:;[a-z0-9=._-]{1,60}){0,4}),'
LINES = r'(?:\n[a-z0-9+/=]{40,})*'
LABEL = r'(!?)\[((?:[^\[\]\\]|\\.){0,500})\]\([ \t\n]{0,9}'
TITLE = r'''(?:[ \t\n]{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?[ \t\n]{0,9}'''
WITHIN = re.compile(
    rf'{LABEL}<?{HEAD}([^\s()<>"]*{LINES}(?:\n[a-z0-9+/=]+(?=[)>]))?)(?:>?{TITLE}\)|\Z)', re.IGNORECASE | re.DOTALL)
BARE = re.compile(rf'{HEAD}([a-z0-9+/=%_-]*{LINES})', re.IGNORECASE)
REFUSED = re.compile(rf'{LABEL}(?:<([^<>\n]{{1,2000}})>|([^\s<>()]{{1,2000}})){TITLE}\)', re.DOTALL)
SHORTEST_BARE = 200
"""Letters of data without brackets around them, which would be read as words."""
SHOWN = re.compile(r'image/(?:png|jpeg|gif|webp)\Z', re.IGNORECASE)
"""Others may hold scripts."""
LONGEST_ADDRESS = 100
"""Letters that are shown."""


def pictures(md: MarkdownIt) -> None:
    """A plugin."""
    md.inline.ruler.before('link', 'data_picture', _within)
    md.inline.ruler.before('link', 'data_address', _bare)
    md.inline.ruler.after('image', 'refused_picture', _refused)
    md.add_render_rule('data_picture', _data_picture)
    md.add_render_rule('refused_picture', _refused_picture)


def words_of(label: str, address: str = '') -> str:
    """Of a picture without an address that can be followed."""
    shown = f'{address[:LONGEST_ADDRESS]}…' if len(address) > LONGEST_ADDRESS else address
    return escape(f'{label} ({shown})'.strip() if shown else label or 'picture without a name')


def _data_picture(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[idx]
    kind, encoding, data = (str(token.meta[name]) for name in ('type', 'encoding', 'data'))
    ending = kind.split('/')[1].partition('+')[0].removeprefix('x-')
    facts = [ending.upper(), _size_of(data, encoding) if data else '', '' if token.meta['is_whole'] else 'incomplete']
    name = token.content or 'picture'
    text = escape(f'{name} ({", ".join(fact for fact in facts if fact)})')
    if not token.meta['is_whole'] or token.meta.get('is_in_link') or not SHOWN.match(kind) or not encoding.lower().endswith(';base64'):
        return text
    file = re.sub(r'[^\w -]', '', name).strip()[:60] or 'picture'
    return f'<a href="data:{kind.lower()};base64,{escape(data)}" download="{escape(file)}.{ending.lower()}">{text}</a>'


def _refused_picture(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    return words_of(tokens[idx].content, str(tokens[idx].meta['address']))


def _size_of(data: str, encoding: str) -> str:
    return size_words(len(data.rstrip('=')) * 3 // 4 if encoding.lower().endswith(';base64') else len(data))


def _within(state: StateInline, silent: bool) -> bool:
    """`![words](data:…)` and `[words](data:…)`, be it without an end."""
    found = WITHIN.match(state.src, state.pos, state.posMax) if state.src[state.pos] in '![' else None
    if found is None:
        return False
    meta = {'type': found[3], 'encoding': found[4], 'data': found[5].replace('\n', ''), 'is_whole': found[0].endswith(')')}
    return _push(state, silent, found.end(), 'data_picture', _plain(found[2]), meta)


def _bare(state: StateInline, silent: bool) -> bool:
    """The letters alone, in a tag or wherever they are."""
    if state.src[state.pos] != ':' or state.pos < 4 or (not silent and len(state.pending) < 4):
        return False
    found = BARE.match(state.src, state.pos - 4, state.posMax)
    if found is None or len(found[3]) < SHORTEST_BARE:
        return False
    if not silent:
        state.pending = state.pending[:-4]
    meta = {'type': found[1], 'encoding': found[2], 'data': found[3].replace('\n', ''), 'is_whole': True}
    return _push(state, silent, found.end(), 'data_picture', '', meta)


def _refused(state: StateInline, silent: bool) -> bool:
    """An address that the rule `image` has refused."""
    found = REFUSED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == '!' else None
    if found is None or not found[1]:
        return False
    return _push(state, silent, found.end(), 'refused_picture', _plain(found[2]), {'address': found[3] or found[4]})


def _push(state: StateInline, silent: bool, end: int, kind: str, label: str, meta: dict[str, object]) -> bool:
    if not silent:
        token = state.push(kind, '', 0)
        token.content, token.meta = label, meta
    state.pos = end
    return True


def _plain(label: str) -> str:
    words = re.sub(r'(^|[^\\])[*_`]+', r'\1', label)
    return ' '.join(re.sub(r'\\([!-/:-@[-`{-~])', r'\1', words).split())
