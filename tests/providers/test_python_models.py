"""`--models FILE.py`: a user's own functions as models."""
from __future__ import annotations

from pathlib import Path

import pytest

from chat.providers.python_file import ModelsFileError
from chat.providers.python_models import load_models_file
from tests.providers.asking import ask_for, got

HEAD = 'from chat.conversation import Delta\nfrom chat.providers.python_models import model\n'


def written(folder: Path, source: str) -> Path:
    path = folder / 'mine.py'
    path.write_text(HEAD + source)
    return path


async def test_a_function_becomes_a_model(tmp_path: Path) -> None:
    source = (
        "@model('echo', label='Echo')\nasync def echo(messages):\n"
        "    yield Delta(thinking='Hm')\n    yield 'You said: '\n    yield messages[-1].content\n")
    [provider] = load_models_file(written(tmp_path, source))
    assert [(model.id, model.name) for model in await provider.models()] == [('mine/echo', 'Echo')]
    result = await got(provider, ask_for('Hello', model='echo'))
    assert (result.thinking, result.text, result.finish_reason) == ('Hm', 'You said: Hello', 'stop')


async def test_a_function_may_take_the_request(tmp_path: Path) -> None:
    [provider] = load_models_file(written(tmp_path,
        "@model('warm')\nasync def reply(messages, request):\n    yield str(request.parameters)\n"))
    assert (await got(provider, ask_for(model='warm', temperature=1))).text == "{'temperature': 1}"


async def test_a_function_that_fails_is_told_with_its_line(tmp_path: Path) -> None:
    [provider] = load_models_file(written(tmp_path,
        "@model('bad')\nasync def reply(messages):\n    yield 'x'\n    raise ValueError('oh no')\n"))
    result = await got(provider, ask_for(model='bad'))
    assert result.error
    assert result.text == 'x'
    assert 'mine.py' in result.error.message
    assert 'line 6' in result.error.message
    assert 'oh no' in result.error.message


async def test_something_else_than_text_is_told(tmp_path: Path) -> None:
    [provider] = load_models_file(written(tmp_path, "@model('bad')\nasync def reply(messages):\n    yield 7\n"))
    error = (await got(provider, ask_for(model='bad'))).error
    assert error
    assert 'int instead of text' in error.message


@pytest.mark.parametrize(('source', 'words'), [
    ('', 'defines no models'), ("@model('x')\ndef reply(messages):\n    return 1\n", 'async def'), ('def broken(:\n', 'line 3'),
    ('import nothing_like_this\n', 'line 3'), ("@model('a b')\nasync def reply(messages):\n    yield ''\n", 'valid model name'),
])
def test_a_file_that_does_not_work_is_told_in_a_sentence(tmp_path: Path, source: str, words: str) -> None:
    with pytest.raises(ModelsFileError, match=words):
        load_models_file(written(tmp_path, source))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelsFileError, match='not a readable Python file'):
        load_models_file(tmp_path / 'none.py')
