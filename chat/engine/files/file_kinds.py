"""What a file really is. Its bytes decide, neither its name nor what the browser says about it."""
from __future__ import annotations

import codecs
import re
import zlib
from pathlib import PurePosixPath

PICTURE_NAMES = {'image/png': 'PNG', 'image/jpeg': 'JPEG', 'image/gif': 'GIF', 'image/webp': 'WebP'}
ENDINGS = {'png': 'image/png', 'jpg': 'image/jpeg', 'jpeg': 'image/jpeg', 'jfif': 'image/jpeg', 'gif': 'image/gif', 'webp': 'image/webp'}
TEXT_TYPES = {'md': 'text/markdown', 'markdown': 'text/markdown', 'csv': 'text/csv', 'tsv': 'text/tab-separated-values'}
PDF = 'application/pdf'
FOREIGN = (
    (re.compile(rb'PK\x03\x04|PK\x05\x06'), 'a ZIP archive or an Office document; unpack it, or save it as PDF or plain text'),
    (re.compile(rb'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), 'an old Office document; save it as PDF or plain text'),
    (re.compile(rb'....ftyp(?:hei|mif|avif)', re.S), 'an HEIC or AVIF picture; save it as JPEG or PNG'),
    (re.compile(rb'....ftyp|\x1a\x45\xdf\xa3|RIFF....AVI ', re.S), 'a film or a sound'),
    (re.compile(rb'ID3|OggS|fLaC|RIFF....WAVE', re.S), 'a sound'),
    (re.compile(rb'BM....\0\0\0\0|II\*\0|MM\0\*', re.S), 'a picture of a kind that models do not take; save it as PNG or JPEG'),
    (re.compile(rb'\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf\x27\x1c|Rar!'), 'an archive; unpack it first'),
    (re.compile(rb'\x7fELF|MZ[^\r\n]{2}\0|\xcf\xfa\xed\xfe|SQLite format 3\0'), 'a program or a database'),
)
"""What is known well enough to say what to do with it."""
CONTROLS = bytes(set(range(32)) - set(b'\t\n\v\f\r\x1b'))
SLICE = 1024 * 1024
"""Bytes that are looked at in one go: a thread that holds the interpreter longer would hold up the event loop."""


def picture_type(data: bytes) -> str | None:
    """The media type of a picture that models take; None for everything else."""
    if data.startswith(b'\x89PNG\r\n\x1a\n'):
        return 'image/png'
    if data.startswith(b'\xff\xd8\xff'):
        return 'image/jpeg'
    if data[:6] in {b'GIF87a', b'GIF89a'}:
        return 'image/gif'
    return 'image/webp' if data[:4] == b'RIFF' and data[8:12] == b'WEBP' else None


def is_pdf(data: bytes) -> bool:
    """Some programs write a few bytes in front of the mark."""
    return b'%PDF-' in data[:1024]


def ending_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix('.')


def foreign_kind(data: bytes) -> str | None:
    """What a file that can't be read is, in words that say what to do with it."""
    return next((words for mark, words in FOREIGN if mark.match(data[:64])), None)


def decoded(data: bytes) -> str | None:
    """The text, if it is one: UTF-8, UTF-16 with its mark, else Windows' western letters. None for binary data."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, 'utf-16')
    if any(len(part.translate(None, CONTROLS)) < len(part) for part in _slices(data)):
        return None
    text = _decoded(data, 'utf-8-sig')
    return text if text is not None else _decoded(data, 'cp1252')


def size_of_picture(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as the head of the file tells; None if it is too damaged to tell."""
    kind = picture_type(data)
    if kind == 'image/png' and data[12:16] == b'IHDR' and len(data) >= 24:
        return int.from_bytes(data[16:20], 'big'), int.from_bytes(data[20:24], 'big')
    if kind == 'image/gif' and len(data) >= 10:
        return int.from_bytes(data[6:8], 'little'), int.from_bytes(data[8:10], 'little')
    if kind == 'image/webp':
        return _size_of_webp(data)
    return _size_of_jpeg(data) if kind == 'image/jpeg' else None


def is_whole(data: bytes) -> bool:
    """Whether a picture is there to its end, as far as that can be told without painting it: services refuse half a picture."""
    kind = picture_type(data)
    if kind == 'image/png':
        return _is_whole_png(data)
    if kind == 'image/webp':
        return int.from_bytes(data[4:8], 'little') + 8 <= len(data) + 1
    return b'\xff\xda' in data if kind == 'image/jpeg' else len(data) > 13


def _is_whole_png(data: bytes) -> bool:
    """Chunk by chunk, with their sums; what follows the end does not matter."""
    at, has_pixels = 8, False
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at:at + 4], 'big'), data[at + 4:at + 8]
        end = at + 8 + length
        if data[end:end + 4] != zlib.crc32(memoryview(data)[at + 4:end]).to_bytes(4, 'big'):
            return False
        has_pixels = has_pixels or kind == b'IDAT'
        if kind == b'IEND':
            return has_pixels
        at = end + 4
    return False


def _size_of_webp(data: bytes) -> tuple[int, int] | None:
    form = data[12:16]
    if len(data) < 30:
        return None
    if form == b'VP8X':
        return 1 + int.from_bytes(data[24:27], 'little'), 1 + int.from_bytes(data[27:30], 'little')
    if form == b'VP8L':
        bits = int.from_bytes(data[21:25], 'little')
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b'VP8 ':
        return int.from_bytes(data[26:28], 'little') & 0x3FFF, int.from_bytes(data[28:30], 'little') & 0x3FFF
    return None


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    """Walks from marker to marker; the frame's header (SOF) has the size."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(data[at + 7:at + 9], 'big'), int.from_bytes(data[at + 5:at + 7], 'big')
        at += 1 if marker == 0xFF else 2 + int.from_bytes(data[at + 2:at + 4], 'big')
    return None


def _slices(data: bytes) -> list[bytes]:
    return [data[start:start + SLICE] for start in range(0, len(data), SLICE)]


def _decoded(data: bytes, encoding: str) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        pieces = [decoder.decode(part) for part in _slices(data)]
        text = ''.join([*pieces, decoder.decode(b'', final=True)])
    except UnicodeDecodeError:
        return None
    return None if '\0' in text else text
