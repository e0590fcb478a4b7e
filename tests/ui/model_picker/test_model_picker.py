"""How the list of models gets to the browser."""
from __future__ import annotations

import pytest
from nicegui import Client
from nicegui.testing import user_simulation

from chat.conversation import Model
from chat.ui.model_picker.model_picker import ModelPicker, offer_models
from tests.ui.elements import send

MODELS = [Model(id='a/one', label='</script><b>One</b>', context_window=1000, input_price=1.0, output_price=2.0)]


async def test_the_list_comes_with_the_page_and_cannot_break_out_of_it() -> None:
    async with user_simulation(root=lambda: offer_models(MODELS, ['a/one'])) as user:
        await user.open('/')
        assert user.client
        head = user.client.head_html
    assert '>[[["a/one","\\u003c/script>\\u003cb>One\\u003c/b>",1000,1.0,2.0]],["a/one"]]</script>' in head


async def test_the_same_list_is_sent_once_and_another_one_again(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts: list[str] = []
    monkeypatch.setattr(Client, 'run_javascript', lambda self, code: scripts.append(code))
    async with user_simulation(root=lambda: offer_models(MODELS)) as user:
        await user.open('/')
        assert user.client
        with user.client:
            offer_models(MODELS)
            offer_models([*MODELS, Model(id='b/two')])
    assert len(scripts) == 1
    assert '"b/two"' in scripts[0]


async def test_a_choice_becomes_the_value_unless_the_picker_forgets() -> None:
    chosen: list[str] = []
    pickers: list[ModelPicker] = []

    def root() -> None:
        pickers.append(ModelPicker(chosen.append, value='a/one'))
        pickers.append(ModelPicker(chosen.append, label='Add model', forgets=True))

    async with user_simulation(root=root) as user:
        await user.open('/')
        assert user.client
        for picker in pickers:
            send(picker, 'choose', 'b/two')
    assert chosen == ['b/two', 'b/two']
    assert [picker.value for picker in pickers] == ['b/two', '']
