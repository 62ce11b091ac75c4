// Whoever only reads fetches no code for forms; whoever goes on to a form comes back again.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { house } from './support/house.mjs';
import { LANGS, kinds } from './support/site.mjs';
import { HEAVIER } from './support/tools.mjs';

const home = house();

/** The modules that a page has fetched, by name. */
async function fetched(reader, lang, below) {
  const names = new Set();
  const note = (request) => {
    const name = /assets\/(\w+)\.[0-9a-f]{16}\.wasm$/.exec(request.url());
    if (name) names.add(name[1]);
  };
  reader.page.on('request', note);
  await reader.open(lang, below);
  reader.page.off('request', note);
  return [...names].sort();
}

describe('the module of a page', () => {
  it('is that for reading wherever nothing is written', async () => {
    for (const { kind, below } of kinds(home.site)) {
      const reader = await home.reader();
      const acts = ['say', 'track'].includes(kind);
      const modules = await fetched(reader, 'zh-Hans', below);
      assert.equal(modules[0], acts ? 'act' : 'app', `${kind}: ${modules}`);
      await reader.leave();
    }
  });

  for (const lang of LANGS) {
    it(`${lang}: from reading to a form and back, by links and by the browser's own ways`, async () => {
      const reader = await home.reader();
      await reader.open(lang, '');
      const title = await reader.heading();
      await reader.follow(reader.page.locator('main a[href$="say/"], header a[href$="say/"], footer a[href$="say/"]').first());
      await reader.page.locator('.say-kinds').waitFor();
      await reader.seeAppTakeOver();
      // From here the pages that are read are taken over without a new document.
      await reader.page.evaluate(() => { window.sameDocument = true; });
      await reader.follow(reader.page.locator('.crumbs a').first());
      await reader.seeHeading(title);
      assert.ok(await reader.page.evaluate(() => window.sameDocument));
      await reader.goBack();
      await reader.page.locator('.say-kinds').waitFor();
      await reader.goBack();
      await reader.seeHeading(title);
      await reader.seeAppTakeOver();
      // Opened anew here, the browser goes forward to a page of the other module.
      await reader.page.reload();
      await reader.seeAppTakeOver();
      await reader.goForward();
      await reader.page.locator('.say-kinds').waitFor();
      await reader.seeAppTakeOver();
      await reader.leave();
    });
  }

  it('weighs at most 140 kB in brotli with its JS for reading, 224 kB with forms', () => {
    const folder = path.join(home.site.folder, 'assets');
    const weight = (name) =>
      readdirSync(folder)
        .filter((file) => new RegExp(`^${name}\\.[0-9a-f]{16}\\.(wasm|js)\\.br$`).test(file))
        .reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    const [read, act] = [weight('app'), weight('act')];
    console.log(`    app ${(read / 1000).toFixed(1)} kB, act ${(act / 1000).toFixed(1)} kB`);
    assert.ok(read > 0 && read <= 140_000 * HEAVIER, `${read} bytes`);
    assert.ok(act > 0 && act <= 224_000 * HEAVIER, `${act} bytes`);
  });
});
