"""The section "Backup" of the page "Import and export": those that are made each day, and one more when somebody asks for it."""
from __future__ import annotations

from datetime import datetime

from nicegui import background_tasks, ui

from chat.engine.transfer.daily_backups import KEPT, DailyBackups
from chat.engine.transfer.exporting import back_up
from chat.services import Services
from chat.store.store import StoreError
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import put_text, set_text

WHAT_IS_COPIED = ('A copy of the whole database, complete even while answers are being written. Attached files lie beside it in the data '
                  'folder; the JSON above holds them, too.')
EACH_DAY = f'One is made automatically each day, and the newest {KEPT} are kept in {{folder}}. {{last}}'
NONE_YET = 'None yet: the first is made about a minute after the start, once there are chats.'


class BackupSection(ui.element):
    """A copy of the database, made while everything goes on."""

    def __init__(self, services: Services) -> None:
        super().__init__('div')
        self._services = services
        with self:
            heading('p', WHAT_IS_COPIED).classes('soft')
            DailyBackupNote(services.backups)
            self._button = ui.element('button').classes('button').props('type=button').on('click', self._back_up)
            put_text(self._button, 'Back up now')
            self._result = ui.element('div').props('role=status')

    async def _back_up(self) -> None:
        self._button.props['disabled'] = True
        self._result.clear()
        try:
            path = await back_up(self._services.engine)
        except (StoreError, OSError) as error:
            sentence = str(error) if isinstance(error, StoreError) else f'The backup could not be written ({error.strerror or error}).'
            with self._result:
                heading('p', sentence).classes('note is-bad backup-result')
        else:
            with self._result, heading('p', f'Written to {path}').classes('note is-good backup-result'):
                link = heading('a', 'Download')
                link.props['href'], link.props['download'] = f'/api/backups/{path.name}', path.name
        finally:
            self._button.props.pop('disabled', None)
            self._button.update()


class DailyBackupNote(WatchingElement):
    """When the last automatic backup was made, and what is in the way of the next one."""

    def __init__(self, backups: DailyBackups) -> None:
        super().__init__('div')
        self._backups = backups
        with self:
            self._words = heading('p', '').classes('soft daily-backups')
            self._problem = heading('p', '').classes('note is-bad daily-backups').props('role=status')
        self._problem.set_visibility(False)
        self.watch(backups.watchers, self._show)
        self._show()

    def _show(self) -> None:
        background_tasks.create(self._tell(), name='daily backups')

    async def _tell(self) -> None:
        try:
            last = await self._backups.last_time()
            words = NONE_YET if last is None else f'The last one was made on {_moment(last)}.'
        except OSError as error:
            words = f'The folder cannot be read ({error.strerror}): check who may read it.'
        if not self.is_deleted:
            set_text(self._words, EACH_DAY.format(folder=self._backups.folder, last=words))
            set_text(self._problem, self._backups.problem)
            self._problem.set_visibility(bool(self._backups.problem))


def _moment(time: float) -> str:
    return datetime.fromtimestamp(time).astimezone().strftime('%-d %b %Y at %H:%M')
