"""The pictures of the README, taken from the running app with its demo models."""
from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.browser import SWITCHES, executable
from benchmarks.server import Server, free_port

PICTURES = Path(__file__).parent.parent / 'docs'
WIDE, PHONE = ViewportSize(width=1360, height=820), ViewportSize(width=390, height=800)
PROMPTS = {'fast': 'Why do streams need a server that keeps them?', 'thinking': 'What is the shortest way home?',
           'slow': 'Tell me something that takes a while'}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
        (Path(folder) / 'config.toml').write_text('access = "open"\n')
        server = Server.start('app.py', '--data', folder, '--port', str(free_port()), '--no-browser', log=Path(folder) / 'app.log')
        try:
            take(browser, server.url)
        finally:
            server.stop()
            browser.close()


def take(browser: Browser, url: str) -> None:
    page = browser.new_context(viewport=WIDE, device_scale_factor=1.5).new_page()
    for model, prompt in PROMPTS.items():
        ask(page, f'{url}/new?model=demo/{model}', prompt)
    ask(page, f'{url}/compare?models=demo/markdown,demo/thinking,demo/fast', 'Show me what an answer can look like')
    page.get_by_role('heading', name='Code in').wait_for()
    page.screenshot(path=PICTURES / 'compare.png')
    dark = browser.new_context(viewport=WIDE, device_scale_factor=1.5, color_scheme='dark').new_page()
    ask(dark, f'{url}/new?model=demo/markdown', 'A long answer, please')
    dark.locator('article[data-status="done"]').wait_for()
    dark.get_by_role('heading', name='Code in').evaluate("""(heading) => {
        heading.scrollIntoView({ block: 'start' });
        heading.closest('.transcript-scroller').scrollTop -= 24;
    }""")
    dark.screenshot(path=PICTURES / 'chat-dark.png')
    phone = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True).new_page()
    ask(phone, f'{url}/new?model=demo/thinking', 'And on a phone?')
    phone.locator('article[data-status="done"]').wait_for()
    phone.screenshot(path=PICTURES / 'phone.png')


def ask(page: Page, url: str, prompt: str) -> None:
    page.goto(url)
    page.get_by_role('textbox', name='Message').fill(prompt)
    page.keyboard.press('Enter')
    page.locator('article[data-status]').first.wait_for()
    page.wait_for_url('**/chat/*')


if __name__ == '__main__':
    main()
