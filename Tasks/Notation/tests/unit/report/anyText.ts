import fc from 'fast-check';

/** What Markdown, HTML or a reader that finds links by itself makes more of than text. */
const pieces = [
  ...[
    '|',
    '\\',
    '`',
    '*',
    '_',
    '~~',
    '#',
    '>',
    '-',
    '+',
    '=',
    '!',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '&',
    ':',
  ],
  ...['\n', '\r', '\n\n', ' ', '    ', '\t', '@', '/', '.', '"', "'", '$', '{', '}', '^'],
  ...[
    'https://evil.example/x',
    'http://evil.example',
    'www.evil.example',
    'evil.com',
    'a@evil.com',
  ],
  ...[
    '//evil.com',
    'mailto:a@evil.com',
    'xmpp:a@evil.com',
    '<https://evil.example>',
    'ftp://evil.com',
  ],
  ...[
    '![x](https://evil.example/x.png)',
    '[x](https://evil.example)',
    '[x]',
    '[x]: https://evil.example',
  ],
  ...[
    '<img src=x onerror=alert(1)>',
    '<script>',
    '</table>',
    '</details>',
    '<br>',
    '<!--',
    '-->',
    '&lt;',
    '&#124;',
  ],
  ...[
    '# head',
    '- item',
    '1. item',
    '1) item',
    '***',
    '---',
    '===',
    '```',
    '~~~',
    '| - |',
    '- [x] task',
  ],
  ...['😀', 'é', '漢', '\u00a0', '\u202e', '\u2028', 'abc', '1'],
];

/** Texts of whoever wants to be taken for more than text; a reader of Markdown knows no noncharacters. */
export const anyText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 8,
  })
  .map((parts) => parts.join('').replace(/\p{Noncharacter_Code_Point}/gu, ''));
