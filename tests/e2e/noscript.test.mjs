// With JavaScript off: every page is readable, says the same, and every link leads somewhere.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { FORMS, PHONE } from './support/forms.mjs';
import { house } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { ALL, LANGS, address, kinds, pageOf } from './support/site.mjs';

const home = house();

for (const lang of LANGS) {
  describe(`${lang}: without scripts`, () => {
    let without;
    let withApp;
    before(async () => {
      without = await home.reader({ script: false });
      withApp = await home.reader();
    });
    after(async () => {
      await without.leave();
      await withApp.leave();
    });

    for (const { kind, below } of kinds(home.site, { all: ALL })) {
      it(`${lang} ${kind} says what it says with scripts`, async () => {
        await without.open(lang, below, { taken: false });
        await withApp.open(lang, below);
        const text = await without.mainText();
        assert.ok(text.length > 20, 'there is something to read');
        assert.equal(text, await withApp.mainText());
        assert.equal(await without.page.title(), await withApp.page.title());
      });

      it(`${lang} ${kind} shows no control that needs scripts, and fits`, async () => {
        await without.open(lang, below, { taken: false });
        assert.equal(await without.page.locator('.needs-script:visible').count(), 0);
        assert.equal(await without.page.locator('button:visible').count(), 0);
        for (const form of FORMS.filter(({ mode }) => mode === 'standard')) {
          await without.page.setViewportSize({ width: form.width, height: form.height });
          seeNoFaults(await without.faultsOfForm(form), `${lang} ${below || '/'} ${form.name} without scripts`);
        }
      });
    }

    it(`${lang}: from the home page down to a payment and back up by links alone`, async () => {
      await without.open(lang, '', { taken: false });
      await without.page.locator('main .door__link').first().click();
      for (const deeper of ['year', 'group']) {
        const link = without.page.locator('main .line__name').first();
        const name = (await link.innerText()).trim();
        await link.click();
        await without.seeHeading(name);
        assert.ok(deeper);
      }
      await without.page.locator('.crumbs a').first().click();
      assert.equal(new URL(without.page.url()).pathname, address(lang, ''));
    });
  });
}

describe('disclosures without scripts', () => {
  it('the table and the languages open, and the languages lead to the same page', async () => {
    const reader = await home.reader({ script: false, form: PHONE });
    const { below } = pageOf(home.site, 'year');
    await reader.open('zh-Hans', below, { taken: false });
    const twin = reader.page.locator('main details.twin').first();
    await twin.locator('summary').click();
    await twin.locator('table').waitFor();
    await reader.openLanguageSheet();
    await reader.page.locator('.tools').getByRole('link', { name: 'English', exact: true }).click();
    assert.equal(new URL(reader.page.url()).pathname, address('en', below));
    await reader.leave();
  });
});
