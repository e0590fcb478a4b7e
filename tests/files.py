"""Small files of every kind, made on the spot."""
from __future__ import annotations

import struct
import zlib
from random import Random


def png(width: int = 4, height: int = 3, colour: tuple[int, int, int] = (79, 70, 229), *,
        claimed: tuple[int, int] | None = None) -> bytes:
    """`claimed`: the size that its head tells, if not the true one."""
    rows = (b'\0' + bytes(colour) * width) * height
    head = struct.pack('>IIBBBBB', *(claimed or (width, height)), 8, 2, 0, 0, 0)
    return _png(head, zlib.compress(rows))


def gif() -> bytes:
    return b'GIF89a' + struct.pack('<HH', 1, 1) + b'\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;'


def pdf(text: str = '', *, pages: int = 1, encryption: bytes = b'') -> bytes:
    """Pages with this text, or without any. `encryption` is a table that says how it is locked (it is not)."""
    drawing = f'BT /F1 12 Tf 40 100 Td ({text}) Tj ET'.encode() if text else b'0 0 100 100 re f'
    objects = [
        b'<< /Type /Catalog /Pages 2 0 R >>',
        b'<< /Type /Pages /Kids [%s] /Count %d >>' % (b'3 0 R ' * pages, pages),
        b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
        b'<< /Length %d >>\nstream\n%s\nendstream' % (len(drawing), drawing),
        b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ]
    body, places = b'%PDF-1.4\n', []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    table = b''.join(b'%010d 00000 n \n' % place for place in places)
    locked = b'/Encrypt %s /ID [<00> <00>] ' % encryption if encryption else b''
    end = b'xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF' % (table, locked, len(body))
    return body + end


def large_png(size: int) -> bytes:
    """A whole picture of about so many bytes: its pixels are noise."""
    side = int((size / 3) ** 0.5)
    noise = Random(7).randbytes(side * side * 3)
    rows = b''.join(b'\0' + noise[at:at + side * 3] for at in range(0, len(noise), side * 3))
    head = struct.pack('>IIBBBBB', side, side, 8, 2, 0, 0, 0)
    return _png(head, zlib.compress(rows, 0))


def _png(head: bytes, pixels: bytes) -> bytes:
    chunks = ((b'IHDR', head), (b'IDAT', pixels), (b'IEND', b''))
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data)) for kind, data in chunks)
