"""The files in the composer of one chat: kept with the draft, checked against the models, sent."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from nicegui import background_tasks

from chat.conversation import Chat, Lane, Turn
from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.files.attachments import Attachments
from chat.engine.files.file_check import AttachmentError
from chat.engine.judging import blind
from chat.ui.composer.composer import AttachedFile, Composer

BLIND_MISFIT = 'One of the models can’t take these files; remove them, or reveal the models and choose others.'


class ChatFiles:
    def __init__(self, engine: Engine, attachments: Attachments, chat: Chat, key: str) -> None:
        """`key` is the name of the draft."""
        self.engine = engine
        self.attachments = attachments
        self.chat = chat
        self.key = key
        self._ids: list[str] = [one.id for one in attachments.draft(key)]
        self._told = ''

    def draft(self) -> list[AttachedFile]:
        waiting = self.attachments.draft(self.key)
        lost = [AttachedFile(name=name, id='', size=0, tokens=None) for name in self.attachments.lost(self.key)]
        return [*(AttachedFile(id=one.id, name=one.attachment.name, size=one.attachment.size, tokens=one.tokens) for one in waiting), *lost]

    def attach(self, ids: Sequence[str], composer: Composer) -> None:
        """These are in the composer now."""
        self._ids = list(ids)
        key, other = (self.chat.id, self.key) if self.chat.temporary else (self.key, self.chat.id)
        if other != key:
            self.attachments.keep_draft(other, ())
        self.attachments.keep_draft(key, self._ids, is_temporary=self.chat.temporary)
        background_tasks.create(self._settle(composer), name='attached files')
        self._told = ''  # whenever files come or go the composer forgets what it was told
        self.check(composer)

    async def _settle(self, composer: Composer) -> None:
        try:
            await self.attachments.settle(self._ids, is_temporary=self.chat.temporary)
        except AttachmentError as error:
            composer.set_misfit(str(error))

    def choose_temporary(self, composer: Composer) -> None:
        """The chat has become temporary, or is not any more."""
        self.attach(self._ids, composer)

    def leave(self) -> None:
        """Files of a temporary chat that was never begun are dropped at once: nobody can return to it."""
        if self.chat.temporary and not self.chat.turns:
            self.attachments.keep_draft(self.chat.id, ())

    def check(self, composer: Composer) -> None:
        """Say before sending that a model can't take what is attached. Files or models have changed since the last time."""
        misfit = self._worded(self.attachments.misfit(self._asked(), self._ids))
        if misfit != self._told:
            self._told = misfit
            composer.set_misfit(misfit)

    def send(self, prompt: str, ids: Sequence[str], history: Literal['own', 'picked']) -> Turn:
        """Raises EngineError; then everything waits where it was."""
        files = self.attachments.chosen(ids)
        if misfit := self._worded(self.attachments.misfit(self._asked(), ids)):
            raise EngineError(misfit)
        turn = self.engine.send(self.chat, prompt, attachments=files, history=history)
        self.attachments.let_go(ids)
        return turn

    def _asked(self) -> list[Lane]:
        return [lane for lane in self.chat.lanes if not lane.parked]

    def _worded(self, misfit: str) -> str:
        """A blind comparison must not tell names."""
        return BLIND_MISFIT if misfit and blind.is_blind(self.chat) else misfit
