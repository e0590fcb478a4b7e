"""What is loaded before the first prompt, and what is not."""
from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from pathlib import Path

from chat.providers.registry import Providers
from tests.model_server import ModelServer
from tests.providers.asking import got, settings_with


async def test_warming_up_leaves_the_clients_usable(model_server: ModelServer, tmp_path: Path) -> None:
    providers = Providers(settings_with(tmp_path, ('here', model_server.v1)), finds_local=False)
    await asyncio.to_thread(providers.warm)
    provider = providers.get('here/x')
    assert provider
    assert (await got(provider)).text == 'Hello from the model server.'
    assert stat.S_IMODE((tmp_path / 'config.toml').stat().st_mode) == 0o600
    await providers.close()


def test_an_sdk_is_loaded_only_for_an_endpoint_that_speaks_like_it(tmp_path: Path) -> None:
    script = '''if True:
        import asyncio, sys
        from pathlib import Path
        import app
        from chat.providers.registry import Providers
        from chat.settings import Settings
        providers = Providers(Settings.load(Path(sys.argv[1]), environ={}), finds_local=False)
        providers.warm()
        print('anthropic' in sys.modules, 'openai' in sys.modules)
        endpoint = providers.settings.add_endpoint(name='late', api='anthropic', base_url='http://127.0.0.1:9')
        asyncio.run(providers.prepare([endpoint]))
        print('anthropic' in sys.modules, 'openai' in sys.modules)
    '''
    result = subprocess.run([sys.executable, '-c', script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (result.stdout.split(), result.stderr) == (['False', 'False', 'True', 'False'], '')
