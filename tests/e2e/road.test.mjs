// The whole road, as two people walk it: somebody in large-text mode, without network, tells a story
// by voice and leaves a telephone number; the office answers in its spreadsheet.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { ELDER } from './support/forms.mjs';
import { pictureFile } from './support/house.mjs';
import { PROGRAM, ROOT } from './support/site.mjs';
import { CHROMIUM, FLAGS, chromium } from './support/tools.mjs';

const SHEETS = process.env.MINGBAI_SHEETS;
const PASSPHRASE = 'xinglinli-example-office-key';
const PHONE = '13987651234';
const HEARD = '三号楼二单元的灯坏了半个月，晚上下楼要扶着墙走。';
const REPLY = '电工周三上午去换了灯，换下来的开关一起修好了。';

/** A microphone that hears a tone, and somebody who lets the page use it. */
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** Now, as the office writes times. */
const now = () => new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+08:00');

/** Every file below a folder. */
const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

/** How a number may hide: as it is, as UTF-16, in hex, in base64 at each of three offsets, backwards. */
function disguises(number) {
  const bytes = Buffer.from(number);
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replaceAll('=', '');
    // Whole groups only: what stands at the edges depends on the neighbours.
    return shifted.slice(offset && 4, Math.floor(shifted.length / 4) * 4);
  });
  return [
    bytes,
    Buffer.from(number, 'utf16le'),
    Buffer.from(bytes.toString('hex')),
    Buffer.from([...number].reverse().join('')),
    Buffer.from(`${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`),
    Buffer.from(`${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

const unpacked = (file) => {
  const bytes = readFileSync(file);
  if (file.endsWith('.gz')) return gunzipSync(bytes);
  return file.endsWith('.br') ? brotliDecompressSync(bytes) : bytes;
};

describe('a story from a phone without network to its answer', () => {
  it('is told by voice, survives the browser, arrives once, is answered and found, and the number stays inside', {
    skip: SHEETS ? false : 'no spreadsheet program (MINGBAI_SHEETS)',
  }, async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mingbai-road-'));
    const at = (name) => path.join(folder, name);
    const mingbai = (...given) => execFileSync(PROGRAM, [...given, '--lang', 'en'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let server;
    let browser;
    try {
      // The office opens.
      cpSync(path.join(ROOT, 'example/office'), at('office'), { recursive: true });
      writeFileSync(at('passphrase'), `${PASSPHRASE}\n`);
      const publish = () =>
        mingbai('publish', at('office'), '--shell', path.join(ROOT, 'target/shell'), '--out', at('site'), '--at', now());
      publish();
      const inbox = path.join(at('office'), 'inbox');
      const before = new Set(files(inbox));
      const arrived = () => files(inbox).filter((file) => !before.has(file) && !file.includes('/.'));
      server = spawn(PROGRAM, ['serve', at('site'), '--inbox', inbox, '--addr', '127.0.0.1:0', '--json', '--lang', 'en'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let listening;
      const listens = new Promise((done) => { listening = done; });
      for (const stream of [server.stdout, server.stderr]) {
        stream.on('data', (bytes) => {
          said += bytes;
          const addr = /"addr": *"([^"]+)"/.exec(said);
          if (addr) listening(`http://${addr[1]}`);
        });
      }
      const origin = await listens;

      const visit = async () => {
        browser = await chromium.launchPersistentContext(at('profile'), {
          executablePath: CHROMIUM,
          headless: true,
          args: [...FLAGS, ...MICROPHONE],
          viewport: { width: ELDER.width, height: ELDER.height },
          permissions: ['microphone'],
        });
        browser.setDefaultTimeout(15_000);
        const [page] = browser.pages();
        return page;
      };
      const stands = (page) => page.locator('html[data-app=ready]').waitFor({ state: 'attached' });
      const picture = (page, name) => page.screenshot({ path: pictureFile('elder', `road-${name}`), fullPage: true });

      // Somebody opens the form, then the network goes.
      let page = await visit();
      const outbox = page.waitForResponse((response) => /assets\/outbox.*\.wasm$/.test(response.url()));
      await page.goto(`${origin}/say/?kind=story&mode=elder`);
      await stands(page);
      await (await outbox).finished();
      await page.locator('form.say h1').waitFor();
      await browser.setOffline(true);
      const go = async (step) => {
        await page.locator('form.say button[type=submit]').click();
        await page.waitForURL((url) => url.searchParams.get('step') === step);
        await page.locator('form.say h1').waitFor();
      };
      await page.locator('input[name=whom][value=self]').check();
      await go('text');
      await page.locator('#voice').click();
      await page.locator('#voice-stop').waitFor();
      // The meter shows that it hears.
      await page.waitForFunction(() => Number(document.querySelector('.voice__level .bar__used')?.getAttribute('width')) > 100);
      await picture(page, 'recording');
      await page.locator('#voice-stop').click();
      await page.locator('audio.voice__play').waitFor();
      const heard = await page.locator('audio.voice__play').evaluate(async (audio) => {
        audio.muted = true;
        await audio.play();
        return audio.error === null;
      });
      assert.ok(heard, 'it can be listened to');
      await picture(page, 'recorded');
      await go('title');
      await go('category');
      await go('place');
      await go('photos');
      await go('public');
      await page.locator('input[name=public][value=yes]').check();
      await go('contact');
      await page.locator('#phone').fill(PHONE);
      await go('check');
      await picture(page, 'check');
      await page.locator('form.say button[type=submit]').click();
      await page.locator('.receipt__state[data-state=waiting]').waitFor();
      const code = (await page.locator('.receipt__code').innerText()).trim();
      assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      await picture(page, 'receipt');
      assert.deepEqual(arrived(), []);
      await browser.close();

      // Another day, with network: whoever opens any page of the site sends it.
      page = await visit();
      const stored = ['json', 'bin'].map((ending) =>
        page.waitForResponse((response) => response.request().method() === 'PUT' && response.url().endsWith(ending)));
      await page.goto(`${origin}/?mode=elder`);
      for (const response of await Promise.all(stored)) assert.equal(response.status(), 201);
      const [document, ...others] = arrived().filter((file) => file.endsWith('.json'));
      assert.deepEqual(others, []);
      assert.equal(arrived().length, 2, 'the letter and its recording');
      const id = path.basename(document, '.json');
      // What the unsent notice counts is nothing any more; the next visit sends nothing again.
      await page.waitForFunction(() =>
        Object.keys(localStorage).some((name) => name.startsWith('mingbai.outbox.') && /^0 0 /.test(localStorage.getItem(name))));

      // The office listens, writes down what was said, and answers.
      mingbai('inbox', 'export', at('office'), '--out', at('letters.xlsx'), '--passphrase-file', at('passphrase'));
      const typed = {
        state: '已回应', shown: '公开', public_text: HEARD, reply: REPLY, post: '居委会主任', day: now().slice(0, 10),
      };
      const row = JSON.parse(execFileSync(SHEETS, [
        path.join(ROOT, 'tests/e2e/support/clerk.py'), at('letters.xlsx'), '来件', id, at('answered.xlsx'),
      ], { input: JSON.stringify(typed), encoding: 'utf8' }));
      assert.equal(row.code, code);
      assert.equal(String(row.contact_phone), PHONE);
      assert.ok(row.voice, 'the sheet names the recording');
      mingbai('inbox', 'import', at('office'), at('answered.xlsx'), '--passphrase-file', at('passphrase'));
      publish();

      // It is found by its code, and read by everybody.
      await page.goto(`${origin}/track/?mode=elder`);
      await stands(page);
      await page.locator('#track-code').fill(code.toLowerCase().replaceAll('-', ' '));
      await page.locator('form.track button[type=submit]').click();
      await page.locator('.track__result').getByText('已回应').first().waitFor();
      await picture(page, 'track');
      await page.goto(`${origin}/stories/${code.toLowerCase().replaceAll('-', '')}/?mode=elder`);
      await stands(page);
      const shown = await page.locator('main').innerText();
      assert.ok(shown.includes(HEARD) && shown.includes(REPLY), shown);
      await picture(page, 'entry');
      assert.equal(arrived().length, 2, 'nothing was sent twice');
      await browser.close();

      // The number is where it belongs, and nowhere else.
      server.kill('SIGTERM');
      await once(server, 'exit');
      const hidden = disguises(PHONE);
      const found = (bytes) => hidden.some((needle) => bytes.includes(needle));
      assert.ok(found(Buffer.from(`x ${PHONE} y`)), 'what is looked for would be found');
      const open = [at('site'), ...readdirSync(folder).filter((name) => name.startsWith('.site')).map(at)]
        .flatMap(files)
        .filter((file) => found(unpacked(file)));
      assert.deepEqual(open, []);
      assert.ok(!found(Buffer.from(said)), said);
      const kept = [inbox, path.join(at('office'), 'decisions')].flatMap(files).filter((file) => found(readFileSync(file)));
      assert.deepEqual(kept, [], 'in the inbox it is sealed, in decisions it is not');
    } finally {
      await browser?.close().catch(() => {});
      server?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
