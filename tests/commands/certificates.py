"""Certificates for a test: made by an issuer that nobody else knows."""
from __future__ import annotations

from pathlib import Path

import trustme


def certificates(folder: Path, *names: str) -> tuple[str, ...]:
    """The options that name them; their issuer is in `ca.pem`."""
    authority = trustme.CA()
    server = authority.issue_cert(*names, '127.0.0.1')
    authority.cert_pem.write_to_path(folder / 'ca.pem')
    server.private_key_pem.write_to_path(folder / 'key.pem')
    (folder / 'cert.pem').write_bytes(b''.join(pem.bytes() for pem in server.cert_chain_pems))
    return '--tls-cert', str(folder / 'cert.pem'), '--tls-key', str(folder / 'key.pem')
