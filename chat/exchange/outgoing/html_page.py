"""A chat as one HTML file that needs nothing else: no script, no picture and no style from anywhere, not even if a model asks for it.

Pictures that were attached to prompts are in the file itself.
"""
from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from chat.conversation import Attachment, Chat, CitedSource, Lane, Reply, Turn, host_of, sources_in
from chat.conversation.lane_names import names_in
from chat.conversation.measures import money_words
from chat.exchange.fields import clean
from chat.exchange.files import Outgoing, in_base64, safe_digest
from chat.exchange.measures import day_and_hour, ending, greeting_of, measure_words, other_turns, setting_words, size_words
from chat.exchange.outgoing.passages import passages_of
from chat.exchange.outgoing.prose import rendered
from chat.exchange.outgoing.unseen import marked
from chat.exchange.verdict import Votes, vote_on, words_of

STYLE = Path(__file__).with_name('html_page.css').read_text(encoding='utf-8')
POLICY = (f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; img-src data:; "
          "base-uri 'none'; form-action 'none'")


def html_of(chat: Chat, votes: Votes, files: Outgoing) -> Iterator[str]:
    """Piece by piece."""
    for line in _lines(chat, votes, files):
        yield f'{clean(line)}\n' if line.endswith('>') else line  # the others are pieces of a picture


def _lines(chat: Chat, votes: Votes, files: Outgoing) -> Iterator[str]:
    names = names_in(chat)
    drawn: set[str] = set()
    """Digests of the files that are on the page already."""
    title = escape(chat.title or 'Untitled chat')
    yield '<!doctype html>'
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
    yield f'<title>{title}</title><style>{STYLE}</style></head>'
    yield f'<body class="{"is-compared" if len(names) > 1 else "is-single"}"><header><h1 dir="auto">{title}</h1>'
    yield f'<p class="facts">{" · ".join(escape(word) for word in _facts(chat))}</p></header>'
    yield from _settings(chat, names)
    yield '<main>'
    yield from _greeting(chat)
    for turn in chat.path():
        yield from _turn(chat, turn, names, votes, files, drawn)
    others = list(other_turns(chat))
    if others:
        yield f'<details class="others"><summary>Other branches ({len(others)})</summary>'
        for turn in others:
            yield from _turn(chat, turn, names, votes, files, drawn)
        yield '</details>'
    yield '</main><footer>Exported from Polylogue</footer></body></html>'


def _facts(chat: Chat) -> list[str]:
    count = len(chat.turns)
    cost = sum(reply.cost or 0.0 for turn in chat.turns.values() for reply in turn.all_replies())
    return [day_and_hour(chat.created_at), f'{count} {"prompt" if count == 1 else "prompts"}', *([money_words(cost)] if cost else []),
            *([chat.folder] if chat.folder else []), *(f'#{tag}' for tag in chat.tags)]


def _settings(chat: Chat, names: dict[int, str]) -> Iterator[str]:
    told = [lane for lane in chat.lanes if lane.system_prompt.strip() or lane.parameters]
    if not told and len(names) < 2:
        return
    yield '<section class="settings"><h2>Models</h2><ul>'
    for lane in chat.lanes:
        words = ''.join(f' <span>{escape(word)}</span>' for word in setting_words(lane))
        yield f'<li><strong>{escape(names[lane.number])}</strong>{words}{_system(lane)}</li>'
    yield '</ul></section>'


def _system(lane: Lane) -> str:
    if not lane.system_prompt.strip():
        return ''
    return f'<details><summary>System prompt</summary><pre class="plain" dir="auto">{escape(lane.system_prompt)}</pre></details>'


def _greeting(chat: Chat) -> Iterator[str]:
    name, words = greeting_of(chat)
    if words:
        yield f'<section class="turn"><article class="reply greeting"><h2>{escape(name)}</h2>'
        yield f'<div class="prose" dir="auto">{rendered(words)}</div></article></section>'


def _attachment(one: Attachment, files: Outgoing, drawn: set[str]) -> Iterator[str]:
    """A picture that was on the page before is linked to: branches of one prompt have the same ones."""
    words = f'{escape(one.name)} <span>{size_words(one.size)}</span>'
    anchor = f'file-{safe_digest(one.digest)}'
    if one.digest in drawn:
        yield f'<li><a href="#{anchor}">{words}</a></li>'
    elif one.is_picture and (data := files.read(one.digest)) is not None:
        drawn.add(one.digest)
        yield f'<li><figure id="{anchor}"><figcaption>{words}</figcaption><img alt="{escape(one.name)}" src="data:{one.media_type};base64,'
        yield from in_base64(data)
        yield '"></figure></li>'
    elif one.text is not None:
        drawn.add(one.digest)
        yield f'<li id="{anchor}"><details><summary>{words}</summary><pre class="plain" dir="auto">{marked(one.text)}</pre></details></li>'
    else:
        yield f'<li>{words}</li>'


def _turn(chat: Chat, turn: Turn, names: dict[int, str], votes: Votes, files: Outgoing, drawn: set[str]) -> Iterator[str]:
    yield '<section class="turn"><article class="prompt"><h2>You</h2>'
    yield f'<div class="plain" dir="auto">{escape(turn.prompt)}</div>'
    if turn.attachments:
        yield '<ul class="files">'
        for one in turn.attachments:
            yield from _attachment(one, files, drawn)
        yield '</ul>'
    yield '</article><div class="lanes">'
    for number in sorted(turn.replies):
        shown = turn.reply(number)
        if shown:
            yield '<div class="lane">'
            yield from _reply(turn, shown, names[number], files, drawn)
            older = [reply for reply in turn.replies[number] if reply is not shown]
            if older:
                yield f'<details class="versions"><summary>Other versions ({len(older)})</summary>'
                for reply in older:
                    yield from _reply(turn, reply, names[number], files, drawn)
                yield '</details>'
            yield '</div>'
    yield '</div>'
    if vote := vote_on(turn, votes):
        yield f'<p class="vote"><strong>Vote</strong> {" · ".join(escape(words) for words in words_of(chat, vote, names))}</p>'
    yield '</section>'


def _reply(turn: Turn, reply: Reply, name: str, files: Outgoing, drawn: set[str]) -> Iterator[str]:
    title = name if reply.model in name else f'{name}: {reply.model}'
    picked = ' <span class="picked">picked</span>' if turn.picked_reply_id == reply.id else ''
    yield f'<article class="reply"><h2>{escape(title)}{picked}</h2>'
    thoughts = [part for part in reply.parts if part.kind == 'thinking' and part.text.strip()]
    if thoughts:
        seconds = sum(part.seconds or 0 for part in thoughts)
        is_open = '' if reply.text.strip() else ' open'
        yield f'<details class="thinking"{is_open}><summary>Thought{f" for {seconds:.1f} s" if seconds else ""}</summary>'
        yield f'<div class="plain" dir="auto">{escape(reply.thinking)}</div></details>'
    for passage in passages_of(reply):
        if passage.picture:
            yield '<ul class="files">'
            yield from _attachment(passage.picture, files, drawn)
            yield '</ul>'
        elif passage.title:
            yield f'<details class="tool"{" open" if passage.is_open else ""}><summary>{escape(passage.title)}</summary>'
            yield f'<pre class="plain" dir="auto">{marked(passage.text)}</pre></details>'
        else:
            yield f'<div class="prose" dir="auto">{rendered(passage.text)}</div>'
    if sources := sources_in(reply.parts):
        yield f'<ol class="sources" aria-label="Sources">{"".join(map(_source, sources))}</ol>'
    if words := ending(reply):
        yield f'<p class="ending">{escape(words)}</p>'
    if facts := measure_words(reply):
        yield f'<p class="facts">{" · ".join(escape(fact) for fact in facts)}</p>'
    yield '</article>'


def _source(one: CitedSource) -> str:
    words = escape(one.title or host_of(one.url))
    return f'<li><a href="{escape(one.url)}" rel="noopener noreferrer nofollow">{words}</a></li>' if one.url else f'<li>{words}</li>'
