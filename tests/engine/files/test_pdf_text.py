"""The text of a PDF, read by a process that may neither work nor wait for ever."""
from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from chat.engine.files.attachments import Attachments
from chat.engine.files.pdf_text import PdfError, PdfReader
from tests.files import pdf


@pytest.mark.parametrize('algorithm', ['AES-128', 'AES-256', 'RC4-128'])
async def test_a_pdf_that_only_its_owner_may_change_is_read(attachments: Attachments, algorithm: str) -> None:
    locked = PdfWriter(clone_from=io.BytesIO(pdf('Words under a lock')))
    locked.encrypt(user_password='', owner_password='of the owner', algorithm=algorithm)
    data = io.BytesIO()
    locked.write(data)
    taken = await attachments.take_in('locked.pdf', data.getvalue())
    assert taken.attachment.text == 'Words under a lock'


async def test_a_pdf_that_is_very_long_is_begun_and_that_is_said(attachments: Attachments) -> None:
    taken = await attachments.take_in('saga.pdf', pdf('word ' * 200_000, pages=9))
    assert taken.note == '“saga.pdf” is very long: only the first 5 of its 9 pages are sent.'
    assert (taken.attachment.text or '').startswith('word word')


async def test_a_pdf_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PdfError, match='within 0 seconds'):
        await PdfReader(seconds=0.0001).text(pdf('x'))


async def test_a_pdf_that_is_too_much_work_is_given_up_and_only_its_own_work_counts() -> None:
    with pytest.raises(PdfError, match='within 1 seconds'):
        await PdfReader(seconds=1).text(pdf('word ' * 780_000, pages=2))
