// The page as readers set it up: large system text, large browser text, wide spacing, zoom.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ELDER, PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { kinds } from './support/site.mjs';

const home = house();

// WCAG 2.2, 1.4.12.
const WIDE_SPACING = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
`;

/** What must hold however large the text is. */
async function holds(reader, where) {
  const faults = {};
  for (const what of ['sticksOut', 'cutOff', 'overlaps', 'unreachable']) {
    const found = await reader.look(what);
    if (found.length > 0) faults[what] = [...new Set(found)];
  }
  seeNoFaults(faults, where);
}

const rem = (reader) => reader.page.evaluate(() => getComputedStyle(document.documentElement).fontSize);

for (const lang of ['zh-Hans', 'en']) {
  describe(lang, () => {
    let reader;
    let browser;
    before(async () => {
      reader = await home.reader();
      browser = await reader.page.context().newCDPSession(reader.page);
    });
    after(() => reader.leave());

    const settings = [
      {
        name: 'system text at 1.4',
        form: PHONE,
        // Chromium answers 1.4 with a little less.
        rem: '21px',
        set: () => browser.send('Emulation.setEmulatedOSTextScale', { scale: 1.4 }),
        unset: () => browser.send('Emulation.setEmulatedOSTextScale', {}),
      },
      {
        name: 'system text at 2.0',
        form: PHONE,
        rem: '32px',
        set: () => browser.send('Emulation.setEmulatedOSTextScale', { scale: 2 }),
        unset: () => browser.send('Emulation.setEmulatedOSTextScale', {}),
      },
      {
        name: 'elder mode and system text at 1.4',
        form: ELDER,
        rem: '21px',
        set: () => browser.send('Emulation.setEmulatedOSTextScale', { scale: 1.4 }),
        unset: () => browser.send('Emulation.setEmulatedOSTextScale', {}),
      },
      {
        name: "the browser's text at 32 px",
        form: PHONE,
        rem: '32px',
        set: () => browser.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } }),
        unset: () => browser.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } }),
      },
      {
        name: 'elder mode with the largest text',
        form: { ...ELDER, width: 320, height: 640 },
        rem: '24px',
        set: () => reader.page.evaluate(() => document.documentElement.setAttribute('data-text', '4')),
        unset: () => reader.page.evaluate(() => document.documentElement.removeAttribute('data-text')),
        async more() {
          // 工信部 67 号文 1.1: the largest setting reaches 30 px for the main texts.
          assert.deepEqual(await reader.look('smallTexts', { everywhere: 18, inMain: 30 }), []);
        },
      },
      {
        name: 'wide spacing',
        form: PHONE,
        rem: '16px',
        set: () => reader.look('wear', WIDE_SPACING),
        unset: () => reader.look('takeOff'),
      },
      { name: 'landscape', form: { ...PHONE, width: 740, height: 360 }, rem: '16px' },
      { name: 'a zoom of 400%', form: { ...PHONE, width: 320, height: 256 }, rem: '16px' },
    ];

    for (const { kind, below } of kinds(home.site)) {
      describe(kind, () => {
        before(async () => {
          await reader.open(lang, below);
          await reader.look('setDisclosures', true);
        });
        for (const { name, form, rem: expected, set, unset, more } of settings) {
          it(`${lang} ${kind} holds with ${name}`, async () => {
            await reader.hold(form);
            await set?.();
            try {
              await reader.nextFrame();
              assert.equal(await rem(reader), expected);
              await holds(reader, `${lang} ${below || '/'} with ${name}`);
              await more?.();
            } finally {
              await unset?.();
            }
          });
        }
      });
    }
  });
}
