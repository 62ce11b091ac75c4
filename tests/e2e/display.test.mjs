// Large-text mode, text size, contrast, language: chosen, kept, undone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { axeFaults } from './support/axe.mjs';
import { ELDER, PHONE, SMALL_ELDER, SMALL_PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { LANGS, address, kinds, pageOf } from './support/site.mjs';

const home = house();

const rootMode = (reader) => reader.page.getAttribute('html', 'data-mode');

describe('large-text mode', () => {
  for (const lang of LANGS) {
    it(`${lang}: the way in is on the first screen of a small phone, the way out on the elder's`, async () => {
      const reader = await home.reader({ form: SMALL_PHONE });
      await reader.openHome(lang);
      const inView = () =>
        reader.page.locator('.mode-switch:visible').evaluate((element) => {
          const box = element.getBoundingClientRect();
          return box.top >= 0 && box.bottom <= window.innerHeight && !window.lookout.isCovered(element);
        });
      assert.ok(await inView());
      await reader.chooseElderMode();
      assert.ok(await inView());
      await reader.chooseStandardMode();
      await reader.leave();
    });
  }

  it('is remembered on the next page and the next visit, and left in one tap', async () => {
    const reader = await home.reader();
    await reader.openHome();
    await reader.chooseElderMode();
    await reader.openBudget();
    assert.equal(await rootMode(reader), 'elder');
    await reader.follow(reader.page.locator('main .door__link').first());
    assert.equal(await rootMode(reader), 'elder');
    await reader.chooseStandardMode();
    await reader.openHome();
    assert.equal(await rootMode(reader), 'standard');
    await reader.leave();
  });

  it('is set before the first paint by ?mode=elder, kept, and undone by ?mode=standard', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', '?mode=elder', { taken: false });
    assert.equal(await rootMode(reader), 'elder');
    await reader.seeAppTakeOver();
    assert.equal(await rootMode(reader), 'elder');
    await reader.openBudget();
    assert.equal(await rootMode(reader), 'elder');
    await reader.open('zh-Hans', 'budget/?mode=standard');
    assert.equal(await rootMode(reader), 'standard');
    await reader.openHome();
    assert.equal(await rootMode(reader), 'standard');
    await reader.leave();
  });

  it('is found under the names people use for it', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', 'settings/');
    const text = await reader.page.locator('main').innerText();
    for (const name of ['长辈版', '亲情版', '关爱版', '关怀版']) assert.ok(text.includes(name), name);
    await reader.leave();
  });

  for (const lang of LANGS) {
    it(`${lang}: everything that can be done in standard mode can be done in large text`, async () => {
      const reader = await home.reader();
      for (const { kind, below } of kinds(home.site)) {
        await reader.open(lang, below);
        await reader.look('setDisclosures', true);
        const switches = /^a (长辈版|標準版|标准版|長輩版|Large-text mode|Standard mode) /;
        const without = (actions) => actions.filter((action) => !switches.test(action));
        await reader.hold(PHONE);
        const standard = without(await reader.look('actions'));
        await reader.hold(ELDER);
        const elder = without(await reader.look('actions'));
        assert.deepEqual(elder, standard, kind);
        assert.ok(standard.length > 5);
      }
      await reader.leave();
    });
  }
});

describe('text size and contrast', () => {
  it('take effect at once, show as chosen, and are remembered', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', 'settings/');
    const rem = () => reader.page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    const sizes = [await rem()];
    for (const step of [2, 3, 4]) {
      await reader.chooseTextSize(step);
      sizes.push(await rem());
      // Both sets of buttons, the header's and the page's, say so.
      const pressed = await reader.page.locator('[aria-labelledby$="-size"] button').evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-pressed') === 'true'),
      );
      const wanted = [1, 2, 3, 4].map((each) => each === step);
      assert.deepEqual(pressed, [...wanted, ...wanted]);
    }
    assert.deepEqual(sizes, [...sizes].sort((a, b) => a - b));
    assert.equal(new Set(sizes).size, 4);
    await reader.chooseHighContrast();
    await reader.openHome();
    assert.equal(await rem(), sizes[3]);
    assert.equal(await reader.page.getAttribute('html', 'data-contrast'), 'high');
    await reader.leave();
  });

  it('the settings page chooses the mode too', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', 'settings/');
    const buttons = reader.page.locator('[aria-labelledby="settings-mode"] button');
    await buttons.nth(1).click();
    assert.equal(await rootMode(reader), 'elder');
    assert.equal(await buttons.nth(1).getAttribute('aria-pressed'), 'true');
    await buttons.nth(0).click();
    assert.equal(await rootMode(reader), 'standard');
    await reader.leave();
  });

  for (const lang of LANGS) {
    for (const form of [PHONE, SMALL_PHONE, ELDER, SMALL_ELDER]) {
      it(`${lang}: the open sheets of the header are within reach, ${form.name}`, async () => {
        const reader = await home.reader({ form, axe: true });
        await reader.openHome(lang);
        await reader.hold(form);
        const faults = {};
        for (const open of ['openDisplaySheet', 'openLanguageSheet']) {
          await reader[open]();
          // What the sheet covers is not the sheet's fault: it alone is judged.
          await reader.page.evaluate(() => {
            for (const part of document.querySelectorAll('main, .help, .footer')) part.hidden = true;
          });
          Object.assign(faults, await axeFaults(reader, form.mode, '.header'), await reader.faultsOfForm(form));
          await reader.page.evaluate(() => {
            for (const part of document.querySelectorAll('main, .help, .footer')) part.hidden = false;
          });
        }
        seeNoFaults(faults, `${lang}, ${form.name}`);
        await reader.leave();
      });
    }
  }
});

describe('languages', () => {
  it('lead from every kind of page to the same page', async () => {
    const reader = await home.reader();
    for (const { kind, below } of kinds(home.site)) {
      await reader.open('zh-Hans', below);
      for (const lang of ['en', 'zh-Hant', 'zh-Hans']) {
        await reader.chooseLanguage(lang);
        assert.equal(new URL(reader.page.url()).pathname, address(lang, below), kind);
        assert.equal(await reader.page.getAttribute('html', 'lang'), lang);
      }
    }
    await reader.leave();
  });

  it('follow the page after a walk inside the app', async () => {
    const reader = await home.reader();
    await reader.openBudget();
    await reader.follow(reader.page.locator('main .door__link').first());
    await reader.drillDown();
    const { pathname } = new URL(reader.page.url());
    await reader.chooseLanguage('en');
    assert.equal(new URL(reader.page.url()).pathname, `/en${pathname}`);
    await reader.leave();
  });

  const FACES = { 'zh-Hans': /SC\b|Simplified/i, 'zh-Hant': /TC\b|HK\b|Traditional/i };
  for (const [lang, face] of Object.entries(FACES)) {
    it(`${lang}: Han text is set in its own region's glyphs`, async () => {
      const reader = await home.reader();
      const browser = await reader.page.context().newCDPSession(reader.page);
      await browser.send('DOM.enable');
      await browser.send('CSS.enable');
      for (const { kind, below } of kinds(home.site)) {
        await reader.open(lang, below);
        const { root } = await browser.send('DOM.getDocument', { depth: 0 });
        for (const selector of ['main h1', '.help__heading', 'main p']) {
          const { nodeId } = await browser.send('DOM.querySelector', { nodeId: root.nodeId, selector });
          if (!nodeId) continue;
          // What a resident wrote stays in their own script, whatever the page's.
          const own = await reader.page.locator(selector).first().evaluate((node) => node.querySelector('[lang]')?.lang ?? node.closest('[lang]').lang);
          if (own !== lang) continue;
          const { fonts } = await browser.send('CSS.getPlatformFontsForNode', { nodeId });
          const han = fonts.filter((font) => /CJK|Han|Hei|Ming|Song/i.test(font.familyName));
          assert.ok(han.length > 0, `${kind} ${selector}: ${JSON.stringify(fonts)}`);
          for (const font of han) assert.match(font.familyName, face, `${kind} ${selector}`);
        }
      }
      await reader.leave();
    });
  }

  it("the community's own words carry their language where it is not the page's", async () => {
    const reader = await home.reader();
    for (const { kind, below } of kinds(home.site)) {
      await reader.open('en', below);
      const untagged = await reader.page.evaluate(() => {
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (!/\p{Script=Han}/u.test(node.data) || node.parentElement.closest('script')) continue;
          const lang = node.parentElement.closest('[lang]').lang;
          // The seal and the sign for languages are pictures made of a character.
          if (lang === 'en' && !node.parentElement.closest('[aria-hidden=true]')) found.push(node.data.trim());
        }
        return found;
      });
      assert.deepEqual(untagged, [], kind);
    }
    await reader.leave();
  });
});

describe('a person to ask', () => {
  for (const lang of LANGS) {
    it(`${lang}: the help block stands in the same place on every page`, async () => {
      const reader = await home.reader();
      const seen = new Set();
      for (const { below } of kinds(home.site)) {
        await reader.open(lang, below);
        seen.add(
          await reader.page.evaluate(() => {
            const parts = [...document.querySelectorAll('header, main, .help, footer')].map((part) => part.localName);
            return `${parts.join(' ')}: ${document.querySelector('.help').innerText}`;
          }),
        );
      }
      assert.equal(seen.size, 1, [...seen].join('\n---\n'));
      assert.match([...seen][0], /^header main aside footer: ./);
      await reader.leave();
    });
  }
});
