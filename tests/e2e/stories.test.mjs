// The wall, its entries, and receipts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { ELDER, PHONE } from './support/forms.mjs';
import { house, pictureFile } from './support/house.mjs';
import { LANGS, address, pageOf } from './support/site.mjs';

const home = house();
const config = () => JSON.parse(readFileSync(path.join(home.site.folder, 'config.json'), 'utf8'));
const received = () => JSON.parse(readFileSync(path.join(home.site.folder, config().received), 'utf8')).entries;

/** Crockford's base32 of a name's first 60 bits, made apart from the program's. */
function codeOf(id) {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let number = BigInt(`0x${id.slice(0, 15)}`);
  let code = '';
  for (let digit = 0; digit < 12; digit += 1) {
    code = letters[Number(number % 32n)] + code;
    number /= 32n;
  }
  return code.match(/.{4}/g).join('-');
}

describe('the wall', () => {
  let reader;
  before(async () => {
    reader = await home.reader();
  });
  after(() => reader.leave());

  const entries = () => reader.page.locator('main .entry');
  const found = () => reader.page.locator('main .note[role=status]');

  it('is filtered by kind, and the address carries it', async () => {
    await reader.open('zh-Hans', 'stories/');
    const all = await entries().count();
    await reader.page.locator('#filter-kind').selectOption('question');
    await found().filter({ hasText: '找到' }).waitFor();
    const questions = await entries().count();
    assert.ok(questions > 0 && questions < all);
    for (const about of await reader.page.locator('main .entry__about').allInnerTexts()) {
      assert.match(about, /^质询/);
    }
    assert.equal(new URL(reader.page.url()).search, '?kind=question');
    await reader.open('zh-Hans', 'stories/?kind=question');
    await found().filter({ hasText: `找到 ${questions} 件` }).waitFor();
    assert.equal(await entries().count(), questions);
    assert.equal(await reader.page.locator('#filter-kind').inputValue(), 'question');
  });

  it('is searched in either script, in what stands behind the first lines and pages too', async () => {
    await reader.open('zh-Hans', 'stories/');
    const count = async (text) => {
      await reader.page.locator('#filter-q').fill(text);
      await found().filter({ hasText: '找到' }).waitFor();
      // Everything is fetched once; from then on the list answers at once.
      await reader.page.waitForLoadState('networkidle');
      return entries().count();
    };
    const simplified = await count('路灯');
    assert.ok(simplified > 0);
    assert.equal(await count('路燈'), simplified);
    assert.equal(await count('没有这几个字的'), 0);
    await reader.page.locator('.filters button').click();
    assert.ok((await entries().count()) > simplified);
    assert.equal(new URL(reader.page.url()).search, '');
  });

  it('says how many wait and how many are overdue, as the list of received documents has it', async () => {
    await reader.open('zh-Hans', 'stories/');
    const owed = received().filter(({ kind }) => !['rating', 'support', 'survey', 'ballot'].includes(kind));
    const waiting = owed.filter(({ answered }) => !answered).length;
    const lead = await reader.page.locator('main .lead').innerText();
    assert.ok(lead.startsWith(`收到 ${owed.length} 件，${waiting} 件在等答复，其中 `), lead);
    assert.ok((await reader.page.locator('.state--overdue').count()) > 0);
  });

  it('shows nothing of when within a day something came', async () => {
    const days = home.site.data(address('zh-Hans', 'stories/')).content.wall.rows.map(({ day }) => day);
    assert.ok(days.every((day, at) => at === 0 || day <= days[at - 1]), days.join());
    const all = received().map((entry) => JSON.stringify(entry)).join();
    assert.doesNotMatch(all, /\d{4}-\d{2}-\d{2}T/);
  });
});

it('what was in time when published is overdue once its day has passed', async () => {
  const row = received().find(({ due, answered, entry }) => due && !answered && entry && due >= '2026-11-06');
  assert.ok(row, 'the example has one that is not due yet');
  const onTime = await home.reader();
  await onTime.open('zh-Hans', `stories/${row.entry}/`);
  assert.doesNotMatch(await onTime.mainText(), /已逾期/);
  const later = await home.reader({ at: new Date(`${row.due}T18:00:00Z`) });
  await later.open('zh-Hans', `stories/${row.entry}/`);
  await later.page.locator('main .figures', { hasText: '已逾期' }).waitFor();
  await onTime.leave();
  await later.leave();
});

describe('receipts', () => {
  let reader;
  before(async () => {
    reader = await home.reader();
  });
  after(() => reader.leave());

  const look = async (text) => {
    await reader.page.locator('#track-code').fill(text);
    await reader.page.locator('form.track button').click();
  };

  it('a code is found however it is typed, with its steps', async () => {
    const entry = received().find(({ kind, state }) => kind === 'story' && state === 'answered');
    const code = codeOf(entry.id);
    await reader.open('zh-Hans', 'track/');
    await look(` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `);
    const result = reader.page.locator('.track__result');
    await result.getByRole('heading', { name: code }).waitFor();
    assert.deepEqual(
      (await result.locator('.steps li').allInnerTexts()).map((text) => text.split(' ')[0]),
      ['已收到', '审核中', '已转办', '已回应', '已办结'],
    );
    assert.equal(await result.locator('[aria-current=step]').count(), 1);
    await reader.follow(result.locator('a'));
    assert.match(new URL(reader.page.url()).pathname, new RegExp(`/stories/${entry.entry}/$`));
  });

  it('what is wrong with a code is said where it stands', async () => {
    await reader.open('zh-Hans', 'track/');
    const problem = reader.page.locator('#track-problem');
    await look('7K3M-9QDA');
    await problem.filter({ hasText: '这里有 8 位' }).waitFor();
    await look('7K3M-9QDA-2XHU');
    await problem.filter({ hasText: '“U”' }).waitFor();
    assert.equal(await reader.page.locator('#track-code').getAttribute('aria-invalid'), 'true');
  });

  it('a slip of one letter is named and not followed by itself', async () => {
    const code = codeOf(received()[0].id);
    const slip = `${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`;
    await reader.open('zh-Hans', 'track/');
    await look(slip);
    await reader.page.locator('.track__result', { hasText: code }).waitFor();
    assert.equal(await reader.page.locator('.track__result .steps').count(), 0);
    await reader.page.locator('.track__result button').click();
    await reader.page.locator('.track__result .steps').waitFor();
  });

  it('a printed link with the code opens its receipt', async () => {
    const code = codeOf(received()[0].id);
    await reader.open('en', `track/#${code}`);
    await reader.page.getByRole('heading', { name: code }).waitFor();
  });

  it('without a connection it says so and keeps what was typed', async () => {
    const code = codeOf(received()[0].id);
    await reader.open('zh-Hans', 'track/');
    await reader.page.context().setOffline(true);
    await look(code);
    await reader.page.locator('.track__result', { hasText: '没连上网' }).waitFor();
    assert.equal(await reader.page.locator('#track-code').inputValue(), code);
    await reader.page.context().setOffline(false);
    reader.complaints.length = 0;
  });
});

describe('without scripts', () => {
  for (const lang of LANGS) {
    it(`${lang}: every entry is reached from the wall, every code stands on the page of receipts`, async () => {
      const reader = await home.reader({ script: false });
      await reader.open(lang, 'stories/', { taken: false });
      const reached = new Set();
      for (;;) {
        for (const link of await reader.page.locator('main .entry__title a').all()) {
          reached.add(await link.getAttribute('href'));
        }
        const older = reader.page.locator('main .pager a[rel=next]');
        if ((await older.count()) === 0) break;
        await older.click();
        await reader.page.waitForLoadState('load');
      }
      const published = home.site.below(lang).filter((below) => /^stories\/[0-9a-z]{12}\/$/.test(below));
      assert.deepEqual([...reached].sort(), published.map((below) => address(lang, below)).sort());
      await reader.open(lang, 'track/', { taken: false });
      await reader.page.locator('main details summary').click();
      assert.ok((await reader.page.locator('main details .code').count()) > 20);
      await reader.leave();
    });
  }
});

describe('looked at', () => {
  const FORMS = [PHONE, { ...ELDER, width: 320, height: 640 }, { ...PHONE, name: 'hall', width: 1080, height: 1920 }];
  for (const lang of LANGS) {
    for (const form of FORMS) {
      it(`${lang} ${form.mode} ${form.width}`, async () => {
        const reader = await home.reader({ form });
        for (const kind of ['wall', 'entry', 'track']) {
          const { below } = pageOf(home.site, kind);
          await reader.open(lang, `${below}?mode=${form.mode}`);
          const wide = await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wide <= 0, `${kind} is ${wide} px too wide`);
          const file = pictureFile(form.mode, `${lang}-${kind}-${form.width}`);
          await reader.page.screenshot({ path: file, fullPage: true });
        }
        await reader.leave();
      });
    }
  }
});
