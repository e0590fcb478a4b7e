"""A word from the browser when a long reply ends unseen."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.tab import Tab, begin, new_tab
from tests.model_server import ModelServer
from tests.running_app import RunningApp, endpoint
from tests.waiting import wait_until

FAKE_NOTIFICATIONS = """
window.shown = [];
window.Notification = class {
  static permission = 'granted';
  static requestPermission = async () => Notification.permission;
  constructor(title, options) { window.shown.push({title, ...options}); window.last = this; }
  close() {}
};
"""


@pytest.fixture(scope='module')
def app(models: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """Every reply is a long one."""
    data = tmp_path_factory.mktemp('data')
    app = RunningApp(data, config=endpoint(models.v1))
    with (data / 'config.toml').open('a', encoding='utf-8') as config:
        config.write('notify_after = 0\n')
    yield app.start()
    app.close()


def set_notify(tab: Tab, app: RunningApp, *, is_on: bool) -> None:
    tab.open('/settings')
    tab.page.get_by_role('switch', name='Notify me').set_checked(is_on)
    wait_until(lambda: f'notify = {str(is_on).lower()}' in (app.data / 'config.toml').read_text(encoding='utf-8'))


def test_a_long_reply_that_ends_unseen_is_told(open_tab: Callable[..., Tab], app: RunningApp, models: ModelServer) -> None:
    tab = open_tab()
    tab.page.add_init_script(FAKE_NOTIFICATIONS)
    tab.open('/settings')
    tab.page.get_by_role('switch', name='Notify me').click()
    wait_until(lambda: 'notify = true' in (app.data / 'config.toml').read_text(encoding='utf-8'))
    tab.page.reload()
    tab.wait_until_alive()
    expect(tab.page.get_by_role('switch', name='Notify me')).to_be_checked()
    seen = begin(tab.open(), models, 'In sight')
    seen.say('Seen.')
    seen.end()
    tab.expect_status('done')
    unseen = begin(tab.open(), models, 'Out of sight')
    address = tab.page.url
    tab.go('New chat')
    expect(tab.articles).to_have_count(0)
    unseen.say('All done.')
    unseen.end()
    tab.page.wait_for_function('shown.length > 0')
    told = tab.page.evaluate('shown')
    assert [(one['title'], one['body']) for one in told] == [('Out of sight', 'All done.')]
    tab.page.evaluate('last.onclick()')
    expect(tab.page).to_have_url(address)
    tab.expect_text('All done.')


def test_two_tabs_tell_it_once(open_tab: Callable[..., Tab], app: RunningApp, models: ModelServer) -> None:
    tab = open_tab()
    other = new_tab(tab.page.context, tab.url)
    for one in (tab, other):
        one.page.add_init_script(FAKE_NOTIFICATIONS)
    set_notify(tab, app, is_on=True)
    for number in range(2):
        unseen = begin(tab.open(), models, f'Told once, number {number}')
        tab.go('New chat')
        other.open('/new')
        unseen.say('All done.')
        unseen.end()
        wait_until(lambda: sum(one.page.evaluate('shown.length') for one in (tab, other)))
        expect(tab.sign(f'Told once, number {number}', 'Unread')).to_be_visible()
        expect(other.sign(f'Told once, number {number}', 'Unread')).to_be_visible()
        assert sum(one.page.evaluate('shown.splice(0).length') for one in (tab, other)) == 1


def test_another_browser_says_that_it_has_not_been_asked(open_tab: Callable[..., Tab], app: RunningApp) -> None:
    tab, other = open_tab(), open_tab()
    tab.page.add_init_script(FAKE_NOTIFICATIONS)
    set_notify(tab, app, is_on=True)
    other.page.add_init_script(FAKE_NOTIFICATIONS.replace("permission = 'granted'", "permission = 'default'"))
    other.open('/settings')
    region = other.page.get_by_role('region', name='Notifications')
    expect(region.get_by_role('switch')).not_to_be_checked()
    expect(region).to_contain_text('this browser does not show them yet')
    other.page.evaluate("Notification.permission = 'granted'")
    region.get_by_role('switch').click()
    expect(region.get_by_role('switch')).to_be_checked()
    expect(region).not_to_contain_text('this browser does not show them yet')


def test_the_switch_stays_off_when_the_browser_refuses(open_tab: Callable[..., Tab], app: RunningApp) -> None:
    tab, other = open_tab(), open_tab()
    other.page.add_init_script(FAKE_NOTIFICATIONS)
    set_notify(other, app, is_on=True)
    set_notify(other, app, is_on=False)
    tab.page.add_init_script(FAKE_NOTIFICATIONS + "window.Notification.permission = 'denied';")
    tab.open('/settings')
    switch = tab.page.get_by_role('switch', name='Notify me')
    expect(switch).not_to_be_checked()
    switch.click()
    expect(tab.page.get_by_role('region', name='Notifications').get_by_role('alert')).to_contain_text('does not allow')
    expect(switch).not_to_be_checked()
    assert 'notify = true' not in (app.data / 'config.toml').read_text(encoding='utf-8')
