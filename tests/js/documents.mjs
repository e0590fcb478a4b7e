// Markdown of every kind, to be cut anywhere. The last ones define links, which may change what stands above.

const prose = Array.from(
  { length: 6 },
  (_, i) => `Paragraph ${i} with **bold**, \`code\`, $a_${i}$ and https://example.org/${i}.\nSecond line.\n`,
).join("\n");

export const documents = {
  prose,
  lists:
    "1. one\n\n2. two\n   - inner\n\n     text of inner\n   - more\n10. ten\n\nafter\n\n- a\n- b\n\n- loose\n* other list\n" +
    "+ third\n\n2\n\n1. x\n2",
  tasks: "- [ ] a\n- [x] b\n  - [X] c\n- [ ]\n- []\n1. [x] d\n",
  fencesInLists: "- a\n  ```js\n  const x = 1;\n\n  // still code\n  ```\n- b\n\n  ~~~\n  y\n  ~~~\n1. c\n   ```\n   open to the end\n",
  fences:
    "text\n```python\nprint('`')\n\n``\n  ```` \nafter\n~~~~ js x\n```\n~~~\n~~~~\n\n```\n\n```\nend\n   ```c\n   indented" +
    "\n   ```\n```no`fence`\n``` a`b\n",
  openFence: "before\n\n```rust\nfn main() {\n    // never closed\n``",
  setext: "Title\n=====\n\ntwo\nlines\n---\n\n- item\n---\n\na\n\n---\n***\nb\n= = =\n",
  tables: "| a | b |\n|---|:-:|\n| 1 | 2 |\n| `|` | \\| |\nnot | a row\n\ntext\nx | y\n- | -\n1 | 2\n\nend",
  quotes: "> a\n> b\nlazy\n\n> c\n>\n> - d\n> ```\n> e\n\n> ```\n> f\ng\n",
  html: '<div onclick="x()">\n**not bold?**\n\n</div>\n<script>alert(1)</script>\n<!-- comment\n\nstill -->\n&amp; &lt; &#x1f600;\n',
  math:
    "$$\nx^2\n$$\ntext $a$ and \\(b\\)\n\\[\nc\n\\]\n$$ d $$\nx\n$$\nopen\n\nend $5 and $10\n\n- $$\n  e\n  $$\n$$\n# no head" +
    "ing\n$$ f\n\n\\[ g \\]\n$$a$$ b $$c$$\n\n$$\n$$\n",
  displays:
    "So \\[\na\n\n- b\n\\], thus\n$$\nc\n\n= d\n$$.\n\n- x $$\n  y\n  $$ z\n\n$$ w\n\nThis is text and no formula.\n\n\\[\n" +
    "e\n\\]\nIt costs $$\n\n1. a\n2. b\n\n> \\[ f\n> g \\] h\n\nwords\n$$\n\nwords\n\\[\nend",
  alerts: "> [!NOTE]\n> a\n\n> [!TIP] b\n> - c\n\n> [!NOPE]\n> d\n\n> [!WARNING]\n\ne",
  pictures:
    `a ![b](data:image/png;base64,${"iVBORw0K".repeat(300)}) c\n\n![](x.png) ![d](data:image/png;base64,${"AAAA".repeat(300)}` +
    `\n\ne <img src="data:image/gif;base64,${"AAAA".repeat(300)}">\n\n![f](data:image/png;base64,${"A".repeat(300)}`,
  indented: "a\n\n    code\n\n    more\n\n\ttab\nb\n\n-     code in list\n\n      more\n",
  unicode: "日本語のテキスト。**太字**です。\n\n- 👩‍👩‍👧‍👦 é e\u0301\n\n| 名 | 值 |\n|--|--|\n| ａ | \u{1F600} |\n\u00a0\u2028x\n",
  lineEnds: "a\r\nb\r\n\r\n- c\r\n\r\n```\r\nd\r\n```\r\ne\rf\r\r# g\r",
  nul: "a\0b\n\n```\n\0\n```\n",
  breaks: "a  \nb\\\nc\n\n\n\n\nd\n#\n# \n##no\n## yes ##\na<br>b<br/>c <br />\nd `<br>` <b\nr>\n\n| e<br>f |\n|-|\n| <br> |\n",
  empty: "\n\n  \n",
  marks: "*a **b* c**\n\n_x __y_ z__ ~~s~~ ***t***\n\n**open\n\n`open\n",
};

export const documentsWithReferences = {
  references: "See [a] and [b][c].\n\nMore [text][a].\n\n[a]: https://example.org/a\n[c]: https://example.org/c 'title'\n\nAfter [a].\n",
  longTitle: 'x [a]\n\n[a]: https://example.org/\n"title\nover lines"\n\ny\n',
  footnotes:
    "a[^1] b[^2] c[^x] d[^9] [e](https://example.org/e)\n\n> q[^1]\n\n[^1]: one\nlazy\n\n    more\n\n[^2]: two\n- x[^x]\n\n" +
    "[^x]: [a](https://example.org/a)\n",
  growing: "[a]: https://example.org/long/address\n[a]\n\n[b]: <https://example.org/b>\n\n- [b]\n",
};
