"""Where files lie: for their owner alone, and named when they are gone."""
from __future__ import annotations

import os

import pytest

from chat.engine.error import EngineError
from chat.engine.files.attachments import Attachments


async def test_the_folder_is_for_its_owner_alone(attachments: Attachments) -> None:
    taken = await attachments.take_in('a.txt', b'secret')
    assert os.stat(attachments.files.folder).st_mode & 0o777 == 0o700
    assert os.stat(attachments.files.path(taken.attachment.digest)).st_mode & 0o777 == 0o600


async def test_a_file_that_is_gone_is_named_before_sending(attachments: Attachments) -> None:
    with pytest.raises(EngineError, match='attach it again'):
        attachments.chosen(['unknown'])
