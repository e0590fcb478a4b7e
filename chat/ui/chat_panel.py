"""A chat on the screen: its lanes, and the composer below them."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from chat.conversation import Chat, Reply, Turn
from chat.engine import branches
from chat.ui.composer import Composer
from chat.ui.pages import heading
from chat.ui.screen import Screen
from chat.ui.transcript import Transcript

NOT_SAVED = 'Not saved yet: the disk refuses. Polylogue keeps trying.'


class ChatPanel(ui.element):
    """Shows one chat and turns what is clicked into engine calls. Stays in place when /new becomes /chat/ID."""

    def __init__(self, screen: Screen, chat: Chat, *, draft_key: str, draft: str = '') -> None:
        super().__init__('section')
        self.screen = screen
        self.engine = screen.services.engine
        self.chat = chat
        self.draft_key = draft_key
        self._was_running = self.engine.is_running(chat.id)
        self.classes('chat-panel' if chat.turns else 'chat-panel is-empty')
        with self:
            with ui.element('div').classes('lanes'):
                self._build_lanes()
            self._build_welcome()
            with ui.element('div').classes('chat-foot'):
                self.composer = Composer(
                    draft, on_send=self._send, on_stop=self._stop, on_draft=self._keep_draft, on_model=self._choose_model,
                    model=chat.lanes[0].model if chat.lanes else '', is_running=self._was_running, notice=self._notice)
        self.composer.set_models(screen.services.providers.models)
        chat.views.add(self)
        screen.services.store.watchers.add(self._tell_if_behind)
        screen.services.providers.watchers.add(self._models_changed)

    def _handle_delete(self) -> None:
        self.chat.views.discard(self)
        self.screen.services.store.watchers.discard(self._tell_if_behind)
        self.screen.services.providers.watchers.discard(self._models_changed)
        super()._handle_delete()

    def _build_lanes(self) -> None:
        for lane in self.chat.lanes:
            Transcript(self.chat, lane.number, on_action=self._act)

    def _build_welcome(self) -> None:
        with ui.element('div').classes('chat-welcome'):
            heading('h1', 'What shall we ask?')
            if self.chat.lanes and self.chat.lanes[0].model.startswith('demo/'):
                heading('p', 'The demo models are scripted and answer offline. Add a key or an endpoint in Settings to talk to real ones.')

    # -- what the engine tells

    def reply_changed(self, reply: Reply) -> None:
        if self._was_running != self.engine.is_running(self.chat.id):
            self._running_changed()

    def chat_changed(self) -> None:
        self._running_changed()
        self.classes(remove='is-empty') if self.chat.turns else self.classes('is-empty')
        if self.chat.lanes:
            self.composer.set_model(self.chat.lanes[0].model)

    def _running_changed(self) -> None:
        self._was_running = self.engine.is_running(self.chat.id)
        self.composer.set_running(self._was_running)

    def _models_changed(self) -> None:
        self.composer.set_models(self.screen.services.providers.models)

    def _tell_if_behind(self) -> None:
        self.composer.set_notice(self._notice)

    @property
    def _notice(self) -> str:
        return NOT_SAVED if self.screen.services.store.is_behind else ''

    # -- what the user does

    def _send(self, text: str, paste: str | None, attachments: Sequence[str]) -> None:
        prompt = self.screen.services.pastes.take(paste) or '' if paste else text
        is_first = not self.chat.turns
        if self.screen.attempt(lambda: self.engine.send(self.chat, prompt)) is None:
            return self.composer.restore()
        self.screen.services.drafts.keep(self.draft_key, '')
        if is_first:
            self.draft_key = self.chat.id
            self.screen.pages.rename(f'/chat/{self.chat.id}')
            self.screen.show(self.chat, self.chat.title, self.chat.id)

    def _stop(self) -> None:
        self.engine.stop(self.chat.id)

    def _keep_draft(self, text: str, paste: str | None) -> None:
        draft = self.screen.services.pastes.take(paste) or '' if paste else text
        self.screen.services.drafts.keep(self.draft_key, draft)

    def _choose_model(self, model: str) -> None:
        self.chat.lanes[0].model = model
        self.screen.services.settings.preferences.set('last_model', model)
        self.engine.save(self.chat)

    def _act(self, action: str, args: dict[str, Any]) -> None:
        found = self.chat.find_reply(str(args.get('reply', '')))
        turn = found[0] if found else self.chat.turns.get(str(args.get('turn', '')))
        if turn is None:
            return
        actions = self._reply_actions(found[1], args) if found else {}
        if call := (actions | self._turn_actions(turn, args)).get(action):
            self.screen.attempt(call)

    def _reply_actions(self, reply: Reply, args: dict[str, Any]) -> dict[str, Callable[[], Any]]:
        engine, chat = self.engine, self.chat
        return {
            'regenerate': lambda: engine.retry(chat, reply, args.get('model')),
            'retry': lambda: engine.retry(chat, reply),
            'continue': lambda: engine.resume(chat, reply),
            'stop': lambda: engine.stop(chat.id, reply.lane),
            'edit-reply': lambda: branches.edit_reply(engine, chat, reply, str(args.get('text', ''))),
            'previous-version': lambda: branches.show_version(engine, chat, reply, -1),
            'next-version': lambda: branches.show_version(engine, chat, reply, +1),
        }

    def _turn_actions(self, turn: Turn, args: dict[str, Any]) -> dict[str, Callable[[], Any]]:
        engine, chat = self.engine, self.chat
        return {
            'edit': lambda: engine.edit(chat, turn, str(args.get('text', ''))),
            'fork': lambda: self.screen.open(f'/chat/{branches.fork(engine, chat, turn, args.get("lane")).id}'),
            'delete': lambda: branches.delete_turn(engine, chat, turn),
            'quote': lambda: self.composer.insert(str(args.get('text', ''))),
            'previous-branch': lambda: branches.show_branch(engine, chat, turn, -1),
            'next-branch': lambda: branches.show_branch(engine, chat, turn, +1),
        }
