"""What is copied as plain text: as a person would type it, however it is drawn."""
from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.rendering_site import Site, open_page

ANSWER = """# A *title*

It holds $x^2 + y$ and
`code`\\
to the zero\u200bwidth end.

$$
\\sum_{k=1}^n
k
$$

- one
  1. three
  2. four
- [x] bought
- [ ] to buy

5. loose

   more of it
6. items

> said
>
> - twice

| a | b |
|---|--:|
| $\\alpha$ | 2 |

---

```python
def f():

    return 1
```

The end."""
PLAIN = """A title

It holds x^2 + y and code
to the zerowidth end.

\\sum_{k=1}^n k

- one
  1. three
  2. four
- [x] bought
- [ ] to buy

5. loose

   more of it

6. items

> said
>\x20
> - twice

a\tb
\\alpha\t2

---

def f():

    return 1

The end."""


def test_copied_as_plain_text_everything_stands_as_it_would_be_typed(page: Page, site: Site) -> None:
    site.chat(('Format', ANSWER))
    open_page(page, site)
    expect(page.locator('.katex').last).to_be_attached()
    reply = page.locator('.is-reply').first
    reply.hover()
    reply.get_by_role('button', name='More').click()
    page.get_by_role('menuitem', name='Copy as plain text').click()
    page.wait_for_function('navigator.clipboard.readText().then((text) => text.startsWith("A title"))')
    assert page.evaluate('navigator.clipboard.readText()') == PLAIN
