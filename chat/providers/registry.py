"""All providers of this program, what they offer, and where to find the right one."""
from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chat.catalog import cost_of, describe
from chat.conversation import Model, Usage
from chat.conversation.parameters import FREE
from chat.conversation.watchers import Watchers
from chat.providers.connection_test import ConnectionTest
from chat.providers.demo.demo import demo_provider
from chat.providers.http.attachments import ReadAttachment
from chat.providers.http.connections import Connections
from chat.providers.http.http_provider import HttpProvider
from chat.providers.models.local_servers import find_local_servers, has_changed_hands
from chat.providers.models.model_cache import ModelCache
from chat.providers.models.model_list import price_source_of
from chat.providers.offers import NEWS_SECONDS, Offers
from chat.providers.protocols.protocols import CLASSES, provider_class
from chat.providers.provider import Provider
from chat.providers.warm_up import warm_up
from chat.settings import Api, Endpoint, Settings
from chat.settings.preferences import FIND_LOCAL_SERVERS

TROUBLE_SECONDS = 30.0
"""Seconds between two requests to an endpoint whose models are not known."""


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
        self.watchers: Watchers[()] = Watchers()
        """Called on the event loop when `models` or `problems` has changed; only while there are any, endpoints in trouble are retried."""
        self._extra: tuple[Provider, ...] = (demo_provider(pace=demo_pace), *extra)
        self._connections: Connections | None = None
        self._warmed: set[Api] = set()
        self._found: list[Endpoint] = []
        self._providers: dict[str, Provider] = {}
        self._searched_at = float('-inf')
        self._offers = Offers(ModelCache(settings.data_dir / 'models.json'), self.watchers)
        self._tasks: set[asyncio.Task[None]] = set()
        self._build()

    def warm(self) -> None:
        """Load imports and certificates and make the first calls ahead of time, only for what is set up."""
        self._warm(self._cold(self.settings.endpoints))

    async def prepare(self, endpoints: Iterable[Endpoint]) -> None:
        """Before endpoints of a new kind are used: load what they need, beside the event loop."""
        if cold := self._cold(endpoints):
            await asyncio.to_thread(self._warm, cold)

    def _cold(self, endpoints: Iterable[Endpoint]) -> list[Api]:
        return [api for api in dict.fromkeys(endpoint.api for endpoint in endpoints) if api in CLASSES and api not in self._warmed]

    def _warm(self, apis: list[Api]) -> None:
        warm_up(self.connections, apis)
        self._warmed.update(apis)

    def start(self) -> None:
        """On the event loop: ask for the models and look for local servers, in the background, and keep up."""
        self._spawn(self.refresh())
        self.keep_up()

    def keep_up(self) -> None:
        """From now on, while somebody watches: endpoints in trouble are asked again now and then."""
        self._spawn(self._keep_up())

    def ask_again_if_old(self) -> None:
        """A model is about to be chosen: ask the endpoints whose lists are old. Servers start, and change models, while a page is open."""
        for provider in tuple(self._providers.values()):
            if self._offers.is_old(provider):
                self._spawn(self._offers.ask(provider))
        if asyncio.get_running_loop().time() - self._searched_at > NEWS_SECONDS:
            self._spawn(self._find_local())

    async def follow(self, settings: Settings) -> None:
        """The settings have changed: `reload`, after what new endpoints need was loaded beside the event loop."""
        await self.prepare(settings.endpoints)
        self.reload(settings)

    def reload(self, settings: Settings) -> None:
        """The settings have changed: running streams continue, new requests use the new settings."""
        self.settings = settings
        self._found = [one for one in self._found if not any(_is_same(one, other) for other in settings.endpoints)]
        self._build()
        self.watchers()
        if self._tasks or self._has_loop():
            self._spawn(self.refresh())

    async def refresh(self) -> None:
        """Ask all endpoints for their models, each with its own time limit; look for local servers."""
        await asyncio.gather(self._find_local(), *(self._offers.ask(provider) for provider in tuple(self._providers.values())))

    async def close(self) -> None:
        """Stop looking, close all connections."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._offers.close()
        if self._connections:
            await self._connections.close()

    def get(self, model_id: str) -> Provider | None:
        """The provider of `endpoint/model`."""
        return self._providers.get(model_id.partition('/')[0])

    def model(self, model_id: str) -> Model:
        """What is known of this model; for an unknown name the defaults."""
        name = model_id.partition('/')[0]
        listed = next((model for model in self._offers.of(name) if model.id == model_id), None)
        endpoint = self._endpoint(name)
        return listed or describe(model_id, self._price_source(name), endpoint.prices if endpoint else '')

    def sends(self, model_id: str, parameter: str) -> bool:
        """Whether requests to this model hold this parameter: scripted models get all, others what they support."""
        is_scripted = self._price_source(model_id.partition('/')[0]) == 'scripted'
        return is_scripted or parameter in FREE or parameter in self.model(model_id).parameters

    @property
    def models(self) -> list[Model]:
        """All that can be chosen now: the endpoints in their order, the demo models last."""
        return [model for name in self._providers for model in self._offers.of(name)]

    @property
    def usual_models(self) -> list[Model]:
        """Models that may be used by default: no demo models, none of a server that was only found."""
        left_out = {self._extra[0].name, *(endpoint.name for endpoint in self._found)}
        return [model for model in self.models if model.endpoint not in left_out]

    @property
    def found_models(self) -> list[Model]:
        """One of each server that was found, to be offered."""
        return [models[0] for endpoint in self._found if (models := self._offers.of(endpoint.name))]

    @property
    def problems(self) -> Mapping[str, str]:
        """Endpoint -> why its models could not be listed, in a sentence."""
        return self._offers.problems

    @property
    def endpoints(self) -> list[Endpoint]:
        """Those of the settings and the local servers that were found."""
        return [*self.settings.endpoints, *self._found]

    def cost(self, model_id: str, usage: Usage) -> float | None:
        """Dollars, or None if the price or the usage is not known."""
        endpoint = self._endpoint(model_id.partition('/')[0])
        return cost_of(self.model(model_id), usage, self._price_source(model_id.partition('/')[0]), endpoint.prices if endpoint else '')

    async def test(self, endpoint: Endpoint) -> str:
        """Test it and say in one sentence whether it works; if it is in use, its list is updated at once."""
        if endpoint.api not in CLASSES:
            return f'{endpoint.name} is built in and always works.'
        await self.prepare([endpoint])
        sentence = await ConnectionTest(endpoint=endpoint, make=self._new_provider).run()
        known = self._providers.get(endpoint.name)
        if isinstance(known, HttpProvider) and known.endpoint == endpoint:
            await self._offers.ask(known)
        return sentence

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
                self._offers.begin(endpoint)
        self._providers |= {provider.name: provider for provider in self._extra[1:]} | {self._extra[0].name: self._extra[0]}
        for provider in self._extra:
            self._offers.fix(provider)
        self._offers.follow(self._providers)

    def _new_provider(self, endpoint: Endpoint) -> HttpProvider:
        return provider_class(endpoint.api)(endpoint, self.connections, read_attachment=self.read_attachment)

    async def _find_local(self) -> None:
        """A server that was found stays listed while it is down or too busy to answer, but not if another program listens there now."""
        if not (self.finds_local and FIND_LOCAL_SERVERS.of(self.settings)):
            return
        self._searched_at = asyncio.get_running_loop().time()
        lost = await asyncio.to_thread(lambda: [endpoint for endpoint in tuple(self._found) if has_changed_hands(endpoint)])
        found = await find_local_servers(self.connections.local, self.endpoints, own_port=self.own_port)
        await self.prepare(found)
        taken = {endpoint.name for endpoint in self.endpoints}
        new = [endpoint for endpoint in found if endpoint.name not in taken]
        if new or lost:
            self._found = [endpoint for endpoint in self._found if endpoint not in lost] + new
            self._build()
            self.watchers()
            await asyncio.gather(*(self._offers.ask(self._providers[endpoint.name]) for endpoint in new))

    async def _keep_up(self) -> None:
        while True:
            await asyncio.sleep(TROUBLE_SECONDS)
            for name in tuple(self.problems) if self.watchers else ():
                if provider := self._providers.get(name):
                    self._spawn(self._offers.ask(provider))

    def _endpoint(self, name: str) -> Endpoint | None:
        return next((endpoint for endpoint in self.endpoints if endpoint.name == name), None)

    def _price_source(self, name: str) -> str:
        if endpoint := self._endpoint(name):
            return price_source_of(endpoint)
        return 'scripted' if any(provider.name == name for provider in self._extra) else ''

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


def _is_same(found: Endpoint, other: Endpoint) -> bool:
    """Whether the user has set up what was found, or something else under its name."""
    return found.name == other.name or (other.is_local and found.port == other.port)
