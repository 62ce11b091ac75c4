// What a resident has said is kept on the device before anybody says so, and arrives once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';

import { axeFaults } from './support/axe.mjs';
import { ELDER, KIOSK, PHONE, SMALL_ELDER } from './support/forms.mjs';
import { Front, officeKey } from './support/front.mjs';
import { house } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { SITE, Site } from './support/site.mjs';
import { CHROMIUM, FLAGS, HEAVIER, chromium } from './support/tools.mjs';

const home = house();
/** How many times the browser is killed: 1,000 for an evening, ten here. */
const KILLS = Number(process.env.OUTBOX_KILLS ?? 10);
const FLAPS = 64;
/** A telephone number that may be read by nobody on the way. */
const CANARY = '13912345678';

const INBOX = { url: '/inbox/v1', conflict_means: 'exists' };
const SECOND = { url: '/inbox-b/v1', conflict_means: 'exists' };

let front;

before(async () => {
  await home.opened;
  front = await new Front(home.server.origin).start();
});
after(() => front?.stop());

beforeEach(() => {
  front.stored.clear();
  front.asked.length = 0;
  front.open = 0;
  front.most = 0;
  front.received = { v: 1, as_of: '2026-11-05T20:00:00+08:00', entries: [] };
  front.mend();
  front.config = { inboxes: [INBOX], keys: [officeKey(), officeKey('recovery')], received: '/received.json' };
});

/** A story as the form would hand it over. */
const story = (text, more = {}) => ({
  kind: 'story',
  submission: JSON.stringify({
    v: 1,
    kind: 'story',
    lang: 'zh-Hans',
    channel: 'web',
    answers: { text },
    public: true,
    contact: { name: '王阿姨', phone: CANARY },
  }),
  uploads: [],
  kiosk: false,
  ...more,
});

/** A resident at the site behind the front. */
async function resident(options = {}) {
  const reader = await home.reader({ baseURL: front.origin, ...options });
  await reader.openHome();
  return reader;
}

/** Calls a function of the module inside the page, as the app does. */
function call(reader, name, ...args) {
  return reader.page.evaluate(
    async ([community, name, args]) => {
      const given = args.map((one) =>
        one && one.uploads
          ? {
            ...one,
            // So many bytes, or these.
            uploads: one.uploads.map((upload) => ({
              ...upload,
              bytes: typeof upload.bytes === 'number' ? new Uint8Array(upload.bytes).fill(7) : new Uint8Array(upload.bytes),
            })),
          }
          : one,
      );
      try {
        const module = await window.mingbaiOutbox();
        module.begin(community);
        // What cannot be fetched is taken from what was known last.
        await module.configure(await fetch('/config.json').then((r) => r.text()).catch(() => ''));
        return { is: await module[name](...given) };
      } catch (error) {
        return { refused: error.problem ? { ...error } : String(error) };
      }
    },
    [front.community, name, args],
  ).then((answer) => {
    if (answer.refused) throw Object.assign(new Error(JSON.stringify(answer.refused)), answer.refused);
    return answer.is;
  });
}

const keep = (reader, request) => call(reader, 'keep', request);
const pending = (reader) => call(reader, 'pending');

/** Loads the page anew: what waits is sent by itself. */
async function reload(reader) {
  await reader.page.reload({ waitUntil: 'load' });
  await reader.seeAppTakeOver();
}

const notice = (reader) => reader.page.locator('.unsent [role=status]');

/** The inbox is out of reach, as seen from the page. */
const unreachable = () => 'be lost';

/** Fetches of the test itself make the browser complain; those of the app must not. */
function forgiveLostRequests(reader) {
  reader.complaints = reader.complaints.filter((one) => !/Failed to load resource/.test(one));
}

describe('keeping', () => {
  it('is done when it says so, strictly, and outlives the page', async () => {
    front.answer = unreachable;
    const reader = await resident();
    const said = await reader.page.evaluate(async ([community, request]) => {
      const modes = [];
      const own = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function transaction(names, mode, options) {
        const made = own.call(this, names, mode, options);
        modes.push({ mode, durability: made.durability, done: false });
        const noted = modes.at(-1);
        made.addEventListener('complete', () => { noted.done = true; });
        return made;
      };
      const module = await window.mingbaiOutbox();
      module.begin(community);
      await module.configure(await (await fetch('/config.json')).text());
      const kept = await module.keep(request);
      return { kept, modes: modes.map((one) => ({ ...one })) };
    }, [front.community, story('东门的灯坏了。')]);
    const writes = said.modes.filter(({ mode }) => mode === 'readwrite');
    assert.ok(writes.length > 0);
    for (const write of writes) assert.equal(write.durability, 'strict');
    assert.ok(writes[0].done, 'complete before it resolves');
    assert.match(said.kept.code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);

    const again = await reader.page.context().newPage();
    await reader.page.close();
    reader.page = again;
    await again.goto('/');
    await reader.seeAppTakeOver();
    const [item] = await pending(reader);
    assert.deepEqual(
      { id: item.id, code: item.code, kind: item.kind, state: item.state, sealed: item.sealed },
      { ...said.kept, kind: 'story', state: 'waiting', sealed: true },
    );
    await reader.close();
  });

  it('seals what is said before it is written down, and photographs too', async () => {
    const reader = await resident();
    const photo = { type: 'image/jpeg', bytes: [...Buffer.from(`photo ${CANARY}`)], caption: CANARY };
    await keep(reader, story(`我的电话 ${CANARY}`, { uploads: [photo] }));
    const kept = await reader.page.evaluate(async () => {
      const [{ name }] = await indexedDB.databases();
      const database = await new Promise((done) => {
        indexedDB.open(name).onsuccess = (event) => done(event.target.result);
      });
      const all = [];
      for (const store of database.objectStoreNames) {
        const values = await new Promise((done) => {
          database.transaction(store).objectStore(store).getAll().onsuccess = (event) => done(event.target.result);
        });
        const text = (value) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value);
        for (const value of values) {
          all.push(typeof value === 'object' && !(value instanceof Uint8Array)
            ? JSON.stringify(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, text(v)])))
            : text(value));
        }
      }
      return all.join('\n');
    });
    assert.match(kept, /"sealed\\*":\{/);
    assert.ok(!kept.includes(CANARY));
    await reload(reader);
    await front.until(() => front.documents().size === 1);
    const media = [...front.stored.values()].filter(({ ending }) => ending === 'bin');
    assert.equal(media.length, 1);
    assert.equal(front.asked[0].ending, 'bin', 'the photograph goes first');
    for (const { body } of front.stored.values()) assert.ok(!body.includes(CANARY));
    await reader.leave();
  });

  it('goes open, and says so, only where a site has no keys', async () => {
    front.config.keys = [];
    const reader = await resident();
    await keep(reader, story('长椅旧了。'));
    const [item] = await pending(reader);
    assert.equal(item.sealed, false);
    front.config.keys = [{ ...officeKey(), kid: '0123456789abcdef' }];
    await assert.rejects(keep(reader, story('长椅旧了。')), { problem: 'seal' });
    await reader.close();
  });

  it('refuses what is no submission, or too long', async () => {
    const reader = await resident();
    await assert.rejects(keep(reader, { ...story('x'), submission: '{"v":1}' }), { problem: 'content' });
    await assert.rejects(keep(reader, story('长'.repeat(12_000))), { problem: 'too-long' });
    const huge = { type: 'image/jpeg', bytes: 2 * 1024 * 1024 };
    await assert.rejects(keep(reader, story('x', { uploads: [huge] })), { problem: 'too-long' });
    assert.deepEqual(await pending(reader), []);
    await reader.close();
  });

  it('fetches the module for nobody who only reads', async () => {
    const fetched = [];
    const reader = await home.reader({ baseURL: front.origin });
    reader.page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await reader.openHome();
    await reader.openBudget();
    await reader.page.waitForLoadState('networkidle');
    assert.ok(fetched.some((name) => name.includes('/assets/app.')));
    assert.deepEqual(fetched.filter((name) => name.includes('outbox')), []);
    assert.equal(await notice(reader).innerText(), '');
    await reader.leave();
  });
});

describe('sending', () => {
  it('waits out a day without a network and arrives once', async () => {
    front.answer = unreachable;
    const reader = await resident();
    const { id } = await keep(reader, story('楼道堆了杂物。'));
    await reload(reader);
    await notice(reader).filter({ hasText: '尚未送出 1 条，存在这台设备上。现在送不出去' }).waitFor();
    assert.equal(front.documents().size, 0);
    await reload(reader);
    await notice(reader).filter({ hasText: '尚未送出 1 条' }).waitFor();
    front.mend();
    await reader.page.context().setOffline(true);
    await reader.page.context().setOffline(false);
    await notice(reader).filter({ hasText: '1 条已送达。' }).waitFor();
    assert.deepEqual([...front.documents().keys()], [id]);
    assert.equal(front.asked.filter(({ status }) => status === 201).length, 1);
    const [item] = await pending(reader);
    assert.equal(item.state, 'sent', 'kept until the published list shows it');
    const [receipt] = await call(reader, 'receipts');
    assert.ok(receipt.sent > 0 && receipt.id === id);
    await reader.page.locator('.unsent button').waitFor({ state: 'detached' });
    forgiveLostRequests(reader);
    await reader.leave();
  });

  it('by the button, with words for every step', async () => {
    front.answer = unreachable;
    const reader = await resident();
    await keep(reader, story('健身器材坏了。'));
    await reload(reader);
    await notice(reader).filter({ hasText: '现在送不出去' }).waitFor();
    let release;
    const held = new Promise((done) => { release = done; });
    front.answer = async () => {
      await held;
      return 'store';
    };
    await reader.page.getByRole('button', { name: '现在送' }).click();
    await notice(reader).filter({ hasText: '正在送' }).waitFor();
    assert.equal(await reader.page.getByRole('button', { name: '现在送' }).isDisabled(), true);
    release();
    await notice(reader).filter({ hasText: '1 条已送达。' }).waitFor();
    await reader.close();
  });

  it('makes one document of an answer that was lost', async () => {
    front.answer = (_, nth) => (nth === 0 ? 'store, then be lost' : 'store');
    const reader = await resident();
    await keep(reader, story('想要一个快递柜。'));
    await reload(reader);
    await front.until(() => front.asked.length === 1);
    await notice(reader).filter({ hasText: '现在送不出去' }).waitFor();
    await reader.page.getByRole('button', { name: '现在送' }).click();
    await notice(reader).filter({ hasText: '1 条已送达。' }).waitFor();
    assert.deepEqual(front.asked.map(({ status }) => status), [201, 200]);
    assert.equal(front.documents().size, 1);
    await reader.close();
  });

  it(`survives a network that comes and goes ${FLAPS} times`, async () => {
    const reader = await resident();
    const kept = [];
    front.answer = (_, nth) => ['be lost', 'store, then be lost', 'store', 503][nth % 4];
    for (let n = 0; n < 8; n += 1) kept.push((await keep(reader, story(`第 ${n} 件事。`))).id);
    await reload(reader);
    for (let flap = 0; flap < FLAPS; flap += 1) {
      await reader.page.context().setOffline(true);
      await reader.page.context().setOffline(false);
    }
    front.mend();
    await reader.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await front.until(() => front.documents().size === kept.length);
    await notice(reader).filter({ hasText: '已送达' }).waitFor();
    await reader.page.locator('.unsent button').waitFor({ state: 'detached' });
    assert.deepEqual([...front.documents().keys()].sort(), kept.sort());
    assert.equal(front.asked.filter(({ status }) => status === 201).length, kept.length);
    for (const item of await pending(reader)) assert.equal(item.state, 'sent');
    await reader.close();
  });

  for (const [how, without] of [['a lock', false], ['a lease, where there are no locks', true]]) {
    it(`is done by one tab at a time, by ${how}`, async () => {
      const reader = await home.reader({ baseURL: front.origin });
      if (without) {
        await reader.page.context().addInitScript(() => {
          Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
        });
      }
      await reader.openHome();
      const other = await reader.page.context().newPage();
      await other.goto('/');
      for (let n = 0; n < 4; n += 1) await keep(reader, story(`第 ${n} 件事。`));
      let release;
      let begin;
      const held = new Promise((done) => { release = done; });
      const began = new Promise((done) => { begin = done; });
      front.answer = async () => {
        begin();
        await held;
        return 'store';
      };
      const first = call(reader, 'flush', 'button');
      await began;
      const second = await call({ page: other }, 'flush', 'button');
      assert.deepEqual(second, { sent: 0, waiting: 4, refused: 0, busy: true });
      release();
      assert.deepEqual(await first, { sent: 4, waiting: 0, refused: 0, busy: false });
      assert.equal(front.most, 1);
      assert.deepEqual(await call({ page: other }, 'flush', 'button'), { sent: 0, waiting: 0, refused: 0, busy: false });
      assert.equal(front.asked.length, 4);
      await reader.close();
    });
  }

  it('tries the other inbox', async () => {
    front.config.inboxes = [INBOX, SECOND];
    front.answer = ({ inbox }) => (inbox === 'inbox' ? 500 : 'store');
    const reader = await resident();
    await keep(reader, story('路面有坑。'));
    assert.equal((await call(reader, 'flush', 'due')).sent, 1);
    assert.deepEqual(front.asked.map(({ inbox, status }) => [inbox, status]), [['inbox', 500], ['inbox-b', 201]]);
    await reader.close();
  });
});

describe('what an inbox answers', () => {
  it('429: waits as long as it is asked to, whoever is impatient', async () => {
    front.answer = () => [429, 120];
    const reader = await resident();
    await keep(reader, story('一。'));
    await keep(reader, story('二。'));
    // The browser's own clock stands at the day of publication.
    const clock = () => reader.page.evaluate(() => Date.now());
    const before = await clock();
    await call(reader, 'flush', 'due');
    const after = await clock();
    assert.equal(front.asked.length, 1, 'the second is not tried: it would be told the same');
    for (const item of await pending(reader)) {
      assert.equal(item.state, 'waiting');
      assert.ok(item.nextTry >= before + 120_000 && item.nextTry <= after + 121_000, `${item.nextTry - before}`);
    }
    for (const reason of ['due', 'woken', 'button']) await call(reader, 'flush', reason);
    assert.equal(front.asked.length, 1);
    await reader.close();
  });

  it('500: keeps it, waits by itself, and goes on with the next', async () => {
    front.answer = (_, nth) => (nth === 0 ? 500 : 'store');
    const reader = await resident();
    const { id } = await keep(reader, story('一。'));
    await keep(reader, story('二。'));
    const flushed = await call(reader, 'flush', 'due');
    assert.deepEqual(flushed, { sent: 1, waiting: 1, refused: 0, busy: false });
    const item = (await pending(reader)).find((one) => one.id === id);
    assert.equal(item.tries, 1);
    assert.equal(item.status, 500);
    assert.equal((await call(reader, 'flush', 'woken')).sent, 1);
    await reader.close();
  });

  for (const status of [400, 404, 405, 411, 413, 415, 422]) {
    it(`${status}: keeps the text, says so, and does not try again by itself`, async () => {
      front.answer = () => status;
      const reader = await resident();
      await keep(reader, story('一。'));
      assert.equal((await call(reader, 'flush', 'due')).refused, 1);
      const [item] = await pending(reader);
      assert.deepEqual([item.state, item.status], ['refused', status]);
      for (const reason of ['due', 'woken']) await call(reader, 'flush', reason);
      assert.equal(front.asked.length, 1);
      if (status === 413) {
        await reload(reader);
        await notice(reader).filter({ hasText: '1 条没有送成，原文还在这台设备上。' }).waitFor();
        assert.equal(front.asked.length, 1);
      }
      assert.match(await call(reader, 'export_item', item.id), /"document":/);
      front.mend();
      assert.equal((await call(reader, 'flush', 'button')).sent, 1);
      await reader.close();
    });
  }

  for (const [means, state] of [['exists', 'sent'], ['retry', 'waiting']]) {
    it(`409 where it means «${means}»: ${state}`, async () => {
      front.config.inboxes = [{ ...INBOX, conflict_means: means }];
      front.answer = () => 409;
      const reader = await resident();
      await keep(reader, story('一。'));
      await call(reader, 'flush', 'due');
      const [item] = await pending(reader);
      assert.equal(item.state, state);
      await reader.close();
    });
  }

  for (const status of [200, 204, 412]) {
    it(`${status}: it is there`, async () => {
      front.answer = () => status;
      const reader = await resident();
      await keep(reader, story('一。'));
      assert.equal((await call(reader, 'flush', 'due')).sent, 1);
      await reader.close();
    });
  }
});

describe('the published list', () => {
  it('takes off the device what it shows, and nothing else', async () => {
    const reader = await resident();
    const shown = await keep(reader, story('一。', { uploads: [{ type: 'image/jpeg', bytes: [1, 2, 3] }] }));
    const other = await keep(reader, story('二。'));
    front.received = { v: 1, as_of: '2026-11-05T20:00:00+08:00', entries: [{ id: shown.id, kind: 'story', state: 'reviewing', day: '2026-11-05' }] };
    await reload(reader);
    await front.until(() => front.documents().size === 2);
    await reader.page.waitForFunction(
      (name) => / [1-9]\d{11,}$/.test(localStorage.getItem(name) ?? ''),
      `mingbai.outbox.${front.community}`,
    );
    const left = await pending(reader);
    assert.deepEqual(left.map(({ id, state }) => [id, state]), [[other.id, 'sent']]);
    const receipts = await call(reader, 'receipts');
    assert.deepEqual(
      receipts.map(({ id, listed }) => [id, listed]).sort(),
      [[shown.id, 'reviewing'], [other.id, undefined]].sort(),
    );
    await reader.leave();
  });

  it('settles even what was never told to have arrived', async () => {
    front.answer = () => 'store, then be lost';
    const reader = await resident();
    const { id } = await keep(reader, story('一。'));
    await call(reader, 'flush', 'due');
    const listed = JSON.stringify({ v: 1, entries: [{ id, state: 'received' }] });
    assert.deepEqual(await call(reader, 'settle', listed), { settled: 1 });
    assert.deepEqual(await pending(reader), []);
    await assert.rejects(call(reader, 'settle', '<html>'), { problem: 'content' });
    await reader.close();
  });
});

describe('at a kiosk', () => {
  it('keeps sealed things only, until an inbox has them, and no trace after', async () => {
    const reader = await resident();
    const { id } = await keep(reader, story('一。', { kiosk: true }));
    assert.equal((await pending(reader)).length, 1);
    assert.equal((await call(reader, 'flush', 'due')).sent, 1);
    assert.deepEqual([...front.documents().keys()], [id]);
    assert.deepEqual(await pending(reader), []);
    assert.deepEqual(await call(reader, 'receipts'), []);
    front.config.keys = [];
    await assert.rejects(keep(reader, story('一。', { kiosk: true })), { problem: 'unsealed' });
    await reader.close();
  });
});

describe('ways out without a network', () => {
  it('a file brings it to another device, which sends it', async () => {
    front.answer = unreachable;
    const reader = await resident();
    const photo = { type: 'image/jpeg', bytes: [1, 2, 3], caption: '东门' };
    const kept = await keep(reader, story('一。', { uploads: [photo] }));
    const file = await call(reader, 'export_item', kept.id);
    assert.ok(!file.includes(CANARY));
    assert.equal(file.trimEnd().split('\n').length, 2);
    await reader.close();
    front.mend();
    const other = await resident();
    assert.deepEqual(await call(other, 'import_item', file), [kept]);
    assert.equal((await call(other, 'flush', 'due')).sent, 1);
    assert.equal(front.stored.size, 2);
    await assert.rejects(call(other, 'import_item', file.replace('"document":"{', '"document":" {')), { problem: 'content' });
    await other.close();
  });

  it('codes hold the document, letter by letter', async () => {
    const reader = await resident();
    const { id } = await keep(reader, story('一。'));
    const codes = await call(reader, 'qr', id);
    assert.ok(codes.length >= 2 && codes.length <= 12, `${codes.length} codes`);
    codes.forEach(({ side, path: drawn, text }, at) => {
      assert.match(text, new RegExp(`^MINGBAI:1:${id.slice(0, 8).toUpperCase()}:${at + 1}/${codes.length}:[0-9A-Z]+$`));
      assert.ok(side <= 73 && drawn.startsWith('M4 4h7v1h-7z'));
    });
    await assert.rejects(call(reader, 'qr', '0'.repeat(64)), { problem: 'unknown' });
    await reader.close();
  });

  it('a browser that keeps nothing says so, and can still send, show and copy', async () => {
    const reader = await home.reader({ baseURL: front.origin });
    await reader.page.context().addInitScript(() => {
      IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };
    });
    await reader.openHome();
    const request = story('一。');
    await assert.rejects(keep(reader, request), { problem: 'private' });
    front.answer = (_, nth) => (nth === 0 ? 'store, then be lost' : 'store');
    await assert.rejects(call(reader, 'send_unkept', request), { problem: 'unsent' });
    const file = await call(reader, 'export_unkept', request);
    const codes = await call(reader, 'qr_unkept', request);
    const sent = await call(reader, 'send_unkept', request);
    assert.deepEqual([...front.documents().keys()], [sent.id], 'one document, however often it was tried');
    assert.ok(file.includes(sent.id));
    assert.ok(codes[0].text.includes(sent.id.slice(0, 8).toUpperCase()));
    front.answer = () => 422;
    await assert.rejects(call(reader, 'send_unkept', story('二。')), { problem: 'refused', status: 422 });
    await reader.close();
  });

  for (const [when, fill] of [
    ['at once', () => {
      IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
    }],
    ['when it comes to writing', () => {
      IDBTransaction.prototype.commit = function commit() { this.abort(); };
    }],
  ]) {
    it(`a device that is full says so ${when}, and what was kept before stays`, async () => {
      const reader = await resident();
      const earlier = await keep(reader, story('一。'));
      await reader.page.evaluate(fill);
      const photo = { type: 'image/jpeg', bytes: 900_000 };
      await assert.rejects(keep(reader, story('二。', { uploads: [photo] })), { problem: 'quota' });
      await reader.page.reload();
      assert.deepEqual((await pending(reader)).map(({ id }) => id), [earlier.id]);
      await reader.close();
    });
  }

  it('forgets and wipes at a word', async () => {
    const reader = await resident();
    const one = await keep(reader, story('一。', { uploads: [{ type: 'image/jpeg', bytes: [1] }] }));
    await keep(reader, story('二。'));
    await call(reader, 'forget', one.id);
    assert.equal((await pending(reader)).length, 1);
    assert.equal((await call(reader, 'receipts')).length, 1);
    await assert.rejects(call(reader, 'forget', one.id), { problem: 'unknown' });
    await call(reader, 'wipe');
    assert.deepEqual(await reader.page.evaluate(() => indexedDB.databases()), []);
    await reader.close();
  });
});

describe('the notice', () => {
  for (const form of [PHONE, ELDER, SMALL_ELDER, KIOSK]) {
    it(`owes nothing on ${form.name}`, async () => {
      front.answer = unreachable;
      const reader = await resident({ form, axe: true });
      await keep(reader, story('一。'));
      await reload(reader);
      await notice(reader).filter({ hasText: '现在送不出去' }).waitFor();
      const moved = await reader.page.evaluate(
        () => new Promise((done) => {
          new PerformanceObserver((list, observer) => {
            observer.disconnect();
            done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0));
          }).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => done(0)));
        }),
      );
      assert.ok(moved < 0.05, `layout moved by ${moved}`);
      await reader.hold(form);
      // At the page's end it stands in a place of its own; before, it lies over what is scrolled.
      await reader.page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await reader.nextFrame();
      seeNoFaults(
        { ...(await axeFaults(reader, form.mode)), ...(await reader.faultsOfForm(form)) },
        `the notice on ${form.name}`,
      );
      await reader.close();
    });
  }
});

describe('a browser that is killed', () => {
  /** Chromium with a profile of its own, as a process that can be killed outright. */
  async function born(profile) {
    const child = spawn(
      CHROMIUM,
      [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    let said = '';
    const where = await new Promise((found, failed) => {
      child.stderr.on('data', (bytes) => {
        said += bytes;
        const listening = /DevTools listening on (ws:\S+)/.exec(said);
        if (listening) found(listening[1]);
      });
      child.once('exit', () => failed(new Error(`Chromium ended: ${said}`)));
    });
    const browser = await chromium.connectOverCDP(where);
    const [context] = browser.contexts();
    const page = await context.newPage();
    return {
      page,
      async kill() {
        const gone = once(child, 'exit');
        process.kill(-child.pid, 'SIGKILL');
        await gone;
        await browser.close().catch(() => {});
      },
    };
  }

  it(`${KILLS} times loses nothing that it said was kept, and sends each once`, async () => {
    const profile = mkdtempSync(path.join(os.tmpdir(), 'mingbai-outbox-'));
    const acknowledged = [];
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const { page, kill: shoot } = await born(profile);
        // Every other time it dies while it sends.
        front.answer = kill % 2 ? () => 'store' : unreachable;
        let heard;
        const enough = new Promise((done) => { heard = done; });
        const wanted = 1 + ((kill * 7) % 5);
        let told = 0;
        await page.exposeBinding('told', (_, id) => {
          acknowledged.push(id);
          told += 1;
          if (told === wanted) heard();
        });
        await page.goto(front.origin);
        await page.locator('html[data-app=ready]').waitFor({ state: 'attached' });
        page
          .evaluate(async ([community, request, kill]) => {
            const module = await window.mingbaiOutbox();
            module.begin(community);
            await module.configure(await (await fetch('/config.json')).text());
            for (let n = 0; ; n += 1) {
              const submission = request.submission.replace('内容', `第 ${kill} 回第 ${n} 件事。`);
              const { id } = await module.keep({ ...request, submission, uploads: [{ type: 'image/jpeg', bytes: new Uint8Array(n % 3 ? 10 : 70_000) }] });
              await window.told(id);
              if (n % 2) module.flush('button').catch(() => {});
            }
          }, [front.community, story('内容'), kill])
          // It ends with the browser.
          .catch(() => {});
        await enough;
        await shoot();
      }
      front.mend();
      const { page, kill: shoot } = await born(profile);
      const reader = { page };
      await page.goto(front.origin);
      await page.locator('html[data-app=ready]').waitFor({ state: 'attached' });
      // By itself: nobody presses anything.
      await front.until(() => acknowledged.every((id) => front.documents().has(id)));
      await page.waitForFunction(
        (name) => /^0 0 /.test(localStorage.getItem(name) ?? ''),
        `mingbai.outbox.${front.community}`,
      );
      const items = await pending(reader);
      const ids = new Set(items.map(({ id }) => id));
      assert.deepEqual(acknowledged.filter((id) => !ids.has(id)), []);
      for (const { id, state } of items) {
        assert.equal(state, 'sent');
        assert.ok(front.documents().has(id));
      }
      const stores = front.asked.filter(({ status, ending }) => status === 201 && ending === 'json');
      assert.equal(stores.length, front.documents().size);
      console.log(`    ${acknowledged.length} kept over ${KILLS} kills, 0 lost, 0 twice`);
      await shoot();
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  });
});

describe('its weight', () => {
  it('is at most 65 kB in brotli, and pages name it without fetching it', () => {
    const html = new Site(SITE).html('/');
    let weight = 0;
    for (const what of ['js', 'wasm']) {
      const [, name] = new RegExp(`data-outbox-${what}="/([^"]+)"`).exec(html);
      weight += readFileSync(path.join(SITE, `${name}.br`)).length;
    }
    assert.ok(weight <= 65_000 * HEAVIER, `${weight} bytes`);
  });
});
