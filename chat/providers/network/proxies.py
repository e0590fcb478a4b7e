"""The proxies that the environment names. One that cannot be used stops nothing but the requests that would have gone through it."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.request import getproxies

import httpx2

from chat.providers.network.tls import tls_error_of

SCHEMES = ('http', 'https', 'all')
MakeTransport = Callable[[httpx2.Proxy | None], httpx2.AsyncBaseTransport]
"""A transport through this proxy, or without one."""


@dataclass(kw_only=True, slots=True, frozen=True)
class ProxySetting:
    """A value of the environment, and what it is called there."""

    variable: str
    address: str


class ProxyFailure(httpx2.ProxyError):
    """The way to a server ends at the proxy. The text is for the user and holds no address: it could hold a password."""


class Way(httpx2.AsyncBaseTransport):
    """Through a proxy, but for the hosts that NO_PROXY names."""

    def __init__(self, setting: ProxySetting, exempt: Sequence[str], make: MakeTransport) -> None:
        self.setting = setting
        self.exempt = exempt
        self.defect = ''
        """Why the proxy cannot be used at all."""
        self._direct = make(None)
        self._proxied = self._direct
        try:
            self._proxied = make(httpx2.Proxy(setting.address))
        except (ValueError, TypeError, ImportError, OSError, UnicodeError, httpx2.InvalidURL) as error:
            self.defect = _without_address(error)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if is_exempt(request.url.host, request.url.port or (443 if request.url.scheme == 'https' else 80), self.exempt):
            return await self._direct.handle_async_request(request)
        if self.defect:
            raise ProxyFailure(f'the proxy in {self.setting.variable} cannot be used ({self.defect})')
        try:
            return await self._proxied.handle_async_request(request)
        except httpx2.ProxyError as error:
            raise ProxyFailure(f'the proxy in {self.setting.variable} refuses it ({_without_address(error)})') from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            if tls_error_of(error):
                raise
            raise ProxyFailure(f'the proxy in {self.setting.variable} cannot be reached') from None

    async def aclose(self) -> None:
        await self._direct.aclose()
        if self._proxied is not self._direct:
            await self._proxied.aclose()


def ways(make: MakeTransport) -> dict[str, Way]:
    """Mounts for an httpx2 client that does not look into the environment itself."""
    exempt = [entry for part in getproxies().get('no', '').split(',') if (entry := part.strip().lower())]
    return {f'{scheme}://': Way(setting, exempt, make) for scheme, setting in settings_of(getproxies(), os.environ)}


def settings_of(proxies: Mapping[str, str], environ: Mapping[str, str]) -> Iterator[tuple[str, ProxySetting]]:
    """(scheme, setting). `proxies` as `getproxies()` has them: lower case comes before upper case, the system's come last."""
    for scheme in SCHEMES:
        if address := proxies.get(scheme, '').strip():
            name = f'{scheme}_proxy'
            variable = next((one for one in (name, name.upper()) if environ.get(one)), 'the settings of the system')
            yield scheme, ProxySetting(variable=variable, address=_full(address))


def is_exempt(host: str, port: int, entries: Sequence[str]) -> bool:
    """As curl reads NO_PROXY: "*", names with all that ends in them, addresses, networks ("10.0.0.0/8"), each also with a port."""
    host = host.lower().strip('[]')
    return any(entry == '*' or _names(entry.partition('://')[2] or entry, host, port) for entry in entries)


def _names(entry: str, host: str, port: int) -> bool:
    try:
        network = ip_network(entry.strip('[]'), strict=False)
    except ValueError:
        name, _, its_port = entry.partition(':')
        name = name.removeprefix('*').lstrip('.')
        return bool(name) and (host == name or host.endswith(f'.{name}')) and its_port in {'', str(port)}
    try:
        return ip_address(host) in network
    except ValueError:
        return False


def _full(address: str) -> str:
    """GNOME writes socks://, curl takes an address without a scheme."""
    if address.lower().startswith('socks://'):
        return f'socks5{address[5:]}'
    return address if '://' in address else f'http://{address}'


def _without_address(error: Exception) -> str:
    text = ' '.join(str(error).split())
    if '://' in text or '@' in text or len(text) > 100:
        return 'its address is none'
    return text.rstrip('.') or type(error).__name__
