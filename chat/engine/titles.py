"""A title for a chat, thought up by the chat's own model; off the record: nothing of this request is kept."""
from __future__ import annotations

import asyncio
import re
from contextlib import aclosing

from chat.conversation import Chat, Message
from chat.engine.engine import Engine, EngineError
from chat.engine.listing import title_from
from chat.providers.provider import Provider, ProviderError, Request

SECONDS = 30
"""How long the model may take; thinking ones take their time."""
EXCERPT = 1500
"""Characters of a message that are shown to the model."""
TURNS = 3
MOST_WORDS = 12
LONGEST = 80
ENOUGH = 600
"""Characters after which a model that talks on is hung up on."""
ORDER = ('Give the conversation below a title: three to six words, in its own language, that tell it apart from others. '
         'Answer with the title only, without quotation marks and without a full stop.')
PLEASANTRIES = re.compile(
    r"^(?:(?:hi|hello|hey|please|kindly|so|ok|okay|now)\b[ ,!.]*|(?:can|could|would|will) (?:you|we|i)\b(?: please)?\s*|"
    r"(?:i(?:'d| would) like (?:you )?to|i (?:want|need) (?:you )?to|help me(?: to)?|tell me(?: about)?|explain(?: to me)?|"
    r"write(?: me)?|give me|show me|what (?:is|are)|what's)\s+|(?:an?|the)\s+)+", re.IGNORECASE)


async def suggest_title(engine: Engine, chat: Chat) -> str:
    """Raises EngineError with a sentence if there is nothing to go by, or the model did not come up with one."""
    turns = chat.path()
    if not turns:
        raise EngineError('There is nothing in this chat yet that a title could be made from.')
    model = chat.lanes[0].model if chat.lanes else ''
    provider = engine.providers.get(model)
    if model.startswith('demo/') or chat.is_blind:  # scripted models would answer with their script, blind ones with their name
        return title_of_prompt(turns[0].prompt)
    if provider is None:
        raise EngineError(f'There is no endpoint for “{model}” here that could suggest a title.')
    request = Request(model=model.partition('/')[2], messages=(Message(role='user', content=f'{ORDER}\n\n{_excerpt(chat)}'),))
    try:
        async with asyncio.timeout(SECONDS):
            title = clean_title(await _answer(provider, request))
    except TimeoutError:
        raise EngineError(f'{model} found no title within {SECONDS} seconds; try again later.') from None
    except ProviderError as error:
        raise EngineError(f'No title was found. {error.message}') from None
    if not title:
        raise EngineError(f'{model} answered without a title; try again, or choose “Rename”.')
    return title


async def _answer(provider: Provider, request: Request) -> str:
    pieces: list[str] = []
    async with aclosing(provider.stream(request)) as deltas:
        async for delta in deltas:
            pieces.append(delta.text)
            if sum(map(len, pieces)) > ENOUGH:
                break
    return ''.join(pieces)


def _excerpt(chat: Chat) -> str:
    lines = []
    for turn in chat.path()[:TURNS]:
        lines.append(f'Question: {turn.prompt[:EXCERPT]}')
        reply = turn.picked_reply or turn.reply(chat.lanes[0].number)
        if reply and reply.text.strip():
            lines.append(f'Answer: {reply.text[:EXCERPT]}')
    return '\n\n'.join(lines)


def clean_title(answer: str) -> str:
    """The first line with words in it, without the decoration that models like."""
    for line in answer.splitlines():
        line = re.sub(r'^[\s#>*_\-`]*(?:\*\*)?(?:suggested )?(?:title|titel|titre|título)\s*[:：]\s*', '', line, flags=re.IGNORECASE)
        line = ' '.join(line.strip('#>*_`"\'“”„«»‘’ \t-').split()).rstrip('.。')
        if any(c.isalnum() for c in line):
            return line if len(line) <= LONGEST else line[:LONGEST].rpartition(' ')[0].rstrip(' ,;:') + '…'
    return ''


def title_of_prompt(prompt: str) -> str:
    """Without a model: what the first prompt is about, without its pleasantries."""
    line = next((line for line in prompt.splitlines() if any(c.isalnum() for c in line)), prompt)
    short = PLEASANTRIES.sub('', ' '.join(line.split())).rstrip(' ?!.') or line
    words = short.split()
    title = title_from(' '.join(words[:MOST_WORDS]))
    return title[:1].upper() + title[1:]
