// What goes wrong is said in words, with a way on.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { axeFaults } from './support/axe.mjs';
import { PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { LANGS, address } from './support/site.mjs';

const home = house();

const SAID = {
  'zh-Hans': { title: '没能打开', offline: '没连上网', status: '代码 503', record: '数据读不出来', none: '没有这一页' },
  'zh-Hant': { title: '沒能打開', offline: '沒連上網', status: '代碼 503', record: '資料讀不出來', none: '沒有這一頁' },
  en: { title: 'Did not open', offline: 'There is no connection', status: 'code 503', record: 'could not be read', none: 'There is no such page' },
};

const TROUBLES = [
  { name: 'no connection', words: 'offline', fail: (route) => route.abort('internetdisconnected') },
  { name: 'an answer that is no page', words: 'status', fail: (route) => route.fulfill({ status: 503, body: 'busy' }) },
  { name: 'a page without data', words: 'record', fail: (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<p>?</p>' }) },
];

for (const lang of LANGS) {
  for (const { name, words, fail } of TROUBLES) {
    it(`${lang}: ${name} is said, and trying again works`, async () => {
      const reader = await home.reader({ axe: true });
      await reader.openBudget(lang);
      const link = reader.page.locator('main .door__link').first();
      const target = await link.getAttribute('href');
      const broken = (url) => url.pathname === target;
      await reader.page.route(broken, fail);
      await reader.follow(link);
      await reader.seeHeading(SAID[lang].title);
      const alert = reader.page.locator('main [role=alert]');
      assert.ok((await alert.innerText()).includes(SAID[lang][words]), await alert.innerText());
      await reader.page.waitForFunction(() => document.activeElement?.localName === 'h1');
      seeNoFaults(
        { ...(await axeFaults(reader, 'standard')), ...(await reader.faultsOfForm(PHONE)) },
        `${lang}: ${name}`,
      );
      // Still broken: it is said again, not lost.
      await reader.tryAgain();
      await reader.seeHeading(SAID[lang].title);
      await reader.page.unroute(broken, fail);
      await reader.tryAgain();
      await reader.page.locator('main .lines').first().waitFor();
      assert.equal(new URL(reader.page.url()).pathname, target);
      // The browser itself tells of the failed requests; nothing else may be wrong.
      reader.complaints = reader.complaints.filter((one) => !/Failed to load resource/.test(one));
      await reader.leave();
    });
  }
}

describe('an address that has no page', () => {
  for (const lang of LANGS) {
    for (const script of [true, false]) {
      it(`${lang}: answers 404 with ways on (scripts ${script ? 'on' : 'off'})`, async () => {
        const reader = await home.reader({ script });
        const response = await reader.open(lang, 'no/such/page/', { taken: script });
        assert.equal(response.status(), 404);
        await reader.seeHeading(SAID[lang].none);
        assert.equal(await reader.page.getAttribute('html', 'lang'), lang);
        await reader.page.locator('main .door__link').first().click();
        await reader.page.waitForURL((url) => url.pathname === address(lang, ''));
        reader.complaints = reader.complaints.filter((one) => !/status of 404/.test(one));
        await reader.leave();
      });
    }
  }
});
