"""Tools on the settings page: which servers and files there are, what they offer, a form to try a tool, and one for more servers."""
from __future__ import annotations

import asyncio
import json

from nicegui import ui

from chat.conversation import Tool
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.conversation.tools.tool import arguments_in
from chat.engine.tools.ask_user import OwnTools
from chat.engine.tools.checking import complaint_soon
from chat.engine.tools.mcp_servers import McpServers
from chat.engine.tools.mcp_source import McpSource
from chat.engine.tools.outcome import ToolError
from chat.engine.tools.source import Source
from chat.settings import SettingsError
from chat.settings.mcp_servers import McpServer, pasted_servers, server_from
from chat.settings.preferences import TOOL_SECONDS
from chat.ui.parts.debounced import Debounced
from chat.ui.parts.forms.fields import button, text_area, text_field
from chat.ui.parts.forms.form import Form
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import set_text

STATES = {'off': 'started when it is needed', 'starting': 'starting…', 'ready': 'works', 'failed': 'does not work'}
SHOWN_TOOLS = 100
LONGEST_SCHEMA = 20_000
LONGEST_RESULT = 5_000


class ToolsSection(WatchingElement):
    """Follows the toolbox while it is on the screen."""

    def __init__(self, servers: McpServers, *, is_owner_here: bool = False) -> None:
        """`is_owner_here`: for somebody who can run programs on this machine anyway."""
        super().__init__('section')
        self.servers = servers
        self.is_owner_here = is_owner_here
        self._rows: dict[str, SourceRow] = {}
        self.classes('settings-section').props('aria-label=Tools id=tools')
        with self:
            heading('h2', 'Tools')
            heading('p', 'What models may use, once it is turned on in a chat: MCP servers, and functions of your own (--models FILE.py). '
                         'Tools that may change something ask first.').classes('soft')
            self._list = ui.element('ul').classes('endpoints')
            ServerForm(self)
        self._show()
        self.watch(servers.toolbox.watchers, Debounced(self, self._show))

    def _show(self) -> None:
        sources = {source.name: source for source in self.servers.toolbox.sources}
        for gone in [name for name, row in self._rows.items() if sources.get(name) is not row.source]:
            self._rows.pop(gone).delete()
        for name, source in sources.items():
            if name not in self._rows:
                with self._list:
                    self._rows[name] = SourceRow(self, source)
            self._rows[name].show()
        self._list.set_visibility(bool(sources))


class SourceRow(ui.element):
    """One source: how it stands, its tools with their schemas. Tells where it is, never what it is given."""

    def __init__(self, section: ToolsSection, source: Source) -> None:
        super().__init__('li')
        self.section = section
        self.source = source
        self._tools: tuple[Tool, ...] = ()
        self.classes('endpoint').props['aria-label'] = source.name
        with self:
            with ui.element('div').classes('endpoint-words'):
                with ui.element('div').classes('endpoint-name'):
                    heading('strong', source.name)
                    heading('span', kind_of(source)).classes('tag')
                heading('div', plain_text(source.server.place) if isinstance(source, McpSource) else '').classes('soft')
                self._state = heading('div', '').classes('endpoint-state').props('role=status')
                self._offered = ui.element('div').classes('offered-tools')
            with ui.element('div').classes('endpoint-buttons'):
                if isinstance(source, McpSource):
                    button('Start').on('click', self._start)
                    button('Remove').classes('is-danger').on('click', self._remove)

    def show(self) -> None:
        source = self.source
        count = len(source.tools)
        offers = f'{count} tool{"" if count == 1 else "s"}' if count else ''
        words = ' · '.join(filter(None, (STATES[source.state], offers, source.problem)))
        set_text(self._state, plain_text(clean_text(words)))
        self._state.classes(remove='is-bad is-good', add={'failed': 'is-bad', 'ready': 'is-good'}.get(source.state, ''))
        if self._tools != source.tools:
            self._tools = source.tools
            self._offered.clear()
            with self._offered:
                for tool in source.tools[:SHOWN_TOOLS]:
                    ToolDetails(self.section, tool)

    async def _start(self) -> None:
        try:
            await self.source.ready()
        except ToolError:
            return  # its state says why

    async def _remove(self) -> None:
        if isinstance(self.source, McpSource):
            try:
                await self.section.servers.remove(self.source.server.name)
            except SettingsError as error:
                set_text(self._state, str(error))


class ToolDetails(ui.element):
    """Folded: what a tool is told to be, its schema, and a form to try it. All of it is a stranger's text."""

    def __init__(self, section: ToolsSection, tool: Tool) -> None:
        super().__init__('details')
        self.section = section
        self.tool = tool
        name = plain_text(clean_text(tool.own_name or tool.name))
        self.classes('offered-tool')
        with self:
            with heading('summary', name):
                heading('small', '' if tool.is_read_only else 'asks first')
            heading('p', clean_text(tool.description)).classes('soft tool-words')
            heading('pre', clean_text(json.dumps(tool.schema, indent=2, ensure_ascii=False)[:LONGEST_SCHEMA])).props('tabindex=0')
            with Form(self._try, label=f'Try {name}').classes('library-form'):
                text_area('Arguments (JSON)', f'arguments-{self.id}', example_of(tool), rows=2)
                with ui.element('div').classes('library-buttons'):
                    button('Try it', kind='submit')
                self._result = heading('pre', '').props('role=status')
                self._result.set_visibility(False)

    async def _try(self, form: JsonObject) -> None:
        self._tell('Running…')
        self._tell(await self._tried(str(form.get(f'arguments-{self.id}', ''))))

    async def _tried(self, written: str) -> str:
        arguments = arguments_in(written)
        if arguments is None:
            return 'The arguments are no JSON object.'
        if complaint := await complaint_soon(arguments, self.tool.schema):
            return f'The arguments do not fit the schema: {complaint}'
        try:
            async with asyncio.timeout(TOOL_SECONDS.usual):
                outcome = await self.section.servers.toolbox.call(self.tool, arguments)
        except ToolError as error:
            return str(error)
        except TimeoutError:
            return f'It gave no result within {TOOL_SECONDS.usual:g} seconds.'
        return outcome.bounded(LONGEST_RESULT).text or 'It gave back nothing.'

    def _tell(self, text: str) -> None:
        if not self.is_deleted:
            set_text(self._result, clean_text(text))
            self._result.set_visibility(True)


class ServerForm(ui.element):
    """Adds an MCP server, or several that are pasted. A program is named before it is ever run."""

    def __init__(self, section: ToolsSection) -> None:
        super().__init__('details')
        self.section = section
        self._wanted: list[McpServer] = []
        self.classes('endpoint-add')
        with self:
            heading('summary', 'Add an MCP server').classes('button')
            self._form = Form(self._submit, label='Add an MCP server')
            with self._form:
                text_field('Name', 'name', placeholder='files', maxlength=40)
                text_field('Address', 'url', placeholder='https://example.com/mcp', inputmode='url')
                text_field('Token', 'token', type='password', autocomplete='new-password',
                           hint='For the address. Kept in config.toml and never shown again.')
                text_area('Or paste “mcpServers”', 'pasted', '', 'JSON, as for Claude Desktop. What stands in “env” and “headers” is kept '
                          'in config.toml and never shown again.', rows=3)
                self._state = heading('p', '').classes('note').props('role=status')
                self._state.set_visibility(False)
                with ui.element('div').classes('endpoint-buttons'):
                    button('Add', kind='submit', is_main=True)
                    self._yes = button('Yes, add and run').on('click', self._agree)
                    self._yes.set_visibility(False)

    async def _submit(self, form: JsonObject) -> None:
        self._yes.set_visibility(False)
        try:
            self._wanted = servers_of(form)
            self.section.servers.settings.check_programs(self._wanted, is_owner_here=self.section.is_owner_here)
        except SettingsError as error:
            self._wanted = []
            self._tell(str(error), is_bad=True)
            return
        if programs := [f'{server.command} {" ".join(server.args)}'.strip() for server in self._wanted if server.command]:
            self._tell(f'This runs on your computer, with your rights, as soon as one of its tools is used: {"; ".join(programs)[:600]}')
            self._yes.set_visibility(True)
        else:
            await self._agree()

    async def _agree(self) -> None:
        wanted, self._wanted = self._wanted, []
        self._yes.set_visibility(False)
        if not wanted:
            return
        try:
            await self.section.servers.add(wanted, is_owner_here=self.section.is_owner_here)
        except SettingsError as error:
            self._tell(str(error), is_bad=True)
            return
        self._form.empty()
        self._tell(f'Added: {", ".join(server.name for server in wanted)}.')

    def _tell(self, sentence: str, *, is_bad: bool = False) -> None:
        if not self.is_deleted:
            set_text(self._state, plain_text(sentence))
            self._state.set_visibility(True)
            self._state.classes(remove='is-bad', add='is-bad' if is_bad else '')


def kind_of(source: Source) -> str:
    return 'MCP server' if isinstance(source, McpSource) else 'Built in' if isinstance(source, OwnTools) else 'Python file'


def servers_of(form: JsonObject) -> list[McpServer]:
    """Raises SettingsError."""
    words = {name: str(form.get(name) or '').strip() for name in ('name', 'url', 'token', 'pasted')}
    if words['pasted']:
        return pasted_servers(words['pasted'])
    headers = {'Authorization': f'Bearer {words["token"]}'} if words['token'] else {}
    return [server_from(words['name'], {'url': words['url'], 'headers': headers})]


def example_of(tool: Tool) -> str:
    """The arguments that have to be given, empty."""
    properties, required = tool.schema.get('properties'), tool.schema.get('required')
    if not isinstance(properties, dict) or not isinstance(required, list):
        return '{}'
    empty: JsonObject = {'string': '', 'integer': 0, 'number': 0, 'boolean': False, 'array': [], 'object': {}}
    kinds = {str(name): properties[name].get('type') for name in required if isinstance(properties.get(name), dict)}
    return json.dumps({name: empty.get(kind, '') if isinstance(kind, str) else '' for name, kind in kinds.items()})
