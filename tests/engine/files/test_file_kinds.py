"""Kinds of files, and the size of a picture, by their first bytes."""
from __future__ import annotations

from chat.engine.files.file_kinds import size_of_picture
from tests.files import gif, png


def test_sizes_of_pictures() -> None:
    jpeg = b'\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20' + b'\0' * 12
    webp = b'RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0' + (31).to_bytes(3, 'little') + (15).to_bytes(3, 'little') + b'\0\0'
    assert [size_of_picture(data) for data in (png(7, 5), gif(), jpeg, webp)] == [(7, 5), (1, 1), (32, 16), (32, 16)]
