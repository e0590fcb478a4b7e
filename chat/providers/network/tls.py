"""Which certificates are trusted, and what is said of those that are not."""
from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx2

UNTRUSTED = frozenset({2, 18, 19, 20, 21})
"""OpenSSL's codes for a certificate whose authority is not known here, or that is its own."""
NOT_YET, EXPIRED, WRONG_NAME = 9, 10, frozenset({62, 64})
NO_TLS = ('WRONG_VERSION_NUMBER', 'HTTP_REQUEST', 'RECORD_LAYER_FAILURE', 'UNKNOWN_PROTOCOL', 'PACKET_LENGTH_TOO_LONG')
"""What OpenSSL calls an answer that is none of TLS."""
CERT_FILE, CERT_DIR, KEY_LOG = 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SSLKEYLOGFILE'


@dataclass(kw_only=True, slots=True, frozen=True)
class Trust:
    context: ssl.SSLContext
    defect: str = ''
    """What is wrong with the variables that choose certificates, in a sentence."""


def trust(environ: Mapping[str, str] = os.environ) -> Trust:
    """As the environment says it. A variable that names nothing useful stops nothing: it is told, and does not count."""
    defects = dict(_defects(environ))
    if not defects:
        return Trust(context=httpx2.create_ssl_context())
    context = httpx2.create_ssl_context(trust_env=False)
    if {CERT_FILE, CERT_DIR} & defects.keys() == set() and (environ.get(CERT_FILE) or environ.get(CERT_DIR)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(environ.get(CERT_FILE), environ.get(CERT_DIR))
    told = ' and '.join(f'{name} ({why})' for name, why in defects.items())
    return Trust(context=context, defect=f'Not usable, and passed over: {told}.')


def _defects(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(variable, what is wrong with it)."""
    for name, try_out in ((CERT_FILE, _load_file), (CERT_DIR, os.listdir), (KEY_LOG, _write_to)):
        if value := environ.get(name):
            try:
                try_out(value)
            except (OSError, ValueError) as error:
                yield name, (getattr(error, 'reason', None) or getattr(error, 'strerror', None) or str(error)).replace('_', ' ').lower()


def _load_file(path: str) -> None:
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)


def _write_to(path: str) -> None:
    with open(path, 'a', encoding='ascii'):
        return


def tls_error_of(error: BaseException | None) -> ssl.SSLError | None:
    """The error of TLS behind an error of a connection."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        if isinstance(error, ssl.SSLError):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None


def tls_sentence(error: ssl.SSLError) -> str:
    """What is the matter, and what helps: with {endpoint} and {url} in it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return '{endpoint} at {url} ' + _about_certificate(error)
    if any(mark in str(error).upper().replace(' ', '_') for mark in NO_TLS):
        return '{endpoint} at {url} speaks without encryption: write http:// in place of https:// in its address.'
    return f'No safe connection to {{endpoint}} at {{url}} came about ({_reason(error)}): check the address, and the proxy if there is one.'


def _about_certificate(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in UNTRUSTED:
        return (f'shows a certificate that this computer does not trust ({error.verify_message}). If the server is your own or your '
                'company’s, start Polylogue with SSL_CERT_FILE=/path/to/certificates.pem, or add its authority to those of this computer.')
    if error.verify_code == EXPIRED:
        return 'shows a certificate that has expired: renew it there, or check the clock of this computer.'
    if error.verify_code == NOT_YET:
        return 'shows a certificate that is not valid yet: check the clock of this computer.'
    if error.verify_code in WRONG_NAME:
        return 'shows a certificate for another name: check the address.'
    return f'shows a certificate that is not accepted ({error.verify_message}).'


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or type(error).__name__).replace('_', ' ').lower()
