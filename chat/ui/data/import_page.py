"""The page "Import and export": what comes in, what goes out, and the backup."""
from __future__ import annotations

from dataclasses import dataclass

from nicegui import background_tasks, events, ui

from chat.conversation.json_object import JsonObject
from chat.engine.engine import Engine
from chat.engine.transfer.export_turn import ExportTurn
from chat.engine.transfer.import_state import Import
from chat.engine.transfer.importing import Imports
from chat.engine.transfer.withheld import withheld, words_on
from chat.exchange.outgoing.export import FORMATS
from chat.services import Services
from chat.settings import SettingsError
from chat.store.store import StoreError
from chat.ui.access.who import Who
from chat.ui.data.backup_section import BackupSection
from chat.ui.parts.actions import Action, Actions
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import put_text, set_text

SOURCES = {
    'ChatGPT': 'Settings, Data controls, Export data: the ZIP, with its pictures, or only the conversations.json in it. With all branches.',
    'Claude': 'Settings, Privacy, Export data: the ZIP, or the conversations.json in it.',
    'Open WebUI': 'Settings, Data Controls, Export Chats; or webui.db from its data folder, which has the names of folders, too. Several '
                  'models for one prompt become lanes.',
    'DeepSeek': 'Settings, Data, Export all chats: the ZIP.',
    'Grok': 'grok.com, Settings, Data controls: the ZIP, with the files that were attached.',
    'Gemini': 'Google Takeout, My Activity, only “Gemini Apps”, with the format JSON: the ZIP. Questions within 30 minutes become one '
              'chat, for the file does not say which belong together.',
    'LibreChat': 'Export conversation, as JSON with all branches.',
    'LobeChat': 'Settings, Data storage, Export; each topic becomes a chat.',
    'llama.cpp': 'Settings of its page, Export.',
    'llm': 'The file that “llm logs path” names.',
    'Polylogue': 'JSON or JSON Lines from below, or the file of “Move to another computer”; nothing is lost on the way.',
}
"""Program -> where its export is found."""
BRING_IN = 'Bring in chats from elsewhere. What is already here stays as it is, so importing a file twice creates no duplicates.'
MOVE = ('Save one file here, and choose it under “Import” on the other computer. What is there already stays as it is, and the same file '
        'may come twice.')
WHAT_MOVES = ('All chats with their versions, branches, votes and attached files, blind comparisons still blind; personas, prompts, suites '
              'with their answers, sets of lanes, what was spent, and settings. Without keys: those are typed in again there.')
NOT_FROM_HERE = 'Endpoints come in on the computer where Polylogue runs, or after your password was given once more on the settings page.'
USES = {
    'json': 'Chats as a whole: all versions and branches, parameters, measurements, attached files. Can be imported again.',
    'jsonl': 'The same, one chat a line.',
    'csv': 'A table with one row for each answer, for spreadsheets and statistics.',
    'md': 'A ZIP with one Markdown file a chat and the pictures beside them, for notes. Of several versions of an answer only the one '
          'on screen.',
    'html': 'A ZIP with one page a chat that needs no network, pictures in it, to read and to hand on. The versions on screen.',
}

ONE_USES = USES | {
    'jsonl': 'The same in one line.',
    'md': 'The branch on screen with all lanes, then the others; for notes. Of several versions of an answer only the one on screen.',
    'html': 'One page that needs no network, with all lanes side by side and pictures in it; to read and to hand on. With '
            'the versions on screen.',
}


class ImportList(WatchingElement, component='imports.js'):
    """The field that takes files, and the imports with their progress. The same list in every tab."""

    def __init__(self, imports: Imports, who: Who | None = None) -> None:
        super().__init__()
        self.imports = imports
        self._who = who
        self.props['imports'] = [one.report() for one in imports.all.values()]
        self.on('act', self._act)
        self.watch(imports.watchers, self.show)

    def show(self, one: Import) -> None:
        self.run_method('show', one.report())

    def _act(self, event: events.GenericEventArguments) -> None:
        details: JsonObject = event.args
        one = self.imports.all.get(str(details.get('id')))
        if one is None:
            return
        if action := FOR_IMPORT.get(str(details.get('do'))):
            action.call(ImportClick(shown=self, imports=self.imports, one=one))

    def add_endpoints(self, one: Import) -> None:
        background_tasks.create(self._add_endpoints(one), name='endpoints of another computer')

    async def _add_endpoints(self, one: Import) -> None:
        try:
            if self._who and not self._who.may_change_keys:
                raise SettingsError(NOT_FROM_HERE)
            await self.imports.add_endpoints(one)
        except SettingsError as error:
            one.remarks.append(str(error))
            self.show(one)


@dataclass(kw_only=True, slots=True, frozen=True)
class ImportClick:
    shown: ImportList
    imports: Imports
    one: Import


FOR_IMPORT: Actions[ImportClick] = Actions((
    Action(name='look', call=lambda on: on.shown.show(on.one)),
    Action(name='cancel', call=lambda on: on.imports.cancel(on.one)),
    Action(name='take', call=lambda on: on.imports.answer(on.one, takes_whole=True)),
    Action(name='leave', call=lambda on: on.imports.answer(on.one, takes_whole=False)),
    Action(name='renew', call=lambda on: on.imports.renew(on.one)),
    Action(name='endpoints', call=lambda on: on.shown.add_endpoints(on.one)),
    Action(name='forget', call=lambda on: on.imports.forget(on.one) if on.one.state.is_final else None),
))


def import_page(services: Services, chat_id: str = '', who: Who | None = None) -> None:
    """Build the page where the caller stands; with a chat, its own export comes first."""
    with ui.element('div').classes('settings'), ui.element('div').classes('settings-column'):
        heading('h1', 'Import and export')
        if summary := services.engine.listing.summaries.get(chat_id):
            with _section(f'Export “{summary.title}”', 'Export this chat'):
                _build_exports(f'/api/chats/{chat_id}/export', ONE_USES, 'Export as')
        with _section('Import'):
            heading('p', BRING_IN).classes('soft')
            ImportList(services.imports, who)
            _build_sources()
        with _section('Export'):
            heading('p', 'All chats in one file. A single chat is exported from its menu. No export holds a key.').classes('soft')
            WithheldNote(services.engine)
            _build_exports('/api/export', USES, 'Export all chats as')
            ExportsUnderWay(services.export_turn)
        with _section('Move to another computer'):
            heading('p', MOVE).classes('soft')
            with ui.element('ul').classes('exports'):
                _build_export('/api/move', 'Everything in one ZIP', WHAT_MOVES, 'Save a file with', button='Save')
        with _section('Backup'):
            BackupSection(services)


def _build_sources() -> None:
    """All names can be seen, the way to each export is a click away."""
    *names, last = SOURCES
    with ui.element('details').classes('import-details'):
        heading('summary', f'From {", ".join(names)} and {last}: where their exports are')
        with ui.element('ul').classes('sources'):
            for name, explanation in SOURCES.items():
                with ui.element('li'):
                    heading('strong', name)
                    heading('span', explanation)


def _section(title: str, name: str = '') -> ui.element:
    section = ui.element('section').classes('settings-section')
    section.props['aria-label'] = name or title
    with section:
        heading('h2', title)
    return section


def _build_exports(address: str, uses: dict[str, str], words: str) -> None:
    with ui.element('ul').classes('exports'):
        for name, use in uses.items():
            _build_export(f'{address}?format={name}', FORMATS[name].label, use, words)


def _build_export(address: str, label: str, use: str, words: str, button: str = 'Export') -> None:
    with ui.element('li').classes('export'):
        with ui.element('div').classes('export-words'):
            heading('strong', label)
            heading('span', use)
        link = heading('a', button).classes('button')
        link.props['href'], link.props['download'], link.props['aria-label'] = address, '', f'{words} {label}'


class WithheldNote(ui.element):
    """Said before anything is downloaded: which chats no export has."""

    def __init__(self, engine: Engine) -> None:
        super().__init__('p')
        self._engine = engine
        self.classes('soft withheld')
        self.set_visibility(False)
        background_tasks.create(self._count(), name='withheld chats')

    async def _count(self) -> None:
        try:
            count = len(await withheld(self._engine))
        except StoreError:
            return  # the export itself will say what is wrong
        if count and not self.is_deleted:
            set_text(self, words_on(count))
            self.set_visibility(True)


class ExportsUnderWay(WatchingElement):
    """A word about what is being written. The browser itself shows a download only when its first bytes are there."""

    def __init__(self, turn: ExportTurn) -> None:
        super().__init__('p')
        self._turn = turn
        self.classes('soft').props('role=status')
        put_text(self, turn.sentence)
        self.watch(turn.watchers, self._show)

    def _show(self) -> None:
        set_text(self, self._turn.sentence)
