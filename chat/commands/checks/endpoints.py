"""The endpoints: whether each can be reached and takes its key. No prompt is sent, so nothing is spent."""
from __future__ import annotations

import asyncio

from chat.commands.checks.finding import Finding, note, ok, problem
from chat.providers.registry import Providers
from chat.settings import Endpoint
from chat.settings.settings import Settings

SECONDS = 20.0
"""For one endpoint."""


async def check_endpoints(settings: Settings) -> list[Finding]:
    providers = Providers(settings, finds_local=False)
    try:
        return list(await asyncio.gather(*(_check(providers, endpoint) for endpoint in settings.endpoints))) or [_none()]
    finally:
        await providers.close()


async def _check(providers: Providers, endpoint: Endpoint) -> Finding:
    where = f'{endpoint.name} ({endpoint.shown_url})'
    try:
        sentence = await asyncio.wait_for(providers.test(endpoint), SECONDS)
    except TimeoutError:
        return problem(f'{where} has not answered within {SECONDS:.0f} s.', 'Look whether the server runs and its address is right.')
    if sentence.startswith(f'{endpoint.name} works'):
        return ok(f'{where}: {sentence.removeprefix(endpoint.name).strip()}')
    return problem(f'{where}: {sentence}', 'Settings, “Edit” mends its key and its address.')


def _none() -> Finding:
    return note('There is no endpoint yet, only the demo models.', 'Set OPENAI_API_KEY or the like, or add one on the settings page.')
