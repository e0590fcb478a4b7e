"""The address /compare: which lanes it opens with."""
from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from chat.conversation import Chat, Lane
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.providers.registry import Providers
from chat.settings import Settings

DEMO_PAIR = ('demo/fast', 'demo/thinking')


def lanes_for(models: str, set_name: str, settings: Settings, providers: Providers, earlier: Sequence[Lane] = ()) -> list[Lane]:
    """From the query, else those used last, else two that can be had. Unknown names become lanes, too: they say so themselves.

    When the query names the models of the `earlier` lanes, these come back with their instructions.
    """
    names = [name.strip() for name in models.split(',') if name.strip()]
    if names and names == [lane.model for lane in earlier]:
        return [fresh(lane) for lane in earlier]
    if names:
        return [Lane(model=name) for name in names[:lanes.MOST_LANES]]
    if chosen := next((one for one in lanes.lane_sets(settings) if one.name == set_name), None):
        return [fresh(lane) for lane in chosen.lanes]
    last = settings.preferences.get(lanes.LAST_USED, [])
    known = [str(name) for name in last if providers.get(str(name))] if isinstance(last, list) else []
    return [Lane(model=name) for name in (known if len(known) > 1 else usual_pair(providers))[:lanes.MOST_LANES]]


def usual_pair(providers: Providers) -> list[str]:
    real = [model.id for model in providers.models if model.endpoint != 'demo'][:2]
    return [*real, *DEMO_PAIR][:2]


def fresh(lane: Lane) -> Lane:
    """A lane of the same kind for another chat."""
    return Lane(model=lane.model, system_prompt=lane.system_prompt, parameters=dict(lane.parameters))


def address_of(chat: Chat) -> str:
    """The address that opens these lanes again, for a comparison in which nothing was sent yet."""
    if blind.is_blind(chat):
        return f'/compare?round={chat.id}'
    return f'/compare?models={",".join(quote(lane.model, safe="/:@.-_") for lane in chat.lanes)}'
