"""A chat as Markdown, for notes and for reading: the branch on screen, with all lanes, then the other branches."""
from __future__ import annotations

import re
from collections.abc import Iterator

from chat.conversation import Chat, Lane, Reply, Turn
from chat.exchange.fields import clean
from chat.exchange.measures import day_and_hour, ending, lane_names, measures_of, other_turns, setting_words
from chat.exchange.verdict import NONE, Votes, vote_on, words_of


def markdown_of(chat: Chat, votes: Votes = NONE) -> str:
    return clean('\n\n'.join(_blocks(chat, votes))) + '\n'


def _blocks(chat: Chat, votes: Votes) -> Iterator[str]:
    names = lane_names(chat)
    yield f'# {_line(chat.title) or "Untitled chat"}'
    yield f'*{day_and_hour(chat.created_at)}*' + (f' · {", ".join(_line(tag) for tag in chat.tags)}' if chat.tags else '')
    for lane in chat.lanes:
        yield from _lane(lane, names[lane.number])
    for turn in chat.path():
        yield from _turn(chat, turn, names, votes)
    others = list(other_turns(chat))
    if others:
        yield '---'
        yield '# Other branches'
        for turn in others:
            yield from _turn(chat, turn, names, votes)


def _lane(lane: Lane, name: str) -> Iterator[str]:
    yield f'- **{name}**' + ''.join(f' · {_line(words)}' for words in setting_words(lane))
    if lane.system_prompt.strip():
        yield f'System prompt of {name}:\n\n{_quoted(lane.system_prompt)}'


def _turn(chat: Chat, turn: Turn, names: dict[int, str], votes: Votes) -> Iterator[str]:
    yield '## You'
    if turn.attachments:
        yield '\n'.join(f'- 📎 {_line(one.name)} ({one.size:,} bytes)' for one in turn.attachments)
    yield turn.prompt
    for number in sorted(turn.replies):
        versions = turn.replies[number]
        if shown := turn.reply(number):
            version = f'version {versions.index(shown) + 1} of {len(versions)}' if len(versions) > 1 else ''
            yield from _reply(turn, shown, names[number], version)
    if vote := vote_on(turn, votes):
        yield f'**Vote:** {" · ".join(_line(words) for words in words_of(chat, vote, names))}'


def _reply(turn: Turn, reply: Reply, name: str, version: str) -> Iterator[str]:
    notes = [name if reply.model in name else f'{name}: {reply.model}', version, 'picked' if turn.picked_reply_id == reply.id else '']
    yield f'## {" · ".join(note for note in notes if note)}'
    if reply.thinking.strip():
        yield f'<details><summary>Thinking</summary>\n\n{_quoted(reply.thinking)}\n\n</details>'
    if reply.text.strip():
        yield _closed(reply.text)
    if words := ending(reply):
        yield f'> **{_line(words)}**'
    if facts := measures_of(reply).words():
        yield f'<sub>{" · ".join(facts)}</sub>'


def _line(text: str) -> str:
    return ' '.join(text.split())


def _quoted(text: str) -> str:
    return '\n'.join(f'> {line}'.rstrip() for line in text.strip().splitlines())


def _closed(text: str) -> str:
    """An answer that was cut off inside a code block must not swallow what comes after it."""
    fence = ''
    for line in text.splitlines():
        match = re.match(r' {0,3}(`{3,}|~{3,})', line)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ''
    return f'{text}\n{fence}' if fence else text
