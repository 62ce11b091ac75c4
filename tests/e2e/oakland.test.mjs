// A real city's ledger as a site: the totals are those of its files, and it can be walked on a slow
// phone.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { axeFaults } from './support/axe.mjs';
import { PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { REQUIRE_SHARED, ROOT, SITE } from './support/site.mjs';

const DATA = path.join(ROOT, '../shared/data/oakland');
const FOLDER = path.resolve(ROOT, process.env.MINGBAI_OAKLAND ?? 'target/oakland-site');
const FILES = [
  { file: 'FY16-17__proposed.csv', year: '2016-17', stage: 'Proposed' },
  { file: 'FY16-17__adjusted.csv', year: '2016-17', stage: 'Adjusted' },
  { file: 'FY21-22__adopted.csv', year: '2021-22', stage: 'Approved' },
  { file: 'FY22-23__adopted.csv', year: '2022-23', stage: 'Approved' },
];
// The amount in force in each year.
const IN_FORCE = { '2016-17': 'FY16-17__adjusted.csv', '2021-22': 'FY21-22__adopted.csv', '2022-23': 'FY22-23__adopted.csv' };

/** A file's rows. It has no quotation mark, so cutting at commas is enough. */
function rows(file) {
  const [head, ...lines] = readFileSync(path.join(DATA, file), 'utf8').trimEnd().split(/\r?\n/);
  const names = head.replace(/^\ufeff/, '').split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at], value.trim()])));
}

const sum = (all) => all.reduce((total, row) => total + Number(row.amount), 0);
const dollars = (amount) => `${amount < 0 ? '-' : ''}$${Math.abs(amount).toLocaleString('en-US')}`;
/** As shown, with the minus sign that people and programs both read. */
const shown = (text) => text.replace(/[\u2212\u2013]/g, '-').replace(/\s/g, '');

if (!existsSync(DATA)) {
  const words = `${path.relative(ROOT, DATA)} is absent: the large ledger was not tested`;
  console.log(`!!!! NOT TESTED: ${words}`);
  it('the large ledger', { skip: REQUIRE_SHARED ? false : words }, () => assert.fail(words));
} else {
  tests();
}

function tests() {
  const home = house({ folder: FOLDER, base: '/oakland/', serve: SITE, also: [`/oakland/=${FOLDER}`] });

  describe('the totals', () => {
    for (const { file, year, stage } of FILES) {
      it(`of ${file} are on the page of ${year}, to the dollar`, async () => {
        const reader = await home.reader();
        await reader.open('en', `budget/${year}/`);
        const all = rows(file).filter((row) => row.amount !== '');
        const of = (direction) => dollars(sum(all.filter((row) => row.account_type === direction)));
        const cells = await reader.page
          .locator('#stages ~ .scroller tbody tr', { hasText: stage })
          .locator('td')
          .allInnerTexts();
        assert.deepEqual(cells.map(shown), [of('Revenue'), of('Expense')]);
        await reader.leave();
      });
    }

    it('of every department are those of the file', async () => {
      const reader = await home.reader();
      for (const [year, file] of Object.entries(IN_FORCE)) {
        await reader.open('en', `budget/${year}/`);
        const all = rows(file).filter((row) => row.amount !== '' && row.account_type === 'Expense');
        const wanted = new Map();
        for (const row of all) wanted.set(row.department || '(no department given)', (wanted.get(row.department || '(no department given)') ?? 0) + Number(row.amount));
        const lines = await reader.page.locator('#lines ~ .lines .line__head').evaluateAll((heads) =>
          heads.map((head) => [
            head.querySelector('.line__name').textContent.trim(),
            head.querySelector('.line__amount').textContent.trim(),
          ]),
        );
        const found = Object.fromEntries(lines.map(([name, amount]) => [name.replace(/\s+/g, ' '), shown(amount)]));
        for (const [name, amount] of wanted) {
          assert.equal(found[name.replace(/\s+/g, ' ')], dollars(amount), `${year} ${name}`);
        }
        // A department that only an earlier stage of the year names is still listed, with nothing.
        const known = new Set([...wanted.keys()].map((name) => name.replace(/\s+/g, ' ')));
        for (const [name, amount] of Object.entries(found)) {
          if (!known.has(name)) assert.equal(amount, dollars(0), `${year} ${name}`);
        }
      }
      await reader.leave();
    });
  });

  describe('on a slow phone', () => {
    it('three levels down: department, fund, category, each with the sum of its entries', async (t) => {
      const reader = await home.reader();
      const browser = await reader.page.context().newCDPSession(reader.page);
      await browser.send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await reader.open('en', 'budget/2021-22/');
      let all = rows(IN_FORCE['2021-22']).filter((row) => row.amount !== '' && row.account_type === 'Expense');
      for (const level of ['department', 'fund_code', 'account_category']) {
        const started = performance.now();
        const name = await reader.drillDown();
        t.diagnostic(`${level} «${name}» stood after ${Math.round(performance.now() - started)} ms, slowed 4x`);
        const word = level === 'fund_code' ? /\d+/.exec(name)[0] : name;
        all = all.filter((row) => row[level].replace(/\s+/g, ' ') === word);
        assert.ok(all.length > 0, `${level} ${word}`);
        assert.equal(shown(await reader.page.locator('main .key-figure').innerText()), dollars(sum(all)), name);
      }
      const ledger = await reader.page.locator('#ledger ~ ul').innerText();
      assert.ok(ledger.includes(`${all.length.toLocaleString('en-US')} entr`), ledger);
      assert.ok(ledger.includes(IN_FORCE['2021-22']), ledger);
      assert.deepEqual(await reader.look('sticksOut'), []);
      await reader.leave();
    });
  });

  describe('what the files leave open', () => {
    it('blank labels are called blank, in each language', async () => {
      const reader = await home.reader();
      const blank = rows('FY16-17__adjusted.csv').find((row) => row.account_type === 'Expense' && row.account_category === '' && row.department !== '' && Number(row.amount) > 0);
      assert.ok(blank, 'the file has a blank category');
      await reader.open('en', 'budget/2016-17/');
      const go = async (words) => reader.follow(reader.page.locator('main .line__name', { hasText: words }).first());
      await go(blank.department);
      await go(blank.fund_code);
      const line = reader.page.locator('main .line__name', { hasText: '(no category given)' });
      await line.waitFor();
      await reader.follow(line);
      await reader.seeHeading('(no category given)');
      await reader.chooseLanguage('zh-Hans');
      await reader.seeHeading('（未填类别）');
      await reader.chooseLanguage('zh-Hant');
      await reader.seeHeading('（未填類別）');
      await reader.leave();
    });

    for (const [year, file] of [['2021-22', 'FY21-22__adopted.csv'], ['2022-23', 'FY22-23__adopted.csv']]) {
      it(`the row of ${file} that cannot be read is shown as it stands`, async () => {
        const reader = await home.reader();
        await reader.open('en', `budget/${year}/`);
        const text = await reader.page.locator('section', { has: reader.page.locator('#left-out') }).innerText();
        const left = readFileSync(path.join(DATA, file), 'utf8').trimEnd().split(/\r?\n/).at(-1);
        assert.ok(text.includes(`${file}, line 22237`), text);
        assert.ok(text.includes(left), `${left}\n${text}`);
        await reader.leave();
      });
    }

    it('no number of households: no figure per household, and it says so', async () => {
      const reader = await home.reader();
      await reader.open('en', 'budget/2021-22/');
      const text = await reader.mainText();
      assert.match(text, /number of households is not given/);
      assert.doesNotMatch(text, /per household per month/);
      await reader.leave();
    });
  });

  describe('within reach of everybody', () => {
    for (const below of ['', 'budget/', 'budget/2021-22/']) {
      it(`/oakland/${below} on a phone`, async () => {
        const reader = await home.reader({ axe: true });
        await reader.open('zh-Hans', below);
        seeNoFaults({ ...(await axeFaults(reader, 'standard')), ...(await reader.faultsOfForm(PHONE)) }, below);
        await reader.leave();
      });
    }
  });
}
