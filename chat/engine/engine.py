"""The one place where chats change: it opens, sends, stops, retries, edits, forks and deletes. It knows no page."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from chat.conversation import Attachment, Chat, Lane, Reply, ReplyStatus, RequestRecord, Turn, history_for
from chat.conversation.watchers import Watchers
from chat.engine.answering import Answering
from chat.engine.autosave import Autosave
from chat.engine.budget import Budget
from chat.engine.continuing import Seam, begin_with, last_words
from chat.engine.error import EngineError
from chat.engine.files.sent_pictures import KeepPicture, SentPictures
from chat.engine.listing import Listing, title_from
from chat.engine.live_chats import LiveChats
from chat.engine.request import is_streamed, refusal_for
from chat.engine.running import RunningReplies
from chat.engine.tools.asking_on import ask_all_on
from chat.engine.tools.rounds import Rounds
from chat.engine.tools.tool_use import ToolUse
from chat.engine.waiting_line import WaitingLines
from chat.providers.provider import Provider, Request
from chat.providers.registry import Providers
from chat.store.store import Store

CLOSING_SECONDS = 1.0
"""How long running replies may take to close their connections when the app ends."""


class Engine:
    def __init__(self, store: Store, providers: Providers) -> None:
        self.store = store
        self.providers = providers
        self.listing = Listing()
        self.chats = LiveChats(store, self.listing, self.is_running)
        self.lines = WaitingLines()
        self.budget = Budget(store, providers)
        self.is_seen: Callable[[Chat], bool] = lambda chat: bool(chat.views)
        """Whether somebody looks at it now. The screens set this: a closed tab stays among the views for a while."""
        self.keep_picture: KeepPicture | None = None
        """Whoever keeps files."""
        self.forget_watchers: Watchers[Chat] = Watchers()
        """Called when a live chat is dropped from memory, which is the end of a temporary one."""
        self.tools = ToolUse(providers=providers, save_chat=self.save, save_reply=self._save_question)
        self.replies = RunningReplies()
        self.tasks = self.replies.tasks
        """The asyncio tasks by chat and lane."""
        self._autosave = Autosave(store, lambda: ((chat.id, reply) for chat, reply in self.running()))

    async def start(self) -> None:
        """Fill the list of chats from the store."""
        await self.budget.start()
        self.listing.fill(await self.store.list_chats())
        await ask_all_on(self)

    # -- open

    def new(self, lanes: Sequence[Lane], *, temporary: bool = False) -> Chat:
        """A chat that exists only here until the first prompt is sent."""
        chat = Chat(temporary=temporary)
        for lane in lanes:
            self._number(chat, lane)
        return chat

    async def open(self, chat_id: str) -> Chat | None:
        """The one live object of this chat; None if there is no such chat."""
        return await self.chats.open(chat_id)

    def find(self, chat_id: str) -> Chat | None:
        """The chat, if it is in memory."""
        return self.chats.find(chat_id)

    # -- send

    def send(self, chat: Chat, prompt: str, *, attachments: Sequence[Attachment] = (), lanes: Iterable[int] | None = None,
             history: Literal['own', 'picked'] = 'own') -> Turn:
        """Ask the lanes that are free (or those of `lanes`). The requests leave first, the disk comes later.

        Raises EngineError if the prompt is empty or every lane is still writing.
        """
        if not prompt.strip() and not attachments:
            raise EngineError('There is nothing to send yet.')
        asked = self._free_lanes(chat, lanes)
        turn = Turn(chat_id=chat.id, prompt=prompt.replace('\0', '\ufffd'), parent_id=chat.current_turn_id,
                    attachments=list(attachments), history=history)
        self._begin_turn(chat, turn, asked)
        return turn

    def ask_lane(self, chat: Chat, turn: Turn, lane: Lane) -> Reply:
        """Have this lane answer this turn, whether it has already or not. Raises EngineError while the lane is writing."""
        self._refuse_if_running(chat, lane.number)
        return self._start_reply(chat, turn, lane)

    def retry(self, chat: Chat, reply: Reply) -> Reply:
        """Another version of a reply that has failed, by the model that has failed. Raises EngineError if it may not be asked."""
        is_once = reply.has_failed and reply.request is not None and reply.request.is_once
        return self.regenerate(chat, reply, reply.model if is_once else None)

    def regenerate(self, chat: Chat, reply: Reply, model: str | None = None) -> Reply:
        """Another version of a reply; the older versions stay. `model`: ask another model than the lane's, this once.

        Raises EngineError if it may not be asked.
        """
        self._refuse_if_running(chat, reply.lane)
        turn, lane = self._turn_and_lane(chat, reply)
        started = self._start_reply(chat, turn, lane, model=model)
        if model and started.request:
            started.request = replace(started.request, is_once=True)
        return started

    def continue_reply(self, chat: Chat, reply: Reply) -> Reply:
        """A new version that begins with what was written and continues it, as one seamless text."""
        self._refuse_if_running(chat, reply.lane)
        turn, lane = self._turn_and_lane(chat, reply)
        return self._start_reply(chat, turn, lane, model=reply.model, continues=reply)

    def correct(self, chat: Chat, reply: Reply, correction: str) -> Reply:
        """Another version of a reply, by its model, which is shown what it wrote and what is wrong with that.

        Raises EngineError if it may not be asked.
        """
        self._refuse_if_running(chat, reply.lane)
        turn, lane = self._turn_and_lane(chat, reply)
        return self._start_reply(chat, turn, lane, model=reply.model, corrects=reply, correction=correction)

    def edit(self, chat: Chat, turn: Turn, prompt: str) -> Turn:
        """The same place in the conversation with another prompt: a new turn beside the old one, sent at once."""
        self._refuse_if_running(chat)
        if not prompt.strip() and not turn.attachments:
            raise EngineError('There is nothing to send yet.')
        other = Turn(chat_id=chat.id, prompt=prompt.replace('\0', '\ufffd'), parent_id=turn.parent_id,
                     attachments=list(turn.attachments), history=turn.history)
        self._begin_turn(chat, other, self._free_lanes(chat, None))
        return other

    def _begin_turn(self, chat: Chat, turn: Turn, lanes: Sequence[Lane]) -> None:
        chat.title = chat.title or title_from(turn.prompt.strip() or next((one.name for one in turn.attachments), ''))
        chat.turns[turn.id] = turn
        chat.current_turn_id = turn.id
        for lane in lanes:
            self._start_reply(chat, turn, lane, is_new_turn=True)
        self.chats.keep(chat)
        asyncio.get_running_loop().call_soon(self._save_turn, chat, turn)
        self._touch(chat)

    def _start_reply(self, chat: Chat, turn: Turn, lane: Lane, *, model: str | None = None, continues: Reply | None = None,
                     corrects: Reply | None = None, correction: str = '', is_new_turn: bool = False) -> Reply:
        versions = turn.replies.get(lane.number, [])
        reply = Reply(turn_id=turn.id, lane=lane.number, model=model or lane.model, version=len(versions) + 1)
        refusal = refusal_for(self.providers, self.budget, chat, reply)
        if refusal and versions and not chat.is_blind:  # the sentence may tell a name; a failed reply is shown without it
            raise EngineError(refusal.message)
        reply.request = RequestRecord(
            model=reply.model, system_prompt=lane.system_prompt, parameters=dict(lane.parameters),
            history=tuple((past.id, earlier.id) for past, earlier in history_for(chat, turn, lane)),
            continues=continues.id if continues else None, corrects=corrects.id if corrects else None, correction=correction,
            is_streamed=is_streamed(lane, chat, self.providers.settings))
        if continues:
            begin_with(reply, continues)
        turn.replies.setdefault(lane.number, versions).append(reply)
        turn.shown.pop(lane.number, None)
        if refusal:
            reply.finish(ReplyStatus.FAILED, time.time(), refusal)
        elif provider := self.providers.get(reply.model):
            self._start_task(chat, turn, lane, reply, provider, Seam(last_words(continues)) if continues else None)
        if not is_new_turn:
            asyncio.get_running_loop().call_soon(self._save_turn, chat, turn)
            self._touch(chat)
        return reply

    def _start_task(self, chat: Chat, turn: Turn, lane: Lane, reply: Reply, provider: Provider, seam: Seam | None = None, *,
                    goes_on: bool = False) -> None:
        rounds = self.tools.rounds_in_chat(chat, turn, lane, reply)
        request = self.tools.request(chat, turn, lane, reply)
        self.ask(reply, provider, request, seam=seam, chat=chat, rounds=rounds, goes_on=goes_on, on_change=chat.tell_reply_changed,
                 on_end=partial(self._ended, chat))
        self._autosave.wake()

    def ask(self, reply: Reply, provider: Provider, request: Request, *, seam: Seam | None = None, chat: Chat | None = None,
            rounds: Rounds | None = None, goes_on: bool = False, on_change: Callable[[Reply], object] = lambda reply: None,
            on_end: Callable[[Reply], object] = lambda reply: None) -> asyncio.Task[None]:
        """Have this reply written, when its turn comes and within the budget. Cancel the task to stop it."""
        pictures = self._pictures(chat, reply)
        if rounds:
            rounds.pictures = pictures
        answering = Answering(
            reply=reply, provider=provider, request=request, seam=seam, on_change=on_change, line=self.lines.of(provider), goes_on=goes_on,
            cost=partial(self._charge, chat), refusal=self.budget.refusal, pictures=pictures, rounds=rounds)
        return self.replies.start(answering, chat=chat, on_end=on_end)

    def _pictures(self, chat: Chat | None, reply: Reply) -> SentPictures | None:
        """Only what belongs to a chat is kept."""
        keep = self.keep_picture
        return SentPictures(partial(keep, is_temporary=chat.temporary), first=len(reply.pictures) + 1) if keep and chat else None

    def _charge(self, chat: Chat | None, reply: Reply, has_ended: bool) -> float | None:
        return self.budget.charge(reply, chat.id if chat and chat.is_blind else '', has_ended=has_ended)

    def _ended(self, chat: Chat, reply: Reply) -> None:
        self.store.save_reply(reply, chat.id)
        chat.tell_reply_changed(reply)
        chat.unread = chat.unread or not self.is_seen(chat)
        self._touch(chat)

    def ask_on(self, chat: Chat, reply: Reply, provider: Provider) -> None:
        """A reply that asked something when the app ended has a task again."""
        self._start_task(chat, *self._turn_and_lane(chat, reply), reply, provider, goes_on=True)

    # -- stop

    def stop(self, chat_id: str, lane: int | None = None, ending: ReplyStatus = ReplyStatus.STOPPED) -> list[asyncio.Task[None]]:
        """Stop this chat's running replies, or one lane's. What was written is kept, the connection to the model is closed."""
        stopped = self.replies.of(chat_id, lane)
        for task in stopped:
            self.replies.stop(task, ending)
        return stopped

    def stop_all(self) -> None:
        for chat_id in tuple(self.tasks):
            self.stop(chat_id)

    def is_running(self, chat_id: str, lane: int | None = None) -> bool:
        lanes = self.tasks.get(chat_id, {})
        return bool(lanes) if lane is None else lane in lanes

    def running(self) -> list[tuple[Chat, Reply]]:
        """Every reply of a chat that is being written now."""
        return [(one.chat, one.answering.reply) for one in self.replies if one.chat]

    def _save_question(self, reply: Reply, chat_id: str) -> None:
        self.store.save_reply(reply, chat_id)
        self.listing.tell(chat_id)

    # -- delete, close

    async def delete(self, chat_id: str) -> None:
        """Cancel, wait, delete. Nothing that finishes later can bring the chat back."""
        if tasks := self.stop(chat_id):
            await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
        self.store.delete_chat(chat_id)
        self.forget(chat_id)
        self.listing.remove(chat_id)

    def forget(self, chat_id: str) -> None:
        """Drop the live object from memory; what is on disk stays."""
        if chat := self.chats.drop(chat_id):
            chat.tell_chat_changed()
            self.forget_watchers(chat)

    async def close(self) -> None:
        """Save running replies as interrupted and close their connections."""
        self._autosave.stop()
        tasks = [task for chat_id in tuple(self.tasks) for task in self.stop(chat_id, ending=ReplyStatus.INTERRUPTED)]
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
            await asyncio.sleep(0)  # lets the done callbacks hand the last texts to the store

    # -- for the other modules of the engine

    def save(self, chat: Chat) -> None:
        """The chat's own row has changed: keep it, tell the list and the views. Turns and replies are saved by what changes them."""
        if chat.id in self.chats:
            self.store.save_chat(chat)
            self.listing.put(chat)
        chat.tell_chat_changed()

    def adopt(self, chat: Chat) -> None:
        """Take in a chat that was made elsewhere (a fork, an import), with all its turns."""
        self.chats.keep(chat)
        self.store.save_whole_chat(chat)
        self.listing.put(chat)

    def mark_read(self, chat: Chat) -> None:
        if chat.unread:
            chat.unread = False
            self.save(chat)

    def add_lane(self, chat: Chat, lane: Lane) -> Lane:
        self._number(chat, lane)
        self.save(chat)
        return lane

    def _number(self, chat: Chat, lane: Lane) -> None:
        used = {other.number for other in chat.lanes} | {number for turn in chat.turns.values() for number in turn.replies}
        lane.number = max(used, default=-1) + 1
        chat.lanes.append(lane)

    def _touch(self, chat: Chat) -> None:
        chat.updated_at = time.time()
        self.save(chat)

    def _save_turn(self, chat: Chat, turn: Turn) -> None:
        if chat.id not in self.chats or turn.id not in chat.turns:
            return  # deleted in the same moment
        self.store.save_whole_turn(turn)

    def _free_lanes(self, chat: Chat, wanted: Iterable[int] | None) -> list[Lane]:
        if not chat.lanes:
            raise EngineError('Choose a model first.')
        numbers = None if wanted is None else set(wanted)
        asked = [lane for lane in chat.lanes if (not lane.parked if numbers is None else lane.number in numbers)]
        free = [lane for lane in asked if not self.is_running(chat.id, lane.number)]
        if not free:
            raise EngineError('This chat is still being answered.' if asked else 'Every lane is parked; resume one first.')
        return free

    def _refuse_if_running(self, chat: Chat, lane: int | None = None) -> None:
        if self.is_running(chat.id, lane):
            raise EngineError('Wait until the running reply has ended.')

    def _turn_and_lane(self, chat: Chat, reply: Reply) -> tuple[Turn, Lane]:
        """Turn and lane of a reply; a plain lane stands in for one that was removed since."""
        turn = chat.turns[reply.turn_id]
        return turn, chat.lane(reply.lane) or Lane(model=reply.model, number=reply.lane)
