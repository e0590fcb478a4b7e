"""One lane of one chat on the screen. The text goes to the browser once, piece by piece, and is drawn there.

The browser gets all entries of the newest turns with the element itself (the `start` prop, made at the moment it is sent), later only
ops by `apply`. Every message has a number: the browser leaves out what `start` already held, and asks for everything when one is missing.
"""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from nicegui import events

from chat.analysis.self_naming import NameMask
from chat.conversation import Chat, Part, Reply, Turn
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text
from chat.ui.parts.live_element import WatchingElement
from chat.ui.transcript.frame_rate import FrameRate
from chat.ui.transcript.messages import entries
from chat.ui.transcript.messages.entries import Entry
from chat.ui.transcript.messages.sent import Sent
from chat.ui.transcript.messages.tool_entries import changes_in
from chat.ui.transcript.shown_turns import ShownTurns

FILL_EVERY = 0.05
"""Seconds between two lots of turns that come behind a jump."""
BUSY = 'wait until the reply has ended, or stop it'


class Transcript(WatchingElement, component='transcript.js'):
    """Shows one lane of one chat and tells `on_action` which button was pressed, with `turn`, `reply` and what else belongs to it."""

    def __init__(self, chat: Chat, lane: int, *, on_action: Callable[[str, JsonObject], None],
                 is_compact: bool = False, hides_names: bool = False, alias: str = '', mask: NameMask | None = None,
                 name_of: Callable[[str], str] = str) -> None:
        """With `hides_names` the `alias` ("Model A") stands for the model, and `mask` takes out the names that models say themselves."""
        super().__init__()
        self.chat = chat
        self.lane = lane
        self._on_action = on_action
        self._name_of = name_of
        self._hides_names = hides_names
        self._alias = alias
        self._mask = mask
        self._is_compact = is_compact
        self._known: dict[str, Sent] = {}
        self._next_key = 0
        self._shown = ShownTurns()
        self._dirty: dict[str, Reply] = {}
        self._is_list_dirty = self._has_more_turns = False
        self._running = {reply.id: reply.lane for reply in chat.running_replies()}
        self._busy = self._busy_now()
        self._extra_ops: list[list[Any]] = []
        self._sequence = 0
        self._frames = FrameRate(self.client.id)
        self._timer: asyncio.Handle | None = None
        self._filling: asyncio.Handle | None = None
        with self.props.suspend_updates():
            self.on('action', self._act)
            self.on('older', self._show_older)
            self.on('first', lambda: self._extend(self._shown.jump_to_first))
            self.on('whole', self._send_whole_prompt)
            self.on('resync', self._resync)
        self.on_leaving(self._cancel_timers)
        self.watch_chat(chat)

    def _cancel_timers(self) -> None:
        for handle in (self._timer, self._filling):
            if handle:
                handle.cancel()

    # -- what the chat tells

    def reply_changed(self, reply: Reply) -> None:
        if reply.is_running:
            self._running[reply.id] = reply.lane
        else:
            self._running.pop(reply.id, None)
        sent = self._known.get(reply.id)
        if sent:
            self._dirty[reply.id] = reply
        is_urgent = sent is not None and (not sent.text.length or not reply.is_running)
        if sent or self._busy != self._busy_now():
            self._flush_soon(is_urgent=is_urgent)

    def chat_changed(self) -> None:
        self._running = {reply.id: reply.lane for reply in self.chat.running_replies()}
        self._is_list_dirty = True
        self._flush_soon(is_urgent=True)

    def hide_names(self, alias: str, mask: NameMask | None) -> None:
        """Begin the blind mode."""
        self._set_names(alias, mask, hides_names=True)

    def show_names(self) -> None:
        """End the blind mode."""
        self._set_names('', None, hides_names=False)

    def _set_names(self, alias: str, mask: NameMask | None, *, hides_names: bool) -> None:
        self._alias, self._mask, self._hides_names = alias, mask, hides_names
        if self._sequence:
            self._extra_ops.clear()
            self._sequence += 1
            options = {'alias': alias, 'hidesNames': hides_names}
            self.run_method('apply', [self._sequence, _now(), [['o', options], ['r', self._start()]]])  # the texts have changed

    def show_turn(self, turn_id: str, reply_id: str = '', words: Sequence[Sequence[Any]] = ()) -> None:
        """Scroll there and mark it for a moment, and the words (see `marking.js`) for longer; the turns around it come first."""
        if self._shown.jump(self.chat.path(), turn_id):
            self._show_more_turns()
            self.run_method('show_turn', turn_id, reply_id, words)

    def _show_more_turns(self) -> None:
        self._has_more_turns = True
        self._flush_soon(is_urgent=True)

    def _fill_later(self) -> None:
        """As long as turns are missing between those that are shown."""
        if self._shown.stretch and not self._filling:
            self._filling = asyncio.get_running_loop().call_later(FILL_EVERY, self._fill)

    def _fill(self) -> None:
        self._filling = None
        self._extend(self._shown.fill)

    def _extend(self, extend: Callable[[Sequence[Turn]], None]) -> None:
        extend(self.chat.path())
        self._show_more_turns()

    # -- to the browser

    def props_at_sending(self) -> JsonObject:
        """The whole conversation as it stands at that moment."""
        self._sequence += 1
        self._extra_ops.clear()
        options = {'isCompact': self._is_compact, 'hidesNames': self._hides_names, 'alias': self._alias, 'path': f'/chat/{self.chat.id}'}
        return {'start': self._start(), 'options': options}

    def _start(self) -> JsonObject:
        self._known, self._dirty, self._is_list_dirty, self._has_more_turns = {}, {}, False, False
        self._busy = self._busy_now()
        everything = [self._full_entry(name, entry, reply) for name, entry, reply in self._entries()]
        self._fill_later()
        return {'seq': self._sequence, 'now': _now(), 'entries': everything, 'hasOlder': self._has_older(), 'busy': self._busy}

    def _flush_soon(self, *, is_urgent: bool) -> None:
        if not self._sequence:
            return  # not sent yet: everything will go with the element
        loop = asyncio.get_running_loop()
        wait = 0 if is_urgent else self._frames.wait(loop.time(), len(self._running))
        if self._timer and (wait > 0 or not isinstance(self._timer, asyncio.TimerHandle)):
            return
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_later(wait, self._flush) if wait > 0 else loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._timer = None
        self._frames.mark(asyncio.get_running_loop().time())
        ops, self._extra_ops = self._extra_ops, []
        if self._is_list_dirty:
            ops += self._list_ops()
        elif self._has_more_turns:
            ops += self._more_ops()
        self._is_list_dirty = self._has_more_turns = False
        self._fill_later()
        for reply in self._dirty.values():
            ops += self._reply_ops(reply)
        self._dirty.clear()
        if self._busy != (busy := self._busy_now()):
            self._busy = busy
            ops.append(['b', busy])
        self._send(ops)

    def _send(self, ops: list[list[Any]]) -> None:
        if ops and self._sequence and not self.is_deleted:
            self._sequence += 1
            self.run_method('apply', [self._sequence, _now(), ops])

    def _list_ops(self) -> list[list[Any]]:
        """Entries that came, went or changed; the texts of known ones stay where they are."""
        oldest = next((turn for sent in self._known.values() if (turn := sent.entry['turn'])), None)
        self._shown.keep(self.chat.path(), oldest)
        before, self._known = self._known, {}
        added: list[Entry] = []
        ops: list[list[Any]] = []
        for name, entry, reply in self._entries():
            if sent := before.get(name):
                self._known[name] = sent
                if reply:
                    self._dirty[name] = reply  # its change goes out behind its last words, else they came too late to be drawn
                else:
                    ops += self._change_ops(sent, entry, is_heard=False)
            else:
                added.append(self._full_entry(name, entry, reply))
        if added or list(before) != list(self._known):
            ops.insert(0, self._order_op(added))
        return ops

    def _more_ops(self) -> list[list[Any]]:
        """Only more turns are shown: nothing has happened to the others, which may be a thousand."""
        before, self._known = self._known, {}
        known: dict[str, dict[str, Sent]] = {}
        for name, sent in before.items():
            known.setdefault(sent.entry['turn'], {})[name] = sent
        added: list[Entry] = []
        for turn_id, found in self._entries_by_turn(except_for=known):
            self._known |= known.get(turn_id, {})
            added += [self._full_entry(name, entry, reply) for name, entry, reply in found]
        return [self._order_op(added)]

    def _order_op(self, added: list[Entry]) -> list[Any]:
        return ['l', [sent.key for sent in self._known.values()], added, self._has_older()]

    def _reply_ops(self, reply: Reply) -> list[list[Any]]:
        sent, turn = self._known.get(reply.id), self.chat.turns.get(reply.turn_id)
        if sent is None or turn is None:
            return []
        ops: list[list[Any]] = []
        if sent.turns != reply.turns:
            sent.begin(reply, self._mask)
            ops.append(['t', sent.key, 'w', ''])
        if thought := sent.thinking.take(reply):
            ops.append(['t', sent.key, 'h', thought])
        entry = self._reply_entry(turn, reply)
        if new_of_tools := changes_in(sent.entry['tools'], entry['tools']):
            ops.append(['u', sent.key, new_of_tools])
        for step in sent.text.steps(reply):
            ops.append(['t', sent.key, 't', step] if isinstance(step, str) else ['i', sent.key, self._inserted(step)])
        return ops + self._change_ops(sent, entry, is_heard=bool(ops))

    def _change_ops(self, sent: Sent, entry: Entry, *, is_heard: bool) -> list[list[Any]]:
        changed = entries.changes(sent.entry, entry)
        sent.entry = entry
        if is_heard and 'state' in changed:  # the browser has noticed by itself that something came
            changed['state'].pop('heardAt', None)
            if not changed['state']:
                del changed['state']
        return [['c', sent.key, changed]] if changed else []

    # -- entries

    def _entries(self) -> list[tuple[str, Entry, Reply | None]]:
        """(id, entry, its reply) of the turns that are shown, oldest first."""
        return [entry for _, found in self._entries_by_turn() for entry in found]

    def _entries_by_turn(self, except_for: Collection[str] = ()) -> Iterator[tuple[str, list[tuple[str, Entry, Reply | None]]]]:
        """With the id of each turn ('' for the greeting); those of `except_for` have none."""
        places = entries.branches(self.chat)
        greeting = None if self._has_older() or '' in except_for else entries.greeting_entry(self.chat)
        yield '', [('greeting', greeting, None)] if greeting else []
        for turn in self._shown.of(self.chat.path()):
            yield turn.id, [] if turn.id in except_for else self._entries_of(turn, places[turn.id])

    def _entries_of(self, turn: Turn, place: tuple[int, int]) -> list[tuple[str, Entry, Reply | None]]:
        reply = entries.shown_reply(self.chat, turn, self.lane)
        prompt = entries.prompt_entry(turn, place, note='' if reply else entries.SAT_OUT)
        return [(turn.id, prompt, None), *([(reply.id, self._reply_entry(turn, reply), reply)] if reply else [])]

    def _full_entry(self, name: str, entry: Entry, reply: Reply | None) -> Entry:
        self._next_key += 1
        sent = self._known[name] = Sent(key=self._next_key, entry=entry)
        if reply:
            sent.begin(reply, self._mask)
        whole = entry | {'key': sent.key}
        return whole if reply is None else whole | self._content(sent.text.steps(reply)) | {'thinking': sent.thinking.take(reply)}

    def _content(self, steps: Sequence[str | Part]) -> Entry:
        """The text, and what stands in it, each with how many characters stand before it."""
        text, pictures = '', []
        for step in steps:
            if isinstance(step, str):
                text += step
            else:
                pictures.append(self._inserted(step) | {'at': len(text)})
        return {'text': text, 'pictures': pictures}

    def _inserted(self, part: Part) -> Entry:
        return entries.inserted_entry(part, is_nameless=self._hides_names)

    def _reply_entry(self, turn: Turn, reply: Reply) -> Entry:
        lane = self.chat.lane(reply.lane)
        return entries.reply_entry(turn, reply, self._name_of, is_nameless=self._hides_names, is_inherited=reply.lane != self.lane,
                                   lane_model=lane.model if lane else '',
                                   hide=self._mask.hide if self._mask else None)

    def _has_older(self) -> bool:
        return self._shown.has_older(self.chat.path())

    def _busy_now(self) -> dict[str, str]:
        """Why buttons cannot be used now: those that touch this lane, and those that touch the whole chat."""
        return {'lane': BUSY if self.lane in self._running.values() else '', 'chat': BUSY if self._running else ''}

    def shown_texts(self) -> list[str]:
        turns = self._shown.of(self.chat.path())
        replies = [reply for turn in turns if (reply := turn.reply(self.lane))]
        return [*(turn.prompt for turn in turns), *(reply.text for reply in replies)]

    # -- from the browser

    def _act(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        self._on_action(str(args.pop('action', '')), args)

    def _show_older(self) -> None:
        self._extend(self._shown.add_older)

    def _send_whole_prompt(self, event: events.GenericEventArguments) -> None:
        turn = self.chat.turns.get(str(event.args.get('turn', '')))
        self._send([['p', str(event.args.get('turn', '')), clean_text(turn.prompt) if turn else '']])

    def _resync(self) -> None:
        self._sequence += 1
        self.run_method('apply', [self._sequence, _now(), [['r', self._start()]]])


def _now() -> float:
    return round(time.time(), 3)
