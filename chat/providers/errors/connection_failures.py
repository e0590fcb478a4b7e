"""What went wrong on the way: exceptions of the SDKs and of the connection become ProviderError."""
from __future__ import annotations

import re

import httpx2

from chat.providers.errors.failures import ErrorContext, error_of_response
from chat.providers.errors.sdk_errors import connection_errors, status_errors, timeout_errors
from chat.providers.network.bounded_headers import Excess
from chat.providers.network.proxies import ProxyFailure
from chat.providers.network.tls import tls_error_of, tls_sentence
from chat.providers.provider import ErrorKind, ProviderError

NUMBER = re.compile(r'^\[Errno -?\d+\] ')


def error_of_exception(error: Exception, context: ErrorContext, *, has_begun: bool = False) -> ProviderError:
    """Name what an SDK or the connection raised. `has_begun`: the answer's headers had arrived."""
    if isinstance(error, status_errors()):
        return error_of_response(error.response.status_code, error.response.content, error.response.headers, context)
    if isinstance(error, UnicodeError):
        return context.error(ErrorKind.BAD_KEY, why='the key holds characters that no key has')
    cause = error.__cause__ if isinstance(error, connection_errors()) else error
    if isinstance(cause, Excess):
        return context.misfit(str(cause))
    if isinstance(cause, httpx2.PoolTimeout):
        return context.error(ErrorKind.OVERLOADED, why='all connections are in use')
    if isinstance(cause, httpx2.ConnectTimeout):
        return context.error(ErrorKind.UNREACHABLE, why='no connection within 5 seconds')
    if isinstance(cause, httpx2.TimeoutException) or isinstance(error, timeout_errors()):
        return context.error(ErrorKind.TIMED_OUT)
    if isinstance(cause, (httpx2.DecodingError, httpx2.TooManyRedirects)):
        return context.error(ErrorKind.BAD_ANSWER, why=str(cause))
    if isinstance(cause, httpx2.LocalProtocolError) and 'header' in str(cause).lower():
        return context.error(ErrorKind.BAD_KEY, why='the key holds characters that no key has')
    if isinstance(cause, ProxyFailure):
        return context.error_with(ErrorKind.UNREACHABLE, f'{{endpoint}} cannot be reached at {{url}}: {cause}. '
                          'Check that setting, or name the host in NO_PROXY.')
    if tls := tls_error_of(cause):
        return context.error_with(ErrorKind.UNTRUSTED, tls_sentence(tls))
    if isinstance(cause, httpx2.RemoteProtocolError) and not has_begun and 'disconnected' not in str(cause):
        return context.misfit('what is no HTTP')
    if has_begun:
        return context.error(ErrorKind.CUT_OFF)
    return context.error(ErrorKind.UNREACHABLE, why=NUMBER.sub('', str(cause)) if cause else '')
