"""What each endpoint offered last: asked for again when worthwhile, and reported to watchers."""
from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chat.catalog import FREE, describe
from chat.conversation import Model
from chat.providers.http.http_provider import HttpProvider
from chat.providers.models.model_cache import ModelCache
from chat.providers.models.model_list import price_source_of
from chat.providers.provider import Provider, ProviderError
from chat.settings import Endpoint

log = logging.getLogger(__name__)

NEWS_SECONDS = 10.0
"""How long the list of a local server, or a failure, is trusted: servers are started, and models pulled, while a page is open."""
FAR_NEWS_SECONDS = 600.0


class Offers:
    """`tell` is called when models or problems have changed."""

    def __init__(self, cache: ModelCache, tell: Callable[[], None]) -> None:
        self.problems: dict[str, str] = {}
        """Endpoint -> why its models could not be listed, in a sentence."""
        self._cache = cache
        self._tell = tell
        self._models: dict[str, list[Model]] = {}
        self._current: dict[str, Provider] = {}
        self._asked_at: dict[Provider, float] = {}
        """When its last answer came, or failed to."""
        self._asking: dict[Provider, asyncio.Task[None]] = {}
        self._writes: set[asyncio.Future[None]] = set()

    def of(self, name: str) -> Sequence[Model]:
        """The models of the endpoint of this name."""
        return self._models.get(name, ())

    def fix(self, provider: Provider) -> None:
        """These are known for good."""
        self._models[provider.name] = list(getattr(provider, 'known_models', ()))

    def begin(self, endpoint: Endpoint) -> None:
        """A new endpoint, or another one under its name: the names the user gave, else those of the last time."""
        self.problems.pop(endpoint.name, None)
        labels, free = self._cache.labels(endpoint), self._cache.free(endpoint)
        models = (describe(f'{endpoint.name}/{name}', price_source_of(endpoint), endpoint.prices or (FREE if name in free else ''))
                  for name in endpoint.models or labels)
        self._models[endpoint.name] = [replace(model, label=labels.get(model.id.partition('/')[2], '')) for model in models]

    def follow(self, providers: Mapping[str, Provider]) -> None:
        """These are all there are now; what was known of others is forgotten, and what they still answer."""
        self._current = dict(providers)
        self.problems = {name: problem for name, problem in self.problems.items() if name in providers}
        self._models = {name: models for name, models in self._models.items() if name in providers}
        self._asked_at = {provider: at for provider, at in self._asked_at.items() if providers.get(provider.name) is provider}

    def is_old(self, provider: Provider) -> bool:
        """Whether asking again could bring something new."""
        if provider in self._asking:
            return False
        age = asyncio.get_running_loop().time() - self._asked_at.get(provider, float('-inf'))
        is_restless = provider.name in self.problems or (isinstance(provider, HttpProvider) and provider.endpoint.is_near)
        return age > (NEWS_SECONDS if is_restless else FAR_NEWS_SECONDS)

    async def ask(self, provider: Provider) -> None:
        """Ask this endpoint; whoever asks meanwhile waits for the same answer. Never raises but for cancellation."""
        if provider not in self._asking:
            self._asking[provider] = asyncio.create_task(self._ask(provider))
        await asyncio.shield(self._asking[provider])

    async def close(self) -> None:
        asking = tuple(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, *self._writes, return_exceptions=True)

    async def _ask(self, provider: Provider) -> None:
        models, problem = self._models.get(provider.name, []), ''
        try:
            models = await provider.models()
        except ProviderError as error:
            problem = error.message
            log.info('models of %s: %s', provider.name, problem)
        finally:
            self._asking.pop(provider, None)  # before anybody is told: whoever asks because of the news gets a fresh answer
        self._asked_at[provider] = asyncio.get_running_loop().time()
        self._take(provider, models, problem)

    def _take(self, provider: Provider, models: list[Model], problem: str) -> None:
        name = provider.name
        known = (self._models.get(name), self.problems.get(name, ''))
        if self._current.get(name) is not provider or (models, problem) == known:
            return
        self._models[name] = models
        self.problems.pop(name, None)
        if problem:
            self.problems[name] = problem
        self._tell()
        if models != known[0] and isinstance(provider, HttpProvider) and not provider.endpoint.models:
            write = asyncio.ensure_future(asyncio.to_thread(self._cache.keep, provider.endpoint, models))
            self._writes.add(write)
            write.add_done_callback(self._writes.discard)
