"""The address /compare: which lanes it opens with.

A name is whatever a server says: with commas, question marks, percent signs. In `models=A,B` a comma that belongs to a name is written
as %2C, so the list is taken apart before it is decoded; `model=A&model=B` needs no commas at all.
"""
from __future__ import annotations

from collections.abc import Sequence, Set
from urllib.parse import quote, unquote_plus, urlsplit

from chat.conversation import Chat, Lane
from chat.engine.judging import blind
from chat.engine.lanes import lanes
from chat.providers.registry import Providers
from chat.settings import Settings
from chat.settings.preferences import LAST_LANES

DEMO_PAIR = ('demo/fast', 'demo/thinking')


def models_in(address: str, providers: Providers) -> list[str]:
    """The models that an address asks for, in its order."""
    names: list[str] = []
    known = {model.id for model in providers.models if ',' in model.id}
    for part in urlsplit(address).query.split('&'):
        key, _, value = part.partition('=')
        if key == 'model':
            names.append(unquote_plus(value))
        elif key == 'models':
            pieces = [unquote_plus(piece) for piece in value.split(',')]
            names += [name for joined in _joined(pieces, known) for name in _parted(joined, known, providers)]
    return [name.strip() for name in names if name.strip()]


def _joined(pieces: list[str], known: Set[str]) -> list[str]:
    """Names separated by plain commas."""
    names: list[str] = []
    while pieces:
        counts = range(len(pieces), 1, -1) if known else ()
        count = next((count for count in counts if ','.join(pieces[:count]).strip() in known), 1)
        names.append(','.join(pieces[:count]))
        del pieces[:count]
    return names


def _parted(name: str, known: Set[str], providers: Providers) -> list[str]:
    """Many programs encode the commas between names, too: each of the parts names an endpoint then."""
    parts = name.split(',')
    is_list = len(parts) > 1 and name.strip() not in known and all('/' in part and providers.get(part.strip()) for part in parts)
    return parts if is_list else [name]


def lanes_for(names: Sequence[str], set_name: str, settings: Settings, providers: Providers, earlier: Sequence[Lane] = ()) -> list[Lane]:
    """From the names of models, else those used last, else two that can be had. Unknown names become lanes, too: they say so themselves.

    When these are the models of the `earlier` lanes, the lanes come back with their instructions.
    """
    if names and [*names] == [lane.model for lane in earlier]:
        return [lane.fresh() for lane in earlier]
    if names:
        return [Lane(model=name) for name in names[:lanes.MOST_LANES]]
    if chosen := next((one for one in lanes.lane_sets(settings) if one.name == set_name), None):
        return [lane.fresh() for lane in chosen.lanes]
    known = [name for name in LAST_LANES.of(settings) if providers.get(name)]
    return [Lane(model=name) for name in (known if len(known) > 1 else usual_pair(providers))[:lanes.MOST_LANES]]


def usual_pair(providers: Providers) -> list[str]:
    real = [model.id for model in providers.usual_models][:2]
    return [*real, *DEMO_PAIR][:2]


def address_of(chat: Chat) -> str:
    """The address that opens these lanes again, for a comparison in which nothing was sent yet."""
    if blind.is_blind(chat):
        return f'/compare?round={chat.id}'
    return f'/compare?models={",".join(quote(lane.model, safe="/:@.-_") for lane in chat.lanes)}'
