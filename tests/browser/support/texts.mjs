// 100 KB of anything, for fields.

const full = (text) => text.repeat(Math.ceil(100_000 / text.length)).slice(0, 100_000);

export const ANYTHING = {
    'controls': full('\u0000\u0007\u001b[2J\u007f\u0085'),
    'line breaks': full('\r\n'),
    'marks that change the direction of text': full('\u202e\u2066\u200f\u061c'),
    'markup': full('<img src=x onerror=alert(1)><script>alert(1)</script>'),
    'quotation marks': full('"\\\''),
    'pictures': full('\u{1f680}'),
    'combining marks': full('a\u0301\u0323\u036f'),
    'one long word': full('a'),
    'addresses': full('ops@example.com, '),
    'dots': full('.'),
    'zeros and a letter': `${full('0')}x`,
    'halves of pairs': full('\ud83d'),
};
