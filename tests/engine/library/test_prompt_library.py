"""Prompts are kept with their gaps."""
from __future__ import annotations

import pytest

from chat.engine.engine import Engine
from chat.engine.error import EngineError
from chat.engine.library.prompt_library import PromptLibrary, gaps_in
from chat.store.tables.library import Library, Prompt
from tests.engine.library.personas import kept


async def test_prompts_are_kept_with_their_gaps(engine: Engine) -> None:
    library = PromptLibrary(Library(engine.store))
    saved = library.save(Prompt(title='/translate ', text='Into {{ language }}: {{text}} ({{language}})'))
    assert saved.title == 'translate'
    assert gaps_in(saved.text) == ['language', 'text']
    assert (await kept(engine))[1] == [saved]
    with pytest.raises(EngineError, match='already'):
        library.save(Prompt(title='Translate', text='x'))
    with pytest.raises(EngineError, match='needs a text'):
        library.save(Prompt(title='empty', text=' '))


@pytest.mark.parametrize(('text', 'gaps'), [
    ('{{ }} {{}} {{  \n}}', []), ('{{ a {{b}} c }}', ['b']), ('{{open {{done}} {{', ['done']), ('{{one\ntwo}}', []),
    ('{{ a b }}{{a.b}}{{__proto__}}', ['a b', 'a.b', '__proto__']), ('{{' + 'x' * 61 + '}}', [])])
def test_a_gap_has_a_name_on_one_line(text: str, gaps: list[str]) -> None:
    assert gaps_in(text) == gaps
