"""The browsers that are signed in, each with a button that ends it."""
from __future__ import annotations

import time

from nicegui import ui

from chat.store.tables.sessions import Session
from chat.ui.access.who import Who
from chat.ui.parts.forms.fields import button
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement

DAY, HOUR, MINUTE = 86_400, 3600, 60
WAYS = {'link': 'by link', 'password': 'with the password'}


class BrowsersSection(WatchingElement):
    """Follows the sessions while it is on the screen."""

    def __init__(self, who: Who) -> None:
        super().__init__('section')
        self._visitor = who.visitor
        self._sessions = who.login.sessions
        self.classes('settings-section').props('aria-label="Signed-in browsers"')
        with self:
            heading('h2', 'Signed-in browsers')
            heading('p', 'A browser stays signed in until it is signed out here, or has not come for long.').classes('soft')
            self._list = ui.element('ul').classes('endpoints')
            self._others = button('Sign out all others').on('click', self._end_others)
        self._show()
        self.watch(self._sessions.watchers, self._show)

    def _show(self) -> None:
        mine = [one for one in self._sessions.all if one.account == self._visitor.account]
        mine.sort(key=lambda one: one.id != self._visitor.session)
        self._list.clear()
        with self._list:
            for session in mine:
                BrowserRow(self, session, is_own=session.id == self._visitor.session)
        self._list.set_visibility(bool(mine))
        self._others.set_visibility(any(one.id != self._visitor.session for one in mine))

    def end(self, session: Session) -> None:
        self._sessions.end(session.id)

    def _end_others(self) -> None:
        self._sessions.end_all(but=self._visitor.session, account=self._visitor.account)


class BrowserRow(ui.element):
    def __init__(self, section: BrowsersSection, session: Session, *, is_own: bool) -> None:
        super().__init__('li')
        name = session.browser or 'Unknown program'
        self.classes('endpoint').props['aria-label'] = name
        with self:
            with ui.element('div').classes('endpoint-words'):
                with ui.element('div').classes('endpoint-name'):
                    heading('strong', name)
                    if is_own:
                        heading('span', 'this browser').classes('tag')
                heading('div', words_of(session, time.time(), is_own=is_own)).classes('soft')
            with ui.element('div').classes('endpoint-buttons'):
                button('Sign out').on('click', lambda: section.end(session))


def words_of(session: Session, now: float, *, is_own: bool = False) -> str:
    """When it came last, and how and from where it was let in."""
    place = f' from {session.address}' if session.address else ''
    return f'{"Here now" if is_own else _seen(now - session.seen_at)} · signed in {WAYS.get(session.how, session.how)}{place}'


def _seen(seconds: float) -> str:
    for size, word in ((DAY, 'day'), (HOUR, 'hour'), (MINUTE, 'minute')):
        if seconds >= 2 * size:
            return f'Seen {int(seconds // size)} {word}s ago'
    return 'Seen a moment ago'
