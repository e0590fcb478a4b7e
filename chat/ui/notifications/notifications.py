"""A word from the browser when a long reply has ended and nobody was looking."""
from __future__ import annotations

from nicegui import events, ui

from chat.conversation import Chat, Reply, ReplyStatus
from chat.conversation.text import clean_text
from chat.engine.judging import blind
from chat.settings import Settings
from chat.settings.preferences import NOTIFY, NOTIFY_AFTER
from chat.ui.parts.forms.preference_section import PreferenceSection
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.tab import Tab
from chat.ui.screen import screens

LONGEST_TITLE = 80
LONGEST_TEXT = 140
REFUSED = 'The browser does not allow it: permit notifications for this page in the browser’s site settings, then switch this on again.'

_out_of_sight: set[str] = set()
"""Ids of the clients whose page cannot be seen: another tab lies over it, or the window is minimised."""


class Notifications(WatchingElement, component='notifications.js'):
    """Once a page. Whether the page can be seen is known to the browser only, which tells it here whenever that changes."""

    def __init__(self, screen: Tab) -> None:
        super().__init__()
        self._screen = screen
        self._engine = screen.services.engine
        self._running = set(self._engine.tasks)
        self._asking = {chat_id for chat_id in self._running if self._engine.replies.is_asking(chat_id)}
        self.on('visible', self._note_visible)
        self.on('open', self._open)
        client_id = self.client.id
        self.on_leaving(lambda: _out_of_sight.discard(client_id))
        self.watch(self._engine.listing.watchers, self._chat_changed)

    def _note_visible(self, event: events.GenericEventArguments) -> None:
        if event.args:
            _out_of_sight.discard(self.client.id)
        else:
            _out_of_sight.add(self.client.id)

    def _open(self, event: events.GenericEventArguments) -> None:
        self._screen.open(f'/chat/{event.args}')

    def _chat_changed(self, chat_id: str) -> None:
        if self._engine.is_running(chat_id):
            self._running.add(chat_id)
            self._look_for_question(chat_id)
        elif chat_id in self._running:
            self._running.discard(chat_id)
            self._asking.discard(chat_id)
            if chat := self._engine.find(chat_id):
                self._ended(chat)

    def _look_for_question(self, chat_id: str) -> None:
        """A chat that begins to ask is told at once, however short its reply was: it waits for the user."""
        if not self._engine.replies.is_asking(chat_id):
            self._asking.discard(chat_id)
        elif chat_id not in self._asking and (chat := self._engine.find(chat_id)):
            self._asking.add(chat_id)
            if self._is_wanted(chat):
                self.run_method('notify', chat.id, *question_words(chat))

    def _ended(self, chat: Chat) -> None:
        """All lanes have. Every tab asks its own browser; one browser shows it once, because it knows them by the chat."""
        reply = newest_end(chat)
        if reply and is_long(reply, self._screen.services.settings) and self._is_wanted(chat):
            self.run_method('notify', chat.id, *words_of(chat, reply))

    def _is_wanted(self, chat: Chat) -> bool:
        settings, is_hidden = self._screen.services.settings, chat.id in self._engine.listing.hidden
        return NOTIFY.of(settings) and not is_hidden and not is_watched(chat) and self.client.has_socket_connection


def is_watched(chat: Chat) -> bool:
    """Whether this chat is in sight in some tab."""
    return any(screen.chat is chat and screen.client.has_socket_connection and client_id not in _out_of_sight
               for client_id, screen in screens.items())


def newest_end(chat: Chat) -> Reply | None:
    """The reply that ended last, if it did by itself."""
    ended = [reply for turn in chat.turns.values() for reply in turn.all_replies() if reply.finished_at is not None]
    newest = max(ended, key=lambda reply: reply.finished_at or 0.0, default=None)
    return newest if newest and newest.status in {ReplyStatus.DONE, ReplyStatus.FAILED} else None


def is_long(reply: Reply, settings: Settings) -> bool:
    return (reply.finished_at or 0.0) - reply.created_at > NOTIFY_AFTER.of(settings)


def words_of(chat: Chat, reply: Reply) -> tuple[str, str]:
    """Title and text. Nothing of a temporary chat or a blind comparison leaves the page."""
    if chat.temporary:
        return 'Temporary chat', 'The reply is complete.' if reply.status is ReplyStatus.DONE else 'The reply has failed.'
    title = clean_text(chat.title[:LONGEST_TITLE]) or 'Untitled'
    if len(chat.lanes) > 1 or blind.is_blind(chat):
        return title, 'All replies have ended.'
    if reply.error:
        return title, f'Failed: {clean_text(reply.error.message)[:LONGEST_TEXT]}'
    return title, clean_text(' '.join(reply.text[-4 * LONGEST_TEXT:].split())[-LONGEST_TEXT:]) or 'The reply is complete.'


def question_words(chat: Chat) -> tuple[str, str]:
    """Title and text, without the question itself: it may name its model, or tell what nobody else is to see."""
    return 'Temporary chat' if chat.temporary else clean_text(chat.title[:LONGEST_TITLE]) or 'Untitled', 'It asks you something.'


class NotifySwitch(ui.element, component='notify_switch.js'):
    """Switching on asks the browser for its permission, which it gives only to a click."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.props['wanted'] = NOTIFY.of(settings)


class NotificationsSection(PreferenceSection):
    """On the settings page."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, 'Notifications')
        with self:
            self._switch = NotifySwitch(settings).on('choose', self._choose)
            least = f'{NOTIFY_AFTER.of(settings):g} seconds'
            heading('p', f'By the browser, for replies of more than {least} that end, and for questions to you, while you look at '
                         'something else.').classes('soft')

    async def _choose(self, event: events.GenericEventArguments) -> None:
        is_wanted, answer = event.args
        if is_wanted and answer != 'granted':
            return self.say(REFUSED)
        await self.keep(NOTIFY, is_wanted)
        self._switch.props['wanted'] = NOTIFY.of(self.settings)
        return None
