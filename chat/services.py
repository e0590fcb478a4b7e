"""All that a page, an API or a script is given: the parts of the engine, put together in one place that knows no page."""
from __future__ import annotations

from dataclasses import dataclass, field

from chat.engine.access.login import Login
from chat.engine.access.sessions import Sessions
from chat.engine.chats.drafts import Drafts
from chat.engine.chats.keeping import Keeping
from chat.engine.engine import Engine
from chat.engine.files.attachment_files import AttachmentFiles
from chat.engine.files.attachments import Attachments
from chat.engine.gateway.gateway import Gateway
from chat.engine.judging.judging import Judging
from chat.engine.library.personas import Personas
from chat.engine.library.prompt_library import PromptLibrary
from chat.engine.metrics.metrics import Metrics
from chat.engine.pastes import Pastes
from chat.engine.suites.prompt_files import PromptFiles
from chat.engine.suites.suite import Suites
from chat.engine.tokens.tokens import Tokens
from chat.engine.tools.mcp_servers import McpServers
from chat.engine.transfer.daily_backups import DailyBackups
from chat.engine.transfer.export_turn import ExportTurn
from chat.engine.transfer.exporting import Picks
from chat.engine.transfer.importing import Imports
from chat.engine.transfer.moving_in import MovingIn
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.store.store import Store
from chat.store.tables.library import Library


@dataclass(kw_only=True, slots=True)
class Services:
    settings: Settings
    store: Store
    providers: Providers
    engine: Engine
    drafts: Drafts
    pastes: Pastes = field(default_factory=Pastes)
    picks: Picks = field(default_factory=Picks)
    export_turn: ExportTurn = field(default_factory=ExportTurn)
    sessions: Sessions = field(init=False)
    login: Login = field(init=False)
    imports: Imports = field(init=False)
    keeping: Keeping = field(init=False)
    attachments: Attachments = field(init=False)
    personas: Personas = field(init=False)
    prompts: PromptLibrary = field(init=False)
    judging: Judging = field(init=False)
    prompt_files: PromptFiles = field(default_factory=PromptFiles)
    suites: Suites = field(init=False)
    backups: DailyBackups = field(init=False)
    mcp_servers: McpServers = field(init=False)
    tokens: Tokens = field(init=False)
    gateway: Gateway = field(init=False)
    metrics: Metrics = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.store)
        self.login = Login(sessions=self.sessions)
        self.attachments = Attachments(AttachmentFiles(self.settings.data_dir), self.engine)
        self.imports = Imports(self.engine, self.attachments)
        self.keeping = Keeping(self.engine)
        self.imports.before_saving = self.keeping.finish_deleting
        self.judging = Judging(self.engine)
        self.imports.vote_watchers.add(self.judging.take)
        self.suites = Suites(self.engine)
        self.mcp_servers = McpServers(self.settings, self.engine.tools.toolbox)
        self.backups = DailyBackups(self.engine)
        self.tokens, self.gateway = Tokens(self.store), Gateway(self.engine)
        self.metrics = Metrics(self.engine)
        self.personas, self.prompts = Personas(Library(self.store)), PromptLibrary(Library(self.store))
        self.imports.moving_in = MovingIn(self.engine, self.personas, self.prompts)
        self.imports.moving_in.vote_watchers.add(self.judging.take)

    async def start(self) -> None:
        """Read what is kept in the library, and tidy up among the attached files. Raises StoreError."""
        personas, prompts = await Library(self.store).load()
        self.personas.fill(personas)
        self.prompts.fill(prompts)
        await self.sessions.load()
        await self.attachments.start()
        await self.judging.load()
        await self.tokens.load()
        await self.keeping.start()
        self.imports.start()
        self.backups.start()
        self.metrics.start()
