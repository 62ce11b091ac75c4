// deploy/nginx: the recipe for hosts that have nginx and nothing of ours, held to what the inbox's
// contract asks of nginx, and to its own claim: what it took survives its crash.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, it as test } from 'node:test';

import { nginxProgram, startNginx } from './support/nginx.mjs';
import { startServer } from './support/server.mjs';
import { SITE } from './support/site.mjs';

const KINDS = ['ballot', 'story', 'proposal', 'question', 'rating', 'support', 'report', 'need', 'offer', 'claim', 'survey', 'mediation'];
const DOCUMENT = 65_536;
const MEDIA = 2 * 1024 * 1024;

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const place = (id, { kind = 'story', community = 'xinglinli', end = 'json' } = {}) =>
  `/inbox/v1/${community}/${kind}/${id.slice(0, 2)}/${id}.${end}`;

/** A document of its own with its place. */
function fresh(options = {}) {
  const bytes = options.bytes ?? Buffer.from(JSON.stringify({ v: 1, kind: 'story', community: 'xinglinli', schema: 'story-1', nonce: randomBytes(16).toString('hex'), body: {} }));
  return { bytes, path: place(hash(bytes), options) };
}

/** One request, its path sent as it is written. */
function ask(nginx, method, target, { headers = {}, body, agent } = {}) {
  return new Promise((told, failed) => {
    const request = http.request({ host: '127.0.0.1', port: nginx.port, method, path: target, headers, agent }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => told({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
      answer.on('error', failed);
    });
    request.on('error', failed);
    request.end(body);
  });
}

const put = (nginx, target, body, { type = 'application/json', headers = {}, agent } = {}) =>
  ask(nginx, 'PUT', target, {
    headers: { 'content-type': type, 'content-length': body.length, 'if-none-match': '*', ...headers },
    body,
    agent,
  });

/** An upload that is sent in two halves (nginx opens a file for more than 16 kB), with a moment in between that the test chooses. */
async function slowly(nginx, target, body) {
  const socket = net.connect(nginx.port, '127.0.0.1');
  await once(socket, 'connect');
  let said = '';
  socket.on('data', (bytes) => {
    said += bytes;
  });
  const half = body.length >> 1;
  socket.write(`PUT ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`);
  socket.write(body.subarray(0, half));
  return {
    socket,
    async finish() {
      socket.write(body.subarray(half));
      await once(socket, 'close');
      return Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1]);
    },
  };
}

/** Every file below a folder, without nginx's own unfinished ones. */
function files(folder, below = '') {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    if (name === '.nginx') return [];
    return entry.isDirectory() ? files(folder, name) : [name];
  });
}
const unfinished = (nginx) => readdirSync(path.join(nginx.inbox, '.nginx'));
const stored = (nginx, target) => path.join(nginx.inbox, target.replace('/inbox/v1/', ''));


/** Looks again and again; the test runner's own limit ends a wait that has no end. */
async function until(holds) {
  while (!holds()) await new Promise((next) => setImmediate(next));
}

const missing = nginxProgram() ? false : 'nginx is not to be had';
const it = (name, run) => test(name, { skip: missing }, run);

describe('the inbox of nginx', () => {
  let nginx;
  before(async () => {
    if (!missing) nginx = await startNginx({ site: SITE });
  });
  after(() => nginx?.stop());

  it('takes every kind once, and keeps the bytes as they came', async () => {
    for (const kind of KINDS) {
      const { bytes, path: target } = fresh({ kind });
      assert.equal((await put(nginx, target, bytes)).status, 201, kind);
      assert.deepEqual(readFileSync(stored(nginx, target)), bytes);
      const again = await put(nginx, target, bytes);
      assert.equal(again.status, 412);
      assert.equal(again.headers['content-type'], 'application/problem+json');
    }
    const photo = fresh({ bytes: randomBytes(1000), kind: 'media', end: 'bin' });
    assert.equal((await put(nginx, photo.path, photo.bytes, { type: 'application/octet-stream' })).status, 201);
    assert.deepEqual(unfinished(nginx), []);
  });

  it('keeps what is there against other bytes under its name', async () => {
    const { bytes, path: target } = fresh();
    assert.equal((await put(nginx, target, bytes)).status, 201);
    assert.equal((await put(nginx, target, Buffer.from('{"other":true}'))).status, 412);
    assert.deepEqual(readFileSync(stored(nginx, target)), bytes);
  });

  it('keeps its files from strangers on the host', async () => {
    const { bytes, path: target } = fresh();
    await put(nginx, target, bytes);
    assert.equal(statSync(stored(nginx, target)).mode & 0o007, 0);
  });

  it('lets nobody read, list, change or remove', async () => {
    const { bytes, path: target } = fresh();
    await put(nginx, target, bytes);
    const folders = ['/inbox', '/inbox/', '/inbox/v1/', '/inbox/v1/xinglinli/', '/inbox/v1/xinglinli/story/', path.dirname(target), `${path.dirname(target)}/`];
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'PATCH', 'PROPFIND', 'MKCOL', 'COPY', 'MOVE', 'LOCK']) {
      for (const where of [target, place(hash('not here')), ...folders]) {
        const answer = await ask(nginx, method, where, { headers: { destination: '/inbox/v1/xinglinli/story/aa/x.json', 'content-length': 0 } });
        assert.equal(answer.status, 405, `${method} ${where}`);
        assert.equal(answer.headers.allow, 'PUT, OPTIONS', `${method} ${where}`);
        assert.ok(!answer.body.includes(bytes), `${method} ${where}`);
        assert.ok(!answer.body.includes('Index of'), `${method} ${where}`);
      }
    }
    assert.deepEqual(readFileSync(stored(nginx, target)), bytes);
    // A method that nginx itself does not know is refused before any of this.
    assert.ok((await ask(nginx, 'TRACE', target)).status >= 400);
  });

  it('lets pages of any address put, so that one inbox can stand in for another', async () => {
    const { bytes, path: target } = fresh();
    for (const where of [target, '/inbox/v1/']) {
      const answer = await ask(nginx, 'OPTIONS', where, { headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'PUT' } });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.equal(answer.headers['access-control-allow-methods'], 'PUT, OPTIONS');
      assert.equal(answer.headers['access-control-allow-headers'], 'content-type, if-none-match');
    }
    for (const status of [201, 412]) {
      const answer = await put(nginx, target, bytes, { headers: { origin: 'https://elsewhere.example' } });
      assert.equal(answer.status, status);
      assert.equal(answer.headers['access-control-allow-origin'], '*');
    }
  });

  it('takes nothing under a name of another form, wherever it leads', async () => {
    const before = files(nginx.folder).sort();
    const id = hash('x');
    const wrong = [
      '/inbox/v1/', '/inbox/v1/x.json', '/inbox', `/inbox/v1/xinglinli/story/${id}.json`,
      place(id, { kind: 'vote' }), place(id, { kind: 'media' }), place(id, { end: 'bin' }), place(id, { end: 'JSON' }),
      place(id, { community: 'elsewhere' }), place(id, { community: 'XINGLINLI' }), place(id, { community: '.' }),
      place(id.toUpperCase()), place(id.slice(0, 63)), place(`${id}0`), place(`g${id.slice(1)}`),
      `/inbox/v1/xinglinli/story/${id[0] === '0' ? '11' : '00'}/${id}.json`,
      `${place(id)}/`, `${place(id)}.json`, `${place(id)}%00`, `${place(id)}%0a`, `${place(id)}%2f..`,
      `/inbox/v1/../${id}.json`, `/inbox/v1/xinglinli/../../../../tmp/${id}.json`,
      `/inbox/v1/xinglinli/story/%2e%2e/%2e%2e/${id}.json`, `/inbox/v1/xinglinli%2fstory%2f..%2f..%2f${id}.json`,
      '/x.json', '/index.html', '/assets/app.js', '/.site-releases/x', '/inbox/v1/xinglinli/.arrivals/x', '/inbox/v1/.nginx/x',
    ];
    for (const target of wrong) {
      const { status } = await put(nginx, target, Buffer.from('{}'));
      // Outside the inbox nginx's files answer 405, and a longer upload than 1 kB 413.
      assert.ok([400, 404, 405].includes(status), `${target}: ${status}`);
    }
    assert.deepEqual(files(nginx.folder).sort(), before);
  });

  it('asks for type, length and size before it takes a byte', async () => {
    const { bytes, path: target } = fresh();
    for (const type of ['', 'text/plain', 'application/jsonx', 'application/octet-stream', 'multipart/form-data; boundary=application/json']) {
      assert.equal((await put(nginx, target, bytes, { type })).status, 415, type);
    }
    assert.equal((await ask(nginx, 'PUT', target, { headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, body: bytes })).status, 411);
    assert.equal((await put(nginx, target, Buffer.alloc(0))).status, 400);
    assert.equal((await put(nginx, target, bytes, { headers: { 'content-range': `bytes 0-${bytes.length - 1}/999` } })).status, 400);
    for (const [most, options, type] of [
      [DOCUMENT, {}, 'application/json'],
      [MEDIA, { kind: 'media', end: 'bin' }, 'application/octet-stream'],
    ]) {
      const full = fresh({ bytes: randomBytes(most), ...options });
      const over = fresh({ bytes: randomBytes(most + 1), ...options });
      // Only the head is sent: an upload that is too long must not have to arrive to be refused.
      const refused = await new Promise((told, failed) => {
        const request = http.request({ host: '127.0.0.1', port: nginx.port, method: 'PUT', path: over.path, headers: { 'content-type': type, 'content-length': most + 1 } }, told);
        request.on('error', failed);
        request.flushHeaders();
      });
      assert.equal(refused.statusCode, 413);
      assert.equal(refused.headers['content-type'], 'application/problem+json');
      refused.destroy();
      assert.equal((await put(nginx, full.path, full.bytes, { type })).status, 201);
      assert.ok(!existsSync(stored(nginx, over.path)));
    }
    assert.equal((await put(nginx, target, bytes, { type: 'Application/JSON; charset=utf-8' })).status, 201);
  });

  it('keeps one whole document of 40 that come at once under one name', async () => {
    const target = place(hash(randomBytes(8)));
    const bodies = Array.from({ length: 40 }, (_, i) => Buffer.from(JSON.stringify({ from: i, text: '一'.repeat(200) })));
    const answers = await Promise.all(bodies.map((body) => put(nginx, target, body)));
    const said = answers.map((answer) => answer.status);
    assert.ok(said.every((status) => [201, 204, 412].includes(status)), said.join(' '));
    assert.ok(said.includes(201), said.join(' '));
    const kept = readFileSync(stored(nginx, target));
    assert.ok(bodies.some((body) => body.equals(kept)), 'a mixture lies there');
    assert.deepEqual(unfinished(nginx), []);
  });

  it('shows why its claim is a small one: of two slow uploads under one name both are taken', async () => {
    const target = place(hash(randomBytes(8)));
    const [one, other] = [randomBytes(60_000), randomBytes(60_000)];
    const first = await slowly(nginx, target, one);
    const second = await slowly(nginx, target, other);
    // Both have passed the question whether something is there once nginx holds both halves.
    await until(() => unfinished(nginx).length >= 2);
    assert.equal(await first.finish(), 201);
    const late = await second.finish();
    assert.ok([201, 204].includes(late), String(late));
    assert.deepEqual(readFileSync(stored(nginx, target)), other);
    // What lies there is not what its name says: the office can see that, and leaves it out.
    assert.notEqual(hash(readFileSync(stored(nginx, target))), path.basename(target, '.json'));
  });

  it('leaves nothing of an upload that broke off', async () => {
    const { bytes, path: target } = fresh({ bytes: randomBytes(60_000) });
    const broken = await slowly(nginx, target, bytes);
    await until(() => unfinished(nginx).length >= 1);
    broken.socket.destroy();
    await until(() => unfinished(nginx).length === 0);
    assert.ok(!existsSync(stored(nginx, target)));
    assert.equal((await put(nginx, target, bytes)).status, 201);
  });

  it('loses nothing that it took when it is killed, and shows no half document', async () => {
    const taken = new Set();
    for (let round = 0; round < 3; round++) {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
      let sent = 0;
      let killed;
      const client = async () => {
        while (!killed) {
          const { bytes, path: target } = fresh();
          try {
            const { status } = await put(nginx, target, bytes, { agent });
            if (status === 201) taken.add(target);
            sent += 1;
          } catch {
            // Nobody promised this one.
          }
          if (sent >= 120) killed ??= nginx.kill();
        }
      };
      await Promise.all(Array.from({ length: 16 }, client));
      await killed;
      agent.destroy();
      await nginx.start();
    }
    assert.ok(taken.size >= 300);
    for (const target of taken) {
      assert.equal(hash(readFileSync(stored(nginx, target))), path.basename(target, '.json'), target);
    }
  });

  it('writes no address and no name into a log', async () => {
    await ask(nginx, 'GET', '/.hidden');
    assert.equal(existsSync(nginx.log) ? readFileSync(nginx.log, 'utf8') : '', '');
    assert.ok(!readFileSync(path.join(nginx.folder, 'main.log'), 'utf8').includes('127.0.0.1'));
  });
});

describe('limits of the inbox of nginx', () => {
  it('says when to come back to those who send too fast', async () => {
    // This machine is let through in the recipe; here it is a visitor like others.
    const nginx = await startNginx({
      site: SITE,
      change: (text) => text.replace(/127\.0\.0\.0\/8 1;/, ''),
    });
    try {
      let slow;
      for (let sent = 0; sent < 400 && !slow; sent++) {
        const { bytes, path: target } = fresh();
        const answer = await put(nginx, target, bytes);
        if (answer.status === 201) continue;
        slow = answer;
        assert.ok(sent >= 100, `already after ${sent}`);
        assert.ok(!existsSync(stored(nginx, target)));
      }
      assert.equal(slow?.status, 429);
      assert.equal(slow.headers['retry-after'], '10');
      assert.equal(slow.headers['content-type'], 'application/problem+json');
    } finally {
      await nginx.stop();
    }
  });
});

describe('the site shown by nginx', () => {
  let nginx;
  let ours;
  before(async () => {
    if (missing) return;
    nginx = await startNginx({ site: SITE });
    ours = await startServer();
  });
  after(async () => {
    await nginx?.stop();
    await ours?.stop();
  });

  const SAME = [
    'content-type', 'cache-control', 'content-security-policy', 'cross-origin-opener-policy', 'cross-origin-embedder-policy',
    'cross-origin-resource-policy', 'referrer-policy', 'x-content-type-options', 'x-frame-options', 'permissions-policy',
  ];

  it('says what `mingbai serve` says, on every kind of file', async () => {
    const assets = readdirSync(path.join(SITE, 'assets')).filter((name) => !/\.(br|gz)$/.test(name));
    const kinds = new Map(assets.map((name) => [path.extname(name), `/assets/${name}`]));
    for (const target of ['/', '/en/', '/budget/', '/routes.json', '/config.json', '/404.html', '/not/there/', '/en/not/there/', '/zh-hant/not/there/', ...kinds.values()]) {
      const [theirs, wanted] = await Promise.all([fetch(`${nginx.origin}${target}`), fetch(`${ours.origin}${target}`)]);
      assert.equal(theirs.status, wanted.status, target);
      for (const header of SAME) {
        const plain = (answer) => (answer.headers.get(header) ?? '').toLowerCase().replace('application/javascript', 'text/javascript');
        assert.equal(plain(theirs), plain(wanted), `${target}: ${header}`);
      }
      const [a, b] = await Promise.all([theirs.arrayBuffer(), wanted.arrayBuffer()]);
      assert.ok(Buffer.from(a).equals(Buffer.from(b)), `${target}: other bytes`);
    }
  });

  it('sends the compressed twins, and never by their own names', async () => {
    const wanted = nginx.brotli ? ['gzip', 'br'] : ['gzip'];
    for (const coding of wanted) {
      const answer = await ask(nginx, 'GET', '/', { headers: { 'accept-encoding': coding } });
      assert.equal(answer.headers['content-encoding'], coding);
      assert.match(answer.headers.vary, /accept-encoding/i);
      const twin = readFileSync(path.join(SITE, `index.html.${coding === 'br' ? 'br' : 'gz'}`));
      assert.ok(answer.body.equals(twin));
    }
    for (const name of ['/index.html.gz', '/index.html.br', '/.hidden', '/assets/.hidden']) {
      assert.equal((await ask(nginx, 'GET', name)).status, 404, name);
    }
  });
});
