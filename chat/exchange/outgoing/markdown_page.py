"""A chat as Markdown, for notes and for reading: the branch on screen, with all lanes, then the other branches."""
from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from chat.conversation import Attachment, Chat, Lane, Reply, Turn, sources_in
from chat.conversation.lane_names import names_in
from chat.exchange.fields import clean
from chat.exchange.files import Outgoing
from chat.exchange.measures import day_and_hour, ending, greeting_of, measure_words, other_turns, setting_words, size_words
from chat.exchange.outgoing.links import link
from chat.exchange.outgoing.open_ends import closed
from chat.exchange.outgoing.passages import passages_of
from chat.exchange.verdict import Votes, vote_on, words_of


def markdown_of(chat: Chat, votes: Votes, files: Outgoing) -> Iterator[str]:
    """Piece by piece. In a ZIP pictures lie beside the page and are shown; a page that stands alone only names them."""
    before = ''
    for block in _blocks(chat, votes, files):
        yield f'{before}{clean(block)}'
        before = '\n\n'
    yield '\n'


def _blocks(chat: Chat, votes: Votes, files: Outgoing) -> Iterator[str]:
    names = names_in(chat)
    yield f'# {_line(chat.title) or "Untitled chat"}'
    facts = [*([_line(chat.folder)] if chat.folder else []), *([', '.join(_line(tag) for tag in chat.tags)] if chat.tags else [])]
    yield ' · '.join([f'*{day_and_hour(chat.created_at)}*', *facts])
    for lane in chat.lanes:
        yield from _lane(lane, names[lane.number])
    name, words = greeting_of(chat)
    if words:
        yield f'## {_line(name)}'
        yield closed(words)
    for turn in chat.path():
        yield from _turn(chat, turn, names, votes, files)
    others = list(other_turns(chat))
    if others:
        yield '---'
        yield '# Other branches'
        for turn in others:
            yield from _turn(chat, turn, names, votes, files)


def _lane(lane: Lane, name: str) -> Iterator[str]:
    yield f'- **{name}**' + ''.join(f' · {_line(words)}' for words in setting_words(lane))
    if lane.system_prompt.strip():
        yield f'System prompt of {name}:\n\n{_quoted(lane.system_prompt)}'


def _turn(chat: Chat, turn: Turn, names: dict[int, str], votes: Votes, files: Outgoing) -> Iterator[str]:
    yield '## You'
    for one in turn.attachments:
        yield from _attachment(one, files)
    yield closed(turn.prompt)
    for number in sorted(turn.replies):
        versions = turn.replies[number]
        if shown := turn.reply(number):
            version = f'version {versions.index(shown) + 1} of {len(versions)}' if len(versions) > 1 else ''
            yield from _reply(turn, shown, names[number], version, files)
    if vote := vote_on(turn, votes):
        yield f'**Vote:** {" · ".join(_line(words) for words in words_of(chat, vote, names))}'


def _attachment(one: Attachment, files: Outgoing) -> Iterator[str]:
    words = f'📎 {_line(one.name)} ({size_words(one.size)})'
    link = files.link(one) if one.is_picture else ''
    yield words if link or one.text is not None else f'{words}, not part of this file'
    if link:
        yield f'![{re.sub(r"[][]", "", _line(one.name))}]({link})'
    elif one.text is not None:
        yield _folded(one.name, one.text)


def _reply(turn: Turn, reply: Reply, name: str, version: str, files: Outgoing) -> Iterator[str]:
    notes = [name if reply.model in name else f'{name}: {reply.model}', version, 'picked' if turn.picked_reply_id == reply.id else '']
    yield f'## {" · ".join(note for note in notes if note)}'
    if reply.thinking.strip():
        yield f'<details{"" if reply.text.strip() else " open"}><summary>Thinking</summary>\n\n{_quoted(reply.thinking)}\n\n</details>'
    for passage in passages_of(reply):
        if passage.picture:
            yield from _attachment(passage.picture, files)
        else:
            yield _folded(passage.title, passage.text, passage.language, is_open=passage.is_open) if passage.title else closed(passage.text)
    if sources := sources_in(reply.parts):
        yield '\n'.join(['**Sources**', '', *(f'{number}. {link(one.title, one.url)}' for number, one in enumerate(sources, start=1))])
    if words := ending(reply):
        yield f'> **{_line(words)}**'
    if facts := measure_words(reply):
        yield f'<sub>{" · ".join(facts)}</sub>'


def _folded(title: str, text: str, language: str = '', *, is_open: bool = False) -> str:
    fence = '`' * max(3, 1 + max((len(run) for run in re.findall('`+', text)), default=0))
    opened = ' open' if is_open else ''
    summary = f'<summary>{escape(" ".join(title.split()))}</summary>'
    return f'<details{opened}>{summary}\n\n{fence}{language}\n{text.rstrip()}\n{fence}\n\n</details>'


def _line(text: str) -> str:
    """Words within a line of ours: no element of HTML begins in them."""
    return ' '.join(text.split()).replace('<', '&lt;')


def _quoted(text: str) -> str:
    return '\n'.join(f'> {line}'.rstrip() for line in closed(text.strip()).splitlines())
