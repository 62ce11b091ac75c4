// One server and one browser for a file of tests, and readers who visit.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';

import { PHONE } from './forms.mjs';
import { Reader } from './reader.mjs';
import { startServer } from './server.mjs';
import { SCREENSHOTS, SITE, Site } from './site.mjs';
import { AXE_SOURCE, launch } from './tools.mjs';

const IN_PAGE = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'in-page.js');

/**
 * Opens the house before the file's tests and closes it after them. `folder` and `also` choose
 * another site than the example.
 */
export function house({ folder = SITE, base = '/', also = [], serve = folder } = {}) {
  const own = { site: new Site(folder, base), readers: new Set() };
  /** For what stands on the house: hooks of a file's top level do not wait for each other. */
  own.opened = new Promise((opened) => {
    before(async () => {
      own.server = await startServer({ site: serve, also });
      own.browser = await launch();
      opened();
    });
  });
  after(async () => {
    await own.browser?.close();
    await own.server?.stop();
  });

  /**
   * A person with a browser of their own. `form`: size and mode; `axe`: the checker rides along;
   * `script: false`: JavaScript is off; `at`: the time at which they come, else that of the publication,
   * so that nothing is overdue that was not then; anything else goes to the browser context.
   */
  own.reader = async ({ form = PHONE, axe = false, script = true, at = own.site.publishedAt, ...context } = {}) => {
    const opened = await own.browser.newContext({
      baseURL: own.server.origin,
      viewport: { width: form.width, height: form.height },
      colorScheme: 'light',
      javaScriptEnabled: script,
      locale: 'zh-CN',
      ...context,
    });
    opened.setDefaultTimeout(10_000);
    await opened.clock.setSystemTime(at);
    await opened.addInitScript({ path: IN_PAGE });
    if (axe) await opened.addInitScript({ content: AXE_SOURCE });
    const reader = new Reader(await opened.newPage(), own.site, own.server.origin);
    own.readers.add(reader);
    return reader;
  };
  return own;
}

/** Where a picture is kept: `target/screenshots/<mode>/<name>.png`. */
export function pictureFile(mode, name) {
  const folder = path.join(SCREENSHOTS, mode);
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}
