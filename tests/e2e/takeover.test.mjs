// The app takes the published page over without anybody noticing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ELDER, PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { Pictures } from './support/pictures.mjs';
import { ALL, LANGS, kinds, pageOf } from './support/site.mjs';

const home = house();

/** Opens a page and holds the app back until `release` is called. */
async function openWithAppHeld(reader, lang, below) {
  let release;
  const held = new Promise((done) => {
    release = done;
  });
  await reader.page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  const asked = reader.page.waitForRequest('**/*.wasm');
  await reader.open(lang, below, { taken: false });
  await asked;
  return async () => {
    release();
    await reader.seeAppTakeOver();
    await reader.nextFrame();
    await reader.page.unroute('**/*.wasm');
  };
}

for (const lang of LANGS) {
  describe(`${lang}: the same page before and after`, () => {
    let reader;
    let pictures;
    before(async () => {
      reader = await home.reader();
      pictures = await Pictures.open(home.browser);
    });
    after(async () => {
      await pictures.close();
      await reader.leave();
    });

    for (const { kind, below } of kinds(home.site, { all: ALL })) {
      it(`${lang} ${kind}: same text, same picture, nothing moved`, async () => {
        const takeOver = await openWithAppHeld(reader, lang, below);
        const textBefore = await reader.mainText();
        const pictureBefore = await reader.page.screenshot();
        await takeOver();
        assert.equal(await reader.mainText(), textBefore);
        const { differ, all } = await pictures.difference(pictureBefore, await reader.page.screenshot());
        assert.equal(differ, 0, `${differ} of ${all} pixels`);
        assert.deepEqual(await reader.look('shifts'), []);
      });
    }
  });
}

describe('what a reader has done stays done', () => {
  for (const form of [PHONE, ELDER]) {
    it(`place, focus and open tables, in ${form.mode} mode`, async () => {
      const reader = await home.reader({ form });
      const { below } = pageOf(home.site, 'year');
      const takeOver = await openWithAppHeld(reader, 'zh-Hans', `${below}?mode=${form.mode}`);
      const opened = reader.page.locator('main details.twin').first();
      await opened.locator('summary').click();
      const focused = reader.page.locator('main .line__name').nth(3);
      await focused.focus();
      await reader.page.evaluate(() => window.scrollBy({ top: 90, behavior: 'instant' }));
      const before = await reader.page.evaluate(() => ({
        scroll: window.scrollY,
        focus: window.lookout.name(document.activeElement),
        top: document.activeElement.getBoundingClientRect().top,
      }));
      assert.ok(before.scroll > 500);
      // Opening the table moved what is below it; from here on nothing may move.
      await reader.nextFrame();
      const moved = await reader.look('shifts');
      await takeOver();
      const now = await reader.page.evaluate(() => ({
        scroll: window.scrollY,
        focus: window.lookout.name(document.activeElement),
        top: document.activeElement.getBoundingClientRect().top,
      }));
      assert.deepEqual(now, before);
      assert.ok(await opened.evaluate((details) => details.open), 'the table is open');
      assert.deepEqual(await reader.page.locator('main details[open]').count(), 1);
      assert.deepEqual(await reader.look('shifts'), moved);
      await reader.leave();
    });
  }

  it('a selection is not taken away', async () => {
    const reader = await home.reader();
    const takeOver = await openWithAppHeld(reader, 'zh-Hans', pageOf(home.site, 'help').below);
    await reader.page.locator('main .lead').selectText();
    const selected = await reader.page.evaluate(() => getSelection().toString());
    // The app waits for the selection to end; ending it lets the app in.
    const taken = takeOver();
    await reader.page.waitForResponse('**/*.wasm');
    await reader.nextFrame();
    assert.equal(await reader.page.evaluate(() => getSelection().toString()), selected);
    await reader.page.evaluate(() => getSelection().removeAllRanges());
    await taken;
    await reader.leave();
  });

  it('an open header sheet stays open and works', async () => {
    const reader = await home.reader();
    const takeOver = await openWithAppHeld(reader, 'zh-Hans', '');
    await reader.openDisplaySheet();
    await takeOver();
    await reader.page.locator('.tools details[open] button').nth(1).click();
    await reader.page.locator('html[data-text="2"]').waitFor({ state: 'attached' });
    await reader.leave();
  });
});

describe('where the app cannot start', () => {
  it('the published page stays: readable, with links that work', async () => {
    const reader = await home.reader();
    await reader.page.route('**/*.wasm', (route) => route.abort());
    const warned = reader.page.waitForEvent('console', (message) => message.text().includes('the app did not start'));
    await reader.open('zh-Hans', pageOf(home.site, 'year').below, { taken: false });
    await warned;
    const link = reader.page.locator('main .line__name').first();
    const name = (await link.innerText()).trim();
    await link.click();
    await reader.seeHeading(name);
    await reader.close();
  });
});
