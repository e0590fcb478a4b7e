"""The addresses of comparisons hold models of any name."""
from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.conversation import Chat, Lane, Model
from chat.providers.registry import Providers
from chat.providers.scripted import ScriptedProvider
from chat.settings import Settings
from chat.ui.lanes.address import address_of, lanes_for, models_in
from tests.odd_names import ODD_NAMES

NAMES = st.text(st.characters(exclude_categories=['Cs', 'Cc']), min_size=1, max_size=20).map(str.strip).filter(bool)


@pytest.fixture(scope='module')
def providers(tmp_path_factory: pytest.TempPathFactory) -> Providers:
    """The endpoint "e" has models with the odd names."""
    settings = Settings.load(tmp_path_factory.mktemp('settings'), None, {})
    endpoint = ScriptedProvider('e', models=tuple(Model(id=f'e/{name}') for name in ODD_NAMES))
    return Providers(settings, extra=[endpoint], finds_local=False)


def test_an_address_leads_back_to_its_lanes(providers: Providers) -> None:
    ids = [f'e/{name}' for name in ODD_NAMES]
    assert models_in(address_of(Chat(lanes=[Lane(model=name) for name in ids])), providers) == ids
    assert models_in('/compare?' + urlencode([('model', name) for name in ids]), providers) == ids
    assert [lane.model for lane in lanes_for(ids[:3], '', providers.settings, providers)] == ids[:3]


@given(names=st.lists(NAMES, min_size=1, max_size=6))
def test_an_address_leads_back_to_lanes_of_any_name(providers: Providers, names: list[str]) -> None:
    ids = [f'gone/{name}' for name in names]
    assert models_in(address_of(Chat(lanes=[Lane(model=name) for name in ids])), providers) == ids


@pytest.mark.parametrize(('query', 'names'), [
    ('models=e/a,b model,demo/fast', ['e/a,b model', 'demo/fast']),
    ('models=demo%2Ffast%2Cdemo%2Fthinking', ['demo/fast', 'demo/thinking']),
    ('models=demo/fast,+demo/thinking+', ['demo/fast', 'demo/thinking']),
    ('models=e/a%2Cb%20model', ['e/a,b model']), ('models=gone/c%2Cd', ['gone/c,d']), ('models=x/1,x/2', ['x/1', 'x/2']),
    ('models=demo/fast&model=e/a,b+model&models=,,', ['demo/fast', 'e/a,b model']), ('model=', []), ('models=', []), ('', []),
    ('prompt=models=x&models=demo/fast', ['demo/fast']), ('models=%FF%', ['\ufffd%']),
])
def test_lists_are_read_as_people_and_programs_write_them(providers: Providers, query: str, names: list[str]) -> None:
    assert models_in(f'/compare?{query}', providers) == names
