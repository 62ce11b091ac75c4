// From page to page inside the app: heading, title, announcement, place.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { house } from './support/house.mjs';
import { LANGS, address, pageOf } from './support/site.mjs';

const home = house();

describe('a page is opened by a link', () => {
  for (const lang of LANGS) {
    it(`${lang}: focus on the heading, its title in the tab, said once`, async () => {
      const reader = await home.reader();
      await reader.openBudget(lang);
      await reader.page.evaluate(() => {
        window.sameDocument = true;
      });
      await reader.look('listen');
      const titles = new Set([await reader.page.title()]);
      const walk = [
        () => reader.follow(reader.page.locator('main .door__link').first()),
        () => reader.drillDown(),
        () => reader.drillDown(),
        () => reader.follow(reader.page.locator('.crumbs a').nth(2)),
        () => reader.follow(reader.page.locator('.footer a').first()),
      ];
      for (const [at, step] of walk.entries()) {
        const before = (await reader.look('heard')).length;
        await step();
        await reader.page.waitForFunction(() => document.activeElement?.localName === 'h1');
        await reader.nextFrame();
        const heading = await reader.heading();
        const title = await reader.page.title();
        assert.ok(title.startsWith(heading.trim()), `«${title}» begins with «${heading}»`);
        const heard = (await reader.look('heard')).slice(before);
        assert.equal(heard.length, 1, `step ${at}: heard ${JSON.stringify(heard)}`);
        assert.ok(heard[0].includes(heading.trim()), heard[0]);
        assert.equal(await reader.page.evaluate(() => window.scrollY), 0, 'the page begins at its top');
        titles.add(title);
      }
      // The way up leads to the year again; every other page has a title of its own.
      assert.equal(titles.size, walk.length);
      assert.ok(await reader.page.evaluate(() => window.sameDocument), 'the document was never loaded anew');
      await reader.leave();
    });
  }
});

describe('back and forward', () => {
  it('keep the place on both pages', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', pageOf(home.site, 'year').below);
    const link = reader.page.locator('main .line__name').nth(2);
    await link.scrollIntoViewIfNeeded();
    await reader.nextFrame();
    const above = await reader.page.evaluate(() => window.scrollY);
    assert.ok(above > 300, `the line stands below the fold (${above})`);
    const year = await reader.heading();
    const line = (await link.innerText()).trim();
    await reader.follow(link);
    await reader.seeHeading(line);
    await reader.page.evaluate(() => window.scrollTo({ top: 240, behavior: 'instant' }));
    await reader.nextFrame();
    const place = (top) => reader.page.waitForFunction((wanted) => Math.abs(window.scrollY - wanted) <= 2, top, { timeout: 3000 });
    await reader.goBack();
    await reader.seeHeading(year);
    await place(above);
    await reader.goForward();
    await reader.seeHeading(line);
    await place(240);
    await reader.leave();
  });

  it('work across the first page, with titles', async () => {
    const reader = await home.reader();
    await reader.openHome();
    const first = await reader.page.title();
    await reader.follow(reader.page.locator('main .door__link').first());
    const second = await reader.page.title();
    assert.notEqual(first, second);
    await reader.goBack();
    await reader.page.waitForFunction((title) => document.title === title, first);
    await reader.goForward();
    await reader.page.waitForFunction((title) => document.title === title, second);
    await reader.leave();
  });
});

describe('links are real links', () => {
  it('a group of coins leads to its row on the same page', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', pageOf(home.site, 'year').below);
    const coins = reader.page.locator('a.coins').first();
    const target = await coins.getAttribute('href');
    await coins.locator('circle').first().click();
    await reader.page.waitForFunction((hash) => location.hash === hash, target);
    const row = reader.page.locator(target);
    await row.waitFor();
    assert.ok(await row.evaluate((element) => {
      const box = element.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= window.innerHeight;
    }), 'the row is in view');
    await reader.leave();
  });

  it('a link with Ctrl opens a page of its own', async () => {
    const reader = await home.reader();
    await reader.openBudget();
    const opened = reader.page.context().waitForEvent('page');
    await reader.page.locator('main .door__link').first().click({ modifiers: ['Control'] });
    const other = await opened;
    await other.locator('html[data-app=ready]').waitFor({ state: 'attached' });
    assert.match(new URL(other.url()).pathname, /^\/budget\/[^/]+\/$/);
    assert.equal(new URL(reader.page.url()).pathname, address('zh-Hans', 'budget/'));
    await reader.leave();
  });
});
