"""Files of prompts between upload and start."""
from __future__ import annotations

import pytest

from chat.engine.suites.prompt_files import GONE, KEPT_FILES, PromptFiles, UploadedFile
from chat.exchange.incoming.prompt_file import PromptFileError


def uploaded(text: str) -> UploadedFile:
    return UploadedFile(name='prompts.txt', data=text.encode())


async def test_a_file_can_be_read_as_often_as_somebody_wants_to_see_it_another_way() -> None:
    files = PromptFiles()
    key = files.put(uploaded('One?\nTwo?\n'))
    first, second = await files.read(key, 'lines', ''), await files.read(key, 'lines', '')
    assert list(first.prompts) == ['One?', 'Two?']
    assert first == second


async def test_a_file_that_was_dropped_is_told_in_a_sentence() -> None:
    files = PromptFiles()
    key = files.put(uploaded('One?'))
    for number in range(KEPT_FILES):
        files.put(uploaded(f'{number}?'))
    with pytest.raises(PromptFileError, match=GONE):
        await files.read(key, 'lines', '')
