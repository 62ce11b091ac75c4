// Without a mouse: Tab reaches everything in order, the focus is seen, the skip link skips.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { ELDER, OWED, PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { Pictures } from './support/pictures.mjs';
import { kinds, pageOf } from './support/site.mjs';

const home = house();

/** Presses Tab through the whole page and tells every stop. */
async function walk(reader) {
  const names = await reader.look('numberStops');
  await reader.page.evaluate(() => {
    document.activeElement?.blur();
    window.scrollTo({ top: 0, behavior: 'instant' });
    // The next Tab starts from the top of the page.
    const range = document.createRange();
    range.setStart(document.body, 0);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  const steps = [];
  for (let at = 0; at < names.length + 5; at += 1) {
    await reader.page.keyboard.press('Tab');
    const step = await reader.look('focusNow');
    if (step === null) break;
    steps.push(step);
    if (step.number === names.length - 1) break;
  }
  return { names, steps };
}

for (const form of [PHONE, ELDER]) {
  describe(`${form.name}`, () => {
    let reader;
    before(async () => {
      reader = await home.reader({ form });
    });
    after(() => reader.leave());

    for (const { kind, below } of kinds(home.site)) {
      it(`Tab walks through ${kind} in ${form.mode} mode`, async () => {
        await reader.open('zh-Hans', below);
        await reader.hold(form);
        await reader.look('setDisclosures', true);
        const { names, steps } = await walk(reader);
        assert.deepEqual(
          steps.map((step) => step.name),
          names,
          'every control once, in the order of the document',
        );
        const unseen = steps.filter((step) => !step.isShape && step.outline < OWED[form.mode].focus);
        assert.deepEqual(unseen.map((step) => `${step.name}: outline ${step.outline}px`), []);
        const away = steps.filter((step) => !step.inView || step.covered);
        assert.deepEqual(away.map((step) => `${step.name}: ${step.inView ? 'covered' : 'out of view'}`), []);
      });
    }

    it(`the walk ends in ${form.mode} mode: no trap`, async () => {
      const { below } = pageOf(home.site, 'year');
      await reader.open('zh-Hans', below);
      const { names, steps } = await walk(reader);
      assert.equal(steps.at(-1).number, names.length - 1);
      await reader.page.keyboard.press('Tab');
      const next = await reader.look('focusNow');
      // Out of the page, or round to its first control.
      assert.ok(next === null || next.number === 0, `after the last control comes ${next?.name}`);
    });
  });
}

describe('the skip link', () => {
  for (const script of [true, false]) {
    it(`is first, shows itself and leads into the main part (scripts ${script ? 'on' : 'off'})`, async () => {
      const reader = await home.reader({ script });
      await reader.open('zh-Hans', pageOf(home.site, 'year').below, { taken: script });
      const path = new URL(reader.page.url()).pathname;
      await reader.page.keyboard.press('Tab');
      const skip = await reader.look('focusNow');
      assert.match(skip.name, /跳到正文/);
      assert.ok(skip.inView && !skip.covered, 'it is seen when it has the focus');
      await reader.page.keyboard.press('Enter');
      await reader.page.waitForFunction(() => document.activeElement?.id === 'main');
      assert.equal(new URL(reader.page.url()).pathname, path, 'the page is the same');
      await reader.page.keyboard.press('Tab');
      const isInMain = await reader.page.evaluate(() => document.activeElement.closest('main') !== null);
      assert.ok(isInMain, 'the next stop is in the main part');
      await reader.leave();
    });
  }
});

describe('the focus is seen', () => {
  const dresses = [
    { name: 'light', form: PHONE },
    { name: 'dark', form: PHONE, colorScheme: 'dark' },
    { name: 'forced colours', form: PHONE, forcedColors: 'active' },
    { name: 'elder mode', form: ELDER },
  ];
  for (const { name, form, ...media } of dresses) {
    it(`by 3:1 around every control of the settings page and the year: ${name}`, async () => {
      const reader = await home.reader({ form });
      const pictures = await Pictures.open(home.browser);
      await reader.page.emulateMedia(media);
      const faint = [];
      for (const kind of ['settings', 'year']) {
        await reader.open('zh-Hans', pageOf(home.site, kind).below);
        await reader.hold(form);
        const stops = await reader.page.locator(':is(a[href], button, summary):not(.skip):visible').all();
        // Of the many alike in a list the first is enough.
        const seen = new Set();
        for (const stop of stops) {
          const { what, perimeter } = await stop.evaluate((element) => {
            const box = (element.querySelector('circle') ?? element).getBoundingClientRect();
            return { what: `${element.localName}.${element.getAttribute('class')}`, perimeter: 2 * (box.width + box.height) };
          });
          if (seen.has(what)) continue;
          seen.add(what);
          await stop.scrollIntoViewIfNeeded();
          const take = async () => {
            const clip = await stop.evaluate((element) => {
              const box = element.getBoundingClientRect();
              const left = Math.max(0, box.left - 10);
              const top = Math.max(0, box.top - 10);
              return {
                x: left,
                y: top,
                width: Math.min(window.innerWidth, box.right + 10) - left,
                height: Math.min(window.innerHeight, box.bottom + 10) - top,
              };
            });
            return { clip, png: await reader.page.screenshot({ clip, caret: 'initial' }) };
          };
          // The keyboard's focus: a key was pressed before.
          await reader.page.keyboard.press('Shift');
          await stop.evaluate((element) => element.focus({ preventScroll: true, focusVisible: true }));
          await reader.nextFrame();
          const focused = await take();
          await stop.evaluate((element) => element.blur());
          await reader.nextFrame();
          const plain = await take();
          assert.deepEqual(plain.clip, focused.clip, `${what} stays where it is`);
          const changed = await pictures.changedByContrast(focused.png, plain.png, 3);
          if (changed < perimeter * OWED[form.mode].focus * 0.8) {
            faint.push(`${kind} ${what}: ${changed} pixels changed by 3:1, perimeter ${perimeter.toFixed(0)}`);
          }
        }
      }
      assert.deepEqual(faint, []);
      await pictures.close();
      await reader.leave();
    });
  }
});
