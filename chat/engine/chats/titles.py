"""A title for a chat, suggested by the chat's own model; off the record: nothing of this request is kept but its cost."""
from __future__ import annotations

import asyncio
import re

from chat.conversation import Chat, Message, Reply, is_demo
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.listing import title_from
from chat.engine.one_line import one_line
from chat.providers.provider import Provider, Request

SECONDS = 30
"""How long the model may take; thinking ones take their time."""
EXCERPT = 1500
"""Characters of a message that are shown to the model."""
TURNS = 3
MOST_WORDS = 12
LONGEST = 80
ENOUGH = 600
"""Characters after which a model that keeps writing is stopped."""
ORDER = ('Give the conversation below a title: three to six words, in its own language, that tell it apart from others. '
         'Answer with the title only, without quotation marks and without a full stop.')
PLEASANTRIES = re.compile(
    r"^(?:(?:hi|hello|hey|please|kindly|so|ok|okay|now)\b[ ,!.]*|(?:can|could|would|will) (?:you|we|i)\b(?: please)?\s*|"
    r"(?:i(?:'d| would) like (?:you )?to|i (?:want|need) (?:you )?to|help me(?: to)?|tell me(?: about)?|explain(?: to me)?|"
    r"write(?: me)?|give me|show me|what (?:is|are)|what's)\s+|(?:an?|the)\s+)+", re.IGNORECASE)


class Titles:
    """One for the whole app."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asking: dict[str, asyncio.Task[None]] = {}
        """By chat."""
        engine.listing.watchers.add(self._listing_changed)

    async def suggest(self, chat: Chat) -> str:
        """'' if the chat was deleted meanwhile. Raises EngineError with a sentence if there is nothing to go by, or no title came of it."""
        turns = chat.path()
        if chat.temporary:
            raise EngineError('A temporary chat has no title.')
        if not turns:
            raise EngineError('There is nothing in this chat yet to make a title from.')
        model, provider = self._model_of(chat)
        if chat.is_blind or is_demo(model):  # blind ones would answer with their name, scripted models with their script
            return title_of_prompt(turns[0].prompt)
        if provider is None:
            raise EngineError(f'There is no endpoint for “{model}” here that could suggest a title.')
        if chat.id in self._asking:
            raise EngineError('A title is already on its way.')
        if self._engine.budget.refusal(model):
            raise EngineError('Today’s budget is used up, so no title was asked for: raise it in Settings, or choose “Rename”.')
        return await self._ask(chat, model, provider)

    def _model_of(self, chat: Chat) -> tuple[str, Provider | None]:
        """The first one that can be asked."""
        models = [lane.model for lane in chat.lanes]
        known = next((model for model in models if self._engine.providers.get(model)), next(iter(models), ''))
        return known, self._engine.providers.get(known)

    async def _ask(self, chat: Chat, model: str, provider: Provider) -> str:
        reply = Reply(turn_id='', lane=0, model=model)
        request = Request(model=model.partition('/')[2], messages=(Message(role='user', content=f'{ORDER}\n\n{_excerpt(chat)}'),))
        task = self._asking[chat.id] = self._engine.ask(reply, provider, request, on_change=lambda reply: self._hang_up_on(chat.id, reply))
        try:
            await asyncio.wait({task}, timeout=SECONDS)
        finally:
            is_late = not task.done()
            task.cancel()
            await asyncio.wait({task})
            del self._asking[chat.id]
        return self._title_from(reply, is_late=is_late) if chat.id in self._engine.listing.summaries else ''

    def _title_from(self, reply: Reply, *, is_late: bool) -> str:
        if is_late:
            raise EngineError(f'{reply.model} found no title within {SECONDS} seconds; try again later.')
        if reply.error:
            raise EngineError(f'No title was found. {reply.error.message}')
        if not (title := clean_title(reply.text)):
            raise EngineError(f'{reply.model} answered without a title; try again, or choose “Rename”.')
        return title

    def _hang_up_on(self, chat_id: str, reply: Reply) -> None:
        """A model that keeps writing has given its title long ago."""
        if len(reply.text) > ENOUGH:
            self._asking[chat_id].cancel()

    def _listing_changed(self, chat_id: str) -> None:
        if (task := self._asking.get(chat_id)) and chat_id not in self._engine.listing.summaries:
            task.cancel()


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
    for line in map(one_line, answer.splitlines()):
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
