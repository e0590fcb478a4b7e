"""All providers of this program, what they offer, and where to find the right one."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from chat.catalog import cost_of, describe
from chat.conversation import Model, Usage
from chat.providers.demo import demo_provider
from chat.providers.http.attachments import ReadAttachment
from chat.providers.http.connections import Connections
from chat.providers.http.http_provider import HttpProvider
from chat.providers.models.local_servers import find_local_servers
from chat.providers.models.model_cache import ModelCache
from chat.providers.models.model_list import place_of
from chat.providers.protocols.protocols import PLACES, provider_class
from chat.providers.provider import Provider, ProviderError
from chat.providers.warm_up import warm_up
from chat.settings import Api, Endpoint, Settings

log = logging.getLogger(__name__)


class Providers:
    """The registry. Everything but `test`, `refresh` and `close` returns at once."""

    def __init__(
        self, settings: Settings, *, extra: Sequence[Provider] = (), read_attachment: ReadAttachment | None = None,
        own_port: int | None = None, finds_local: bool = True, demo_pace: float = 1.0,
    ) -> None:
        """`own_port`: never looked at when local servers are searched. `finds_local` False: no search at all."""
        self.settings = settings
        self.read_attachment = read_attachment
        self.own_port = own_port
        self.finds_local = finds_local
        self.watchers: set[Callable[[], None]] = set()
        """Called on the event loop when `models` has changed."""
        self.problems: dict[str, str] = {}
        """Endpoint -> why its models could not be listed, in a sentence."""
        self._extra: tuple[Provider, ...] = (demo_provider(pace=demo_pace), *extra)
        self._connections: Connections | None = None
        self._warmed: set[Api] = set()
        self._found: list[Endpoint] = []
        self._providers: dict[str, Provider] = {}
        self._lists: dict[str, list[Model]] = {}
        self._cache = ModelCache(settings.data_dir / 'models.json')
        self._tasks: set[asyncio.Task[None]] = set()
        self._writes: set[asyncio.Future[None]] = set()
        self._build()

    def warm(self) -> None:
        """Pay for imports, certificates and first calls before anybody waits for them. Local servers speak like OpenAI."""
        self._warm(['openai-chat', *(endpoint.api for endpoint in self.settings.endpoints)])

    async def prepare(self, endpoints: Iterable[Endpoint]) -> None:
        """Before endpoints of a new kind are used: load what they need, beside the event loop."""
        await asyncio.to_thread(self._warm, [endpoint.api for endpoint in endpoints])

    def _warm(self, apis: Iterable[Api]) -> None:
        new = [api for api in dict.fromkeys(apis) if api in PLACES and api not in self._warmed]
        if new:
            warm_up(self.connections, new)
        self._warmed.update(new)

    def start(self) -> None:
        """On the event loop: ask for the models and look for local servers, in the background."""
        self._spawn(self.refresh())

    def reload(self, settings: Settings) -> None:
        """The settings have changed: running streams go on, new requests go the new way."""
        self.settings = settings
        self._build()
        self._tell()
        if self._tasks or self._has_loop():
            self._spawn(self.refresh())

    async def refresh(self) -> None:
        """Ask everybody for their models, each on its own clock; look for local servers."""
        searches = [self._find_local()] if self.finds_local and self.settings.get('find_local_servers', True) else []
        await asyncio.gather(*searches, *(self._list(provider) for provider in tuple(self._providers.values())))

    async def close(self) -> None:
        """Stop looking, close all connections."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._writes, return_exceptions=True)
        if self._connections:
            await self._connections.close()

    def get(self, model_id: str) -> Provider | None:
        """Who speaks for `endpoint/model`."""
        return self._providers.get(model_id.partition('/')[0])

    def model(self, model_id: str) -> Model:
        """What is known of this model; for an unknown name the usual."""
        name = model_id.partition('/')[0]
        listed = next((model for model in self._lists.get(name, ()) if model.id == model_id), None)
        return listed or describe(model_id, self._place(name))

    def sends(self, model_id: str, parameter: str) -> bool:
        """Whether requests to this model hold this parameter: scripted models are told all, others what they take."""
        return self._place(model_id.partition('/')[0]) == 'scripted' or parameter in self.model(model_id).parameters

    @property
    def models(self) -> list[Model]:
        """All that can be chosen now: the endpoints in their order, the demo models last."""
        return [model for name in self._providers for model in self._lists.get(name, ())]

    @property
    def endpoints(self) -> list[Endpoint]:
        """Those of the settings and the local servers that were found."""
        return [*self.settings.endpoints, *self._found]

    def cost(self, model_id: str, usage: Usage) -> float | None:
        """Dollars, or None if the price or the usage is not known."""
        return cost_of(model_id, usage, self._place(model_id.partition('/')[0]))

    async def test(self, endpoint: Endpoint) -> str:
        """Try it out and tell in one sentence whether it works."""
        if endpoint.api not in PLACES:
            return f'{endpoint.name} is built in and always works.'
        await self.prepare([endpoint])
        try:
            entries = await self._new_provider(endpoint).list_entries()
        except ProviderError as error:
            return error.message
        if not entries:
            return f'{endpoint.name} answers, but offers no models: load one there, or type a name.'
        return f'{endpoint.name} works: it offers {len(entries)} model{"s" if len(entries) > 1 else ""}.'

    @property
    def connections(self) -> Connections:
        if self._connections is None:
            self._connections = Connections()
        return self._connections

    def _build(self) -> None:
        endpoints = {endpoint.name: endpoint for endpoint in reversed(self.endpoints)}
        before = self._providers
        self._providers = {}
        for endpoint in (endpoints[name] for name in dict.fromkeys(e.name for e in self.endpoints)):
            known = before.get(endpoint.name)
            is_same = isinstance(known, HttpProvider) and known.endpoint == endpoint
            self._providers[endpoint.name] = known if known and is_same else self._new_provider(endpoint)
            if not is_same:
                self._lists[endpoint.name] = self._remembered(endpoint)
        self._providers |= {provider.name: provider for provider in self._extra[1:]} | {self._extra[0].name: self._extra[0]}
        for provider in self._extra:
            self._lists[provider.name] = list(getattr(provider, 'known_models', ()))

    def _new_provider(self, endpoint: Endpoint) -> HttpProvider:
        return provider_class(endpoint.api)(endpoint, self.connections, read_attachment=self.read_attachment)

    def _remembered(self, endpoint: Endpoint) -> list[Model]:
        """The names the user gave, else those of the last time."""
        names = endpoint.models or self._cache.names(endpoint)
        labels = self._cache.labels(endpoint)
        models = [describe(f'{endpoint.name}/{name}', place_of(endpoint)) for name in names]
        return [replace(model, label=labels.get(model.id.partition('/')[2], '')) for model in models]

    async def _list(self, provider: Provider) -> None:
        name = provider.name
        try:
            models = await provider.models()
            self.problems.pop(name, None)
        except ProviderError as error:
            self.problems[name] = error.message
            log.info('models of %s: %s', name, error.message)
            return
        if self._providers.get(name) is not provider or models == self._lists.get(name):
            return
        self._lists[name] = models
        self._tell()
        if isinstance(provider, HttpProvider) and not provider.endpoint.models:
            write = asyncio.ensure_future(asyncio.to_thread(self._cache.keep, provider.endpoint, models))
            self._writes.add(write)
            write.add_done_callback(self._writes.discard)

    async def _find_local(self) -> None:
        taken = {endpoint.name for endpoint in self.settings.endpoints}
        found = await find_local_servers(self.connections.local, self.settings.endpoints, own_port=self.own_port)
        found = [endpoint for endpoint in found if endpoint.name not in taken]
        if found == self._found:
            return
        known = {endpoint.name for endpoint in self._found}
        self._found = found
        self._build()
        self._tell()
        await asyncio.gather(*(self._list(self._providers[e.name]) for e in found if e.name not in known))

    def _place(self, name: str) -> str:
        endpoint = next((endpoint for endpoint in self.endpoints if endpoint.name == name), None)
        if endpoint:
            return place_of(endpoint)
        return 'scripted' if any(provider.name == name for provider in self._extra) else ''

    def _tell(self) -> None:
        for watcher in tuple(self.watchers):
            watcher()

    def _has_loop(self) -> bool:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

