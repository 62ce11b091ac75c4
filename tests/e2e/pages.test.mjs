// Every kind of page, in every language, in every size and mode: axe, and what axe does not see.
import { after, before, describe, it } from 'node:test';

import { axeFaults } from './support/axe.mjs';
import { FORMS } from './support/forms.mjs';
import { house, pictureFile } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { ALL, LANGS, kinds } from './support/site.mjs';

const home = house();
const PICTURED = ['phone', 'elder', 'kiosk'];

for (const lang of LANGS) {
  describe(`${lang}`, () => {
    let reader;
    before(async () => {
      reader = await home.reader({ axe: true });
    });
    after(() => reader.close());

    for (const { kind, below } of kinds(home.site, { all: ALL })) {
      describe(`${kind}`, () => {
        before(async () => {
          await reader.open(lang, below);
        });

        for (const form of FORMS) {
          it(`${lang} ${kind} is within reach of everybody: ${form.name} ${form.width}x${form.height}`, async () => {
            await reader.hold(form);
            if (PICTURED.includes(form.name)) {
              const name = `${lang}-${kind}`.replace(/[^\w-]+/g, '-');
              await reader.page.screenshot({ path: pictureFile(form.name, name), fullPage: true });
            }
            await reader.look('setDisclosures', true);
            const faults = { ...(await axeFaults(reader, form.mode)), ...(await reader.faultsOfForm(form)) };
            await reader.look('setDisclosures', false);
            seeNoFaults(faults, `${lang} ${below || '/'} ${form.name}`);
          });
        }

        it(`${lang} ${kind} leaves the browser nothing to complain about`, () => reader.seeNoComplaint());
      });
    }
  });
}
