// Dark, high contrast, forced colours, colour blindness, paper: nothing vanishes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { contrastFaults } from './support/axe.mjs';
import { ELDER, PHONE } from './support/forms.mjs';
import { house, pictureFile } from './support/house.mjs';
import { Pictures } from './support/pictures.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { kinds, pageOf } from './support/site.mjs';

const home = house();

const attribute = (name, value) => (reader) =>
  reader.page.evaluate(([key, set]) => document.documentElement.setAttribute(key, set), [name, value]);

const DRESSES = [
  { name: 'light', form: PHONE },
  { name: 'dark', form: PHONE, media: { colorScheme: 'dark' } },
  { name: 'dark-elder', form: ELDER, media: { colorScheme: 'dark' } },
  { name: 'high-contrast', form: ELDER, put: attribute('data-contrast', 'high') },
  { name: 'high-contrast-dark', form: ELDER, media: { colorScheme: 'dark' }, put: attribute('data-contrast', 'high') },
  { name: 'more-contrast', form: PHONE, media: { contrast: 'more' } },
  { name: 'more-contrast-dark', form: PHONE, media: { contrast: 'more', colorScheme: 'dark' } },
];

for (const { name, form, media = {}, put } of DRESSES) {
  describe(name, () => {
    let reader;
    before(async () => {
      reader = await home.reader({ form, axe: true });
      await reader.page.emulateMedia(media);
    });
    after(() => reader.close());

    for (const { kind, below } of kinds(home.site)) {
      it(`${kind} in ${name}: text and marks stand out`, async () => {
        await reader.open('zh-Hans', below);
        await reader.hold(form);
        await put?.(reader);
        await reader.look('setDisclosures', true);
        const faults = await contrastFaults(reader, form.mode);
        const faint = await reader.look('faintMarks');
        if (faint.length > 0) faults.faintMarks = faint;
        seeNoFaults(faults, `${below || '/'} in ${name}`);
        if (kind === 'year' || kind === 'home') {
          await reader.page.screenshot({ path: pictureFile(name, `zh-Hans-${kind}`), fullPage: true });
        }
      });
    }
  });
}

describe('forced colours', () => {
  it('take nothing away', async () => {
    const reader = await home.reader();
    for (const { kind, below } of kinds(home.site)) {
      await reader.page.emulateMedia({ forcedColors: 'none' });
      await reader.open('zh-Hans', below);
      const before = await reader.look('texts');
      await reader.page.emulateMedia({ forcedColors: 'active' });
      assert.deepEqual(await reader.look('texts'), before, kind);
      assert.deepEqual(await reader.look('faintMarks'), [], kind);
      if (kind === 'year' || kind === 'home') {
        await reader.page.screenshot({ path: pictureFile('forced-colours', `zh-Hans-${kind}`), fullPage: true });
      }
    }
    await reader.leave();
  });
});

describe('reduced motion', () => {
  for (const mode of ['standard', 'elder']) {
    it(`nothing moves in ${mode} mode`, async () => {
      const reader = await home.reader();
      await reader.page.emulateMedia({ reducedMotion: mode === 'standard' ? 'reduce' : 'no-preference' });
      for (const { kind, below } of kinds(home.site)) {
        await reader.open('zh-Hans', below);
        await reader.hold({ ...PHONE, mode });
        assert.deepEqual(await reader.look('moving'), [], kind);
      }
      await reader.leave();
    });
  }
});

describe('colour blindness', () => {
  for (const type of ['protanopia', 'deuteranopia', 'tritanopia', 'achromatopsia']) {
    it(`the groups of the hundred coins are told apart with ${type}`, async () => {
      // Twice as large, so that a pattern is more than a few pixels.
      const reader = await home.reader({ deviceScaleFactor: 2 });
      const pictures = await Pictures.open(home.browser);
      const browser = await reader.page.context().newCDPSession(reader.page);
      await reader.open('zh-Hans', pageOf(home.site, 'year').below);
      await browser.send('Emulation.setEmulatedVisionDeficiency', { type });
      await reader.nextFrame();
      await reader.page.screenshot({ path: pictureFile('vision', `${type}-year`), fullPage: true });
      const keys = await reader.page.locator('svg.key').all();
      assert.ok(keys.length > 1);
      const fills = [];
      const shots = [];
      for (const key of keys) {
        fills.push(await key.locator('.coin').getAttribute('class'));
        shots.push(await key.screenshot());
      }
      for (let a = 0; a < keys.length; a += 1) {
        for (let b = a + 1; b < keys.length; b += 1) {
          // Beyond the fifth all groups share the open coin, and their rows have names.
          if (fills[a] === fills[b]) continue;
          const { differ, all } = await pictures.difference(shots[a], shots[b]);
          assert.ok(differ > all * 0.08, `${fills[a]} and ${fills[b]}: ${differ} of ${all} pixels differ`);
        }
      }
      // And never by colour alone: each row says its name and its part.
      for (const row of await reader.page.locator('.share').allInnerTexts()) assert.match(row, /\S+\s+\d+/);
      await pictures.close();
      await reader.leave();
    });
  }
});

describe('paper', () => {
  it('has all the text, open tables, and nothing that can only be pressed', async () => {
    const reader = await home.reader();
    for (const kind of ['year', 'line', 'group', 'home']) {
      await reader.open('zh-Hans', pageOf(home.site, kind).below);
      await reader.look('setDisclosures', true);
      const onScreen = await reader.page.evaluate(() => document.querySelector('main').textContent.length);
      await reader.look('setDisclosures', false);
      await reader.page.emulateMedia({ media: 'print' });
      assert.equal(await reader.page.locator('.tools:visible, .skip:visible, summary:visible').count(), 0, kind);
      assert.equal(await reader.page.evaluate(() => document.querySelector('main').textContent.length), onScreen);
      const hidden = await reader.page.locator('main details table, main details li').evaluateAll((all) =>
        all.filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length,
      );
      assert.equal(hidden, 0, `${kind}: closed disclosures are printed open`);
      await reader.page.screenshot({ path: pictureFile('print', `zh-Hans-${kind}`), fullPage: true });
      const pdf = await reader.page.pdf({ format: 'A4', path: pictureFile('print', `zh-Hans-${kind}`).replace(/png$/, 'pdf') });
      assert.ok(pdf.length > 10_000);
      await reader.page.emulateMedia({ media: 'screen' });
    }
    await reader.leave();
  });
});
