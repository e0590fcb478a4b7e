"""One lane of one chat on the screen. The text goes to the browser once, piece by piece, and is drawn there.

The browser gets all entries of the newest turns with the element itself (the `start` prop, made at the moment it is sent), later only
ops by `apply`. Every message has a number: the browser leaves out what `start` already held, and asks for everything when one is missing.
"""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nicegui import events

from chat.analysis.self_naming import NameMask
from chat.conversation import Chat, Part, Reply, Turn
from chat.conversation.text import clean_text
from chat.ui.parts.live_element import Watching
from chat.ui.transcript import entries
from chat.ui.transcript.entries import Entry
from chat.ui.transcript.frame_rate import Beat
from chat.ui.transcript.masked_tail import MaskedTail
from chat.ui.transcript.tails import Tail

FIRST_TURNS = 15
MORE_TURNS = 30
BUSY = 'wait until the reply has ended, or stop it'



@dataclass(kw_only=True, slots=True)
class Sent:
    """What the browser knows of an entry."""

    key: int
    entry: Entry
    text: Tail | MaskedTail = field(default_factory=lambda: Tail(kind='text'))
    thinking: Tail | MaskedTail = field(default_factory=lambda: Tail(kind='thinking'))
    turns: int = 0
    """See `Reply.turns`."""

    def begin(self, reply: Reply, mask: NameMask | None) -> None:
        """From its first word on."""
        self.turns = reply.turns
        self.text, self.thinking = Tail(kind='text'), Tail(kind='thinking')
        if mask:
            self.text, self.thinking = MaskedTail('text', mask), MaskedTail('thinking', mask)


class Transcript(Watching, component='transcript.js'):
    """Shows one lane of one chat and tells `on_action` which button was pressed, with `turn`, `reply` and what else belongs to it."""

    def __init__(self, chat: Chat, lane: int, *, on_action: Callable[[str, dict[str, Any]], None],
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
        self._turn_count = FIRST_TURNS
        self._dirty: dict[str, Reply] = {}
        self._is_list_dirty = False
        self._running = {reply.id: reply.lane for reply in chat.running_replies()}
        self._busy = self._busy_now()
        self._extra_ops: list[list[Any]] = []
        self._sequence = 0
        self._beat = Beat(self.client.id)
        self._timer: asyncio.Handle | None = None
        with self.props.suspend_updates():
            self.on('action', self._act)
            self.on('older', self._show_older)
            self.on('whole', self._send_whole_prompt)
            self.on('resync', self._resync)
        self.on_leaving(self._cancel_timer)
        self.watch_chat(chat)

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()

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
            self.run_method('apply', [self._sequence, _now(), [['o', options], ['r', self._start()]]])  # the texts are others now

    def show_turn(self, turn_id: str, reply_id: str = '', words: Sequence[Sequence[Any]] = ()) -> None:
        """Scroll there and mark it for a moment, and the words (see `marking.js`) for longer; older turns come along as far as needed."""
        path = [turn.id for turn in self.chat.path()]
        if turn_id in path:
            self._turn_count = max(self._turn_count, len(path) - path.index(turn_id) + 2)
            self._is_list_dirty = True
            self._flush_soon(is_urgent=True)
            self.run_method('show_turn', turn_id, reply_id, words)

    # -- to the browser

    def props_at_sending(self) -> dict[str, Any]:
        """The whole conversation as it stands at that moment."""
        self._sequence += 1
        self._extra_ops.clear()
        options = {'isCompact': self._is_compact, 'hidesNames': self._hides_names, 'alias': self._alias, 'path': f'/chat/{self.chat.id}'}
        return {'start': self._start(), 'options': options}

    def _start(self) -> dict[str, Any]:
        self._known, self._dirty, self._is_list_dirty = {}, {}, False
        self._busy = self._busy_now()
        everything = [self._full_entry(name, entry, reply) for name, entry, reply in self._entries()]
        return {'seq': self._sequence, 'now': _now(), 'entries': everything, 'hasOlder': self._has_older(), 'busy': self._busy}

    def _flush_soon(self, *, is_urgent: bool) -> None:
        if not self._sequence:
            return  # not sent yet: everything will go with the element
        loop = asyncio.get_running_loop()
        wait = 0 if is_urgent else self._beat.wait(loop.time(), len(self._running))
        if self._timer and (wait > 0 or not isinstance(self._timer, asyncio.TimerHandle)):
            return
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_later(wait, self._flush) if wait > 0 else loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._timer = None
        self._beat.mark(asyncio.get_running_loop().time())
        ops, self._extra_ops = self._extra_ops, []
        if self._is_list_dirty:
            ops += self._list_ops()
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
        self._is_list_dirty = False
        self._keep_shown()
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
            ops.insert(0, ['l', [sent.key for sent in self._known.values()], added, self._has_older()])
        return ops

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
        for step in sent.text.steps(reply):
            ops.append(['t', sent.key, 't', step] if isinstance(step, str) else ['i', sent.key, self._picture(step)])
        return ops + self._change_ops(sent, self._reply_entry(turn, reply), is_heard=bool(ops))

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
        """(id, entry, its reply) of the newest turns, oldest first."""
        places = entries.branches(self.chat)
        greeting = None if self._has_older() else entries.greeting_entry(self.chat)
        found: list[tuple[str, Entry, Reply | None]] = [('greeting', greeting, None)] if greeting else []
        for turn in self.chat.path()[-self._turn_count:]:
            reply = entries.shown_reply(self.chat, turn, self.lane)
            found.append((turn.id, entries.prompt_entry(turn, places[turn.id], note='' if reply else entries.SAT_OUT), None))
            if reply:
                found.append((reply.id, self._reply_entry(turn, reply), reply))
        return found

    def _keep_shown(self) -> None:
        """What is on the screen stays there when newer turns come."""
        oldest = next((turn for sent in self._known.values() if (turn := sent.entry['turn'])), None)
        path = [turn.id for turn in self.chat.path()]
        if oldest in path:
            self._turn_count = max(self._turn_count, len(path) - path.index(oldest))

    def _full_entry(self, name: str, entry: Entry, reply: Reply | None) -> Entry:
        self._next_key += 1
        sent = self._known[name] = Sent(key=self._next_key, entry=entry)
        if reply:
            sent.begin(reply, self._mask)
        whole = entry | {'key': sent.key}
        return whole if reply is None else whole | self._content(sent.text.steps(reply)) | {'thinking': sent.thinking.take(reply)}

    def _content(self, steps: Sequence[str | Part]) -> Entry:
        """The text, and the pictures in it, each with how many characters stand before it."""
        text, pictures = '', []
        for step in steps:
            if isinstance(step, str):
                text += step
            else:
                pictures.append(self._picture(step) | {'at': len(text)})
        return {'text': text, 'pictures': pictures}

    def _picture(self, part: Part) -> Entry:
        return entries.picture_entry(part, is_nameless=self._hides_names)

    def _reply_entry(self, turn: Turn, reply: Reply) -> Entry:
        lane = self.chat.lane(reply.lane)
        return entries.reply_entry(turn, reply, self._name_of, is_nameless=self._hides_names, is_inherited=reply.lane != self.lane,
                                   lane_model=lane.model if lane else '',
                                   hide=self._mask.hide if self._mask else None)

    def _has_older(self) -> bool:
        return len(self.chat.path()) > self._turn_count

    def _busy_now(self) -> dict[str, str]:
        """Why buttons cannot be used now: those that touch this lane, and those that touch the whole chat."""
        return {'lane': BUSY if self.lane in self._running.values() else '', 'chat': BUSY if self._running else ''}

    def shown_texts(self) -> list[str]:
        turns = self.chat.path()[-self._turn_count:]
        replies = [reply for turn in turns if (reply := turn.reply(self.lane))]
        return [*(turn.prompt for turn in turns), *(reply.text for reply in replies)]

    # -- from the browser

    def _act(self, event: events.GenericEventArguments) -> None:
        args = dict(event.args)
        self._on_action(str(args.pop('action', '')), args)

    def _show_older(self) -> None:
        self._turn_count += MORE_TURNS
        self._is_list_dirty = True
        self._flush_soon(is_urgent=True)

    def _send_whole_prompt(self, event: events.GenericEventArguments) -> None:
        turn = self.chat.turns.get(str(event.args.get('turn', '')))
        self._send([['p', str(event.args.get('turn', '')), clean_text(turn.prompt) if turn else '']])

    def _resync(self) -> None:
        self._sequence += 1
        self.run_method('apply', [self._sequence, _now(), [['r', self._start()]]])


def _now() -> float:
    return round(time.time(), 3)
