"""Whether an endpoint works, told in one sentence: its list of models, its kind of API, and what is wrong with its address."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chat.conversation.json_object import JsonObject
from chat.providers.http.http_provider import HttpProvider
from chat.providers.limits import MODELS
from chat.providers.provider import ErrorKind, ProviderError
from chat.settings import API_NAMES, Api, Endpoint

MISSING_PATHS = ('/v1', '/api/v1', '/openai/v1', '/api')
"""What people leave out at the end of an address, the most frequent first."""
ABOUT_THE_ADDRESS = frozenset({ErrorKind.UNKNOWN_MODEL, ErrorKind.BAD_ANSWER, ErrorKind.BAD_REQUEST})
MakeProvider = Callable[[Endpoint], HttpProvider]


@dataclass(kw_only=True, slots=True, frozen=True)
class ConnectionTest:
    """Sends no prompt, so it costs nothing."""

    endpoint: Endpoint
    make: MakeProvider
    """For other addresses and kinds of API, too: what may have been meant."""

    async def run(self) -> str:
        """A sentence; it begins with the name and "works" if it does."""
        provider = self.make(self.endpoint)
        try:
            entries = await provider.list_entries()
        except ProviderError as error:
            return await self._without_list(provider, error) if error.kind in ABOUT_THE_ADDRESS else error.message
        try:
            is_spoken = await provider.speaks()  # with this key: many lists are open to everybody
        except ProviderError as error:
            return error.message
        if is_spoken:
            return await self._summary(provider, entries)
        lost = f'{provider.name} lists its models, but does not speak {API_NAMES[self.endpoint.api]} there: check its address.'
        return await self._other_api() or lost

    async def _without_list(self, provider: HttpProvider, error: ProviderError) -> str:
        """Some gateways have none; most often the address is not quite right."""
        name, url = self.endpoint.name, self.endpoint.shown_url
        if missing := await self._missing_path():
            return f'{name} answers at {url}{missing}, not at {url}: add “{missing}” to its address.'
        try:
            is_spoken = await provider.speaks()
        except ProviderError as failure:
            return failure.message
        if is_spoken and self.endpoint.models:
            return f'{name} works: it has no list of models, so those that you named are offered.'
        if is_spoken and error.kind is ErrorKind.UNKNOWN_MODEL:
            return f'{name} answers, but has no list of models: name those that you want in its settings.'
        return (None if is_spoken else await self._other_api()) or error.message

    async def _missing_path(self) -> str:
        for path in MISSING_PATHS if self.endpoint.api != 'anthropic' and not self.endpoint.base_url.endswith('/v1') else ():
            url = self.endpoint.base_url + path
            try:
                await self.make(replace(self.endpoint, base_url=url)).list_entries()
            except ProviderError:
                continue
            return path
        return ''

    async def _other_api(self) -> str | None:
        """What to choose in place of this kind of API."""
        spoken = [API_NAMES[api] for api in API_NAMES if api != self.endpoint.api and await self._speaks(api)]
        if not spoken:
            return None
        return f'{self.endpoint.name} does not speak {API_NAMES[self.endpoint.api]}: choose {" or ".join(spoken)} as its kind of API.'

    async def _speaks(self, api: Api) -> bool:
        url = self.endpoint.base_url.removesuffix('/v1')
        try:
            return await self.make(replace(self.endpoint, api=api, base_url=url if api == 'anthropic' else f'{url}/v1')).speaks()
        except ProviderError:
            return False

    async def _summary(self, provider: HttpProvider, entries: list[JsonObject]) -> str:
        usable = await provider.usable(entries)
        if self.endpoint.models:
            known = {model.id.partition('/')[2] for model in usable}
            missing = [name for name in self.endpoint.models if entries and name not in known]
            return f'{provider.name} works: it answers{f", but does not list {_quoted(missing)}" if missing else ""}.'
        if not usable:
            none = 'no model that writes text' if entries else 'no models'
            return f'{provider.name} answers, but offers {none}: load one there, or type a name.'
        if len(usable) == MODELS:
            return f'{provider.name} works: it offers {MODELS:,} models or more; name those that you miss in its settings.'
        return f'{provider.name} works: it offers {len(usable)} model{"s" if len(usable) > 1 else ""}.'


def _quoted(names: Sequence[str]) -> str:
    shown = ', '.join(f'“{name}”' for name in names[:3])
    return shown + (f' and {len(names) - 3} more' if len(names) > 3 else '')
