"""What went wrong on the way: exceptions of the SDKs and of the connection become ProviderError."""
from __future__ import annotations

import httpx2

from chat.providers.failures import Place, error_of_response
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.sdk_errors import connection_errors, status_errors, timeout_errors


def error_of_exception(error: Exception, place: Place, *, has_begun: bool = False) -> ProviderError:
    """Name what an SDK or the connection raised. `has_begun`: the answer's headers had arrived."""
    if isinstance(error, status_errors()):
        return error_of_response(error.response.status_code, error.response.content, error.response.headers, place)
    if isinstance(error, UnicodeError):
        return place.error(ErrorKind.BAD_KEY, 'the key holds characters that no key has')
    cause = error.__cause__ if isinstance(error, connection_errors()) else error
    if isinstance(cause, httpx2.PoolTimeout):
        return place.error(ErrorKind.OVERLOADED, 'all connections are in use')
    if isinstance(cause, httpx2.ConnectTimeout):
        return place.error(ErrorKind.UNREACHABLE, 'no connection within 5 seconds')
    if isinstance(cause, httpx2.TimeoutException) or isinstance(error, timeout_errors()):
        return place.error(ErrorKind.TIMED_OUT)
    if isinstance(cause, (httpx2.DecodingError, httpx2.TooManyRedirects)):
        return place.error(ErrorKind.BAD_ANSWER, str(cause))
    if isinstance(cause, httpx2.LocalProtocolError) and 'header' in str(cause).lower():
        return place.error(ErrorKind.BAD_KEY, 'the key holds characters that no key has')
    if has_begun:
        return place.error(ErrorKind.CUT_OFF)
    return place.error(ErrorKind.UNREACHABLE, str(cause) if cause else '')
