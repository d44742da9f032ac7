import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../core/report-page/html/clean-text.ts';
import { address, html, trusted } from '../../../core/report-page/html/html.ts';
import { renderTable } from '../../../core/report-page/html/table.ts';

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
};

/** What a browser makes of text between tags or in an attribute. */
function decode(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39|#96);/g, (entity) => entities[entity] ?? '');
}

describe('html', () => {
  test('escapes whatever is put into it, for text as for attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const written = html`${text}`.text;
        expect(written).not.toMatch(/[<>"'`]/);
        expect(decode(written)).toBe(cleanText(text));
      }),
    );
  });

  test('an address is escaped and never cut', () => {
    const url = `https://x/?a="&b=${'x'.repeat(2_000)}`;
    expect(decode(address(url).text)).toBe(url);
    expect(address(url).text).not.toContain('"');
  });

  test('leaves HTML as it is, joins lists, writes nothing for nothing', () => {
    const items = ['<1>', '2'].map((item) => html`<li>${item}</li>`);
    const { text } = html`<ul>${items}</ul>${null}${undefined}${false}${3}${trusted('<br>')}`;
    expect(text).toBe('<ul><li>&lt;1&gt;</li><li>2</li></ul>3<br>');
  });
});

describe('cleanText', () => {
  test.each([
    ['lone surrogates', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
    ['pairs of surrogates, which stay', 'a😀b', 'a😀b'],
    [
      'control characters but tab and line feed',
      'a\u0000\tb\n\u001b[31m\u0085',
      'a\ufffd\tb\n\ufffd[31m\ufffd',
    ],
    ['what turns the direction of text', 'a\u202egnp.exe\u2066', 'a\ufffdgnp.exe\ufffd'],
    ['noncharacters', 'a\uffff\ufdd0', 'a\ufffd\ufffd'],
  ])('%s', (_, text, shown) => {
    expect(cleanText(text)).toBe(shown);
  });

  test('cuts long text and says how much is missing', () => {
    expect(cleanText('x'.repeat(600))).toBe('x'.repeat(600));
    expect(cleanText('x'.repeat(12_945))).toBe(`${'x'.repeat(600)}… (12,345 more characters)`);
  });

  test('what is cut in the middle of a pair has no half of it', () => {
    expect(cleanText('a😀', 2)).toBe('a\ufffd… (1 more characters)');
  });
});

test('a table has a caption, heads with a scope, and takes the focus', () => {
  const rows = [{ name: '<a>', count: 3 }];
  const { text } = renderTable(
    'What & how many',
    [
      { head: 'what', cell: ({ name }: (typeof rows)[number]) => name },
      { head: 'how many', number: true, cell: ({ count }) => count },
    ],
    rows,
  );
  expect(text).toContain('<caption>What &amp; how many</caption>');
  expect(text).toContain('<th scope="col" class="number">how many</th>');
  expect(text).toContain('<th scope="row" class="text">&lt;a&gt;</th><td class="number">3</td>');
  expect(text).toContain('role="region" aria-label="What &amp; how many" tabindex="0"');
});
