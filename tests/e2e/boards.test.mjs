// Needs and resources, campaigns and questionnaires, points: what a visitor can do there.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { house } from './support/house.mjs';
import { LANGS, address, pageOf } from './support/site.mjs';

const home = house();

/** Every part of a page's data. */
const partsOf = (lang, below) => home.site.data(address(lang, below)).content.board.parts;

describe('the four lists', () => {
  for (const lang of LANGS) {
    it(`${lang}: each is one press away and keeps its place on the page`, async () => {
      const reader = await home.reader();
      await reader.open(lang, 'needs/');
      const lists = partsOf(lang, 'needs/').slice(1).map((part) => part.id);
      assert.deepEqual(lists, ['needs', 'resources', 'projects', 'duties']);
      for (const list of lists) {
        await reader.page.locator(`main a[href$="#${list}"]`).click();
        const top = await reader.page.locator(`#${list}`).evaluate((heading) => heading.getBoundingClientRect().top);
        assert.ok(top >= 0 && top < 700, `${list} stands at ${top}`);
      }
      await reader.leave();
    });
  }

  it('every form that a list offers says what it is about', async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', 'needs/');
    const forms = await reader.page.locator('main .board__row a[href*="say/?"]').evaluateAll((links) =>
      links.map((link) => ({ query: new URL(link.href).searchParams, text: link.textContent.trim() })).map(
        ({ query, text }) => ({ kind: query.get('kind'), about: query.get('about'), text }),
      ),
    );
    assert.ok(forms.length > 10);
    for (const { kind, about } of forms) {
      const [word] = about.split(':');
      assert.equal(word, kind === 'claim' ? 'project' : 'resource', about);
    }
    // Nobody has to guess which of two links is which.
    assert.equal(new Set(forms.map(({ text }) => text)).size, forms.length);
    await reader.leave();
  });
});

describe('figures', () => {
  it('of a few answers are not broken down, and it is said why', async () => {
    const below = home.site.below('zh-Hans').filter((path) => /^campaigns\/[^/]+\/paper\/$/.test(path));
    let small = 0;
    for (const paper of below) {
      const survey = paper.slice(0, -'paper/'.length);
      for (const part of partsOf('zh-Hans', survey).filter(({ id }) => id.startsWith('question-'))) {
        const text = JSON.stringify(part);
        if (text.includes('不到 5 户')) {
          small += 1;
          assert.deepEqual(part.rows, [], 'no row for a choice');
          assert.equal(part.table, undefined, 'and none in a table');
        }
      }
    }
    assert.ok(small > 0, 'the example has a questionnaire with few answers');
  });

  it('of a bar stand beside it and in the table', async () => {
    const reader = await home.reader();
    const { below } = pageOf(home.site, 'survey');
    await reader.open('en', below);
    const parts = partsOf('en', below).filter(({ table }) => table);
    assert.ok(parts.length >= 2);
    for (const part of parts) {
      const section = reader.page.locator(`section[aria-labelledby="${part.id}"]`);
      await section.locator('summary').click();
      const cells = await section.locator('tbody tr').evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
      );
      const rows = await section.locator('.board__row').allInnerTexts();
      assert.equal(rows.length, cells.length);
      for (const [at, [name, count, share]] of cells.entries()) {
        for (const figure of [name, count, share]) assert.ok(rows[at].includes(figure), `${figure} in ${rows[at]}`);
      }
    }
    await reader.leave();
  });
});

describe('a questionnaire on paper', () => {
  it('has a box for each choice, in the order in which the office types them', async () => {
    const reader = await home.reader();
    const { below } = pageOf(home.site, 'paper');
    await reader.open('zh-Hans', below);
    const questions = partsOf('zh-Hans', below)[0].rows;
    const drawn = await reader.page.locator('.board__paper > .board__row').evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('.board__box')].map((box) => box.textContent.trim())),
    );
    const boxes = questions.map(({ boxes }) => boxes.map(({ text }, at) => `${at + 1}${text}`));
    assert.deepEqual(drawn, boxes);
    await reader.leave();
  });

  it('prints without what can only be pressed', async () => {
    const reader = await home.reader();
    const { below } = pageOf(home.site, 'paper');
    await reader.open('zh-Hans', below);
    await reader.page.emulateMedia({ media: 'print' });
    assert.equal(await reader.page.locator('main button:visible, main .board__links:visible').count(), 0);
    const size = await reader.page
      .locator('.board__box')
      .first()
      .evaluate((box) => parseFloat(getComputedStyle(box).fontSize));
    assert.ok(size >= 20, `choices are printed at ${size} px`);
    await reader.leave();
  });
});

describe('the passbook', () => {
  it('asks nothing of the network until it is opened, and says when there is nothing', async () => {
    const reader = await home.reader();
    const asked = [];
    reader.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await reader.open('zh-Hans', 'points/');
    assert.deepEqual(
      asked.filter((path) => /outbox/.test(path)),
      [],
    );
    await reader.page.locator('.passbook button').click();
    const said = reader.page.locator('.passbook__entry');
    await said.first().waitFor();
    assert.equal(await said.count(), 1);
    assert.match(await said.first().innerText(), /还没有能算分的回执|没能读出/);
    await reader.leave();
  });
});
