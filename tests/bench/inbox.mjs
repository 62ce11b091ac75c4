// The inbox's figures, as ratios in one run: documents stored durably per second at saturation,
// beside a bare loop of write, fsync, link and fsync of the folder, and beside nginx, which does not
// flush; and how long 500 open connections wait while 330 documents a second are offered.
//
//   node tests/bench/inbox.mjs [--seconds 20] [--rounds 3] [--connections 500] [--offered 330] [--json]
//
// Arrivals are open-loop: each document has its moment, and its time is counted from that moment,
// also if it had to wait for a connection, so that a stall is seen in full.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

import { nginxProgram, startNginx } from '../e2e/support/nginx.mjs';
import { PROGRAM, ROOT, SITE } from '../e2e/support/site.mjs';

/** As long as a sealed story of two paragraphs. */
const LENGTH = 1_700;
/** Senders at saturation. */
const SENDERS = 64;

function makeDocument() {
  const head = `{"v":1,"kind":"story","community":"xinglinli","schema":"story-1","nonce":"${randomBytes(16).toString('hex')}","body":{"text":"`;
  return Buffer.from(`${head}${'a'.repeat(LENGTH - head.length - 3)}"}}`);
}

/** A whole request, ready to be written at once. */
function makeRequest() {
  const body = makeDocument();
  const id = createHash('sha256').update(body).digest('hex');
  const head = `PUT /inbox/v1/xinglinli/story/${id.slice(0, 2)}/${id}.json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nIf-None-Match: *\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

// --- The bare loop ------------------------------------------------------------------------------

function bare(folder, seconds) {
  fs.mkdirSync(path.join(folder, 'tmp'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'to'), { recursive: true });
  const to = path.join(folder, 'to');
  const directory = fs.openSync(to, 'r');
  const bytes = makeDocument();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    const temporary = path.join(folder, 'tmp', String(count));
    const file = fs.openSync(temporary, 'wx', 0o600);
    fs.writeSync(file, bytes);
    fs.fsyncSync(file);
    fs.closeSync(file);
    fs.linkSync(temporary, path.join(to, `${count}.json`));
    fs.unlinkSync(temporary);
    fs.fsyncSync(directory);
    count += 1;
  }
  fs.closeSync(directory);
  return count / seconds;
}

function bareAtOnce(folder, seconds, loops) {
  return Promise.all(
    Array.from({ length: loops }, async (_, i) => {
      const worker = new Worker(fileURLToPath(import.meta.url), {
        workerData: { folder: path.join(folder, String(i)), seconds },
      });
      const [rate] = await once(worker, 'message');
      return rate;
    }),
  ).then((rates) => rates.reduce((a, b) => a + b, 0));
}

// --- Senders ------------------------------------------------------------------------------------

/** A connection that is kept open; one request at a time. */
class Connection {
  constructor(port) {
    this.port = port;
    this.said = '';
  }

  async open() {
    this.socket = net.connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    await once(this.socket, 'connect');
    this.socket.on('data', (bytes) => this.#hear(bytes));
    const gone = () => this.#answer(0);
    this.socket.on('error', gone);
    this.socket.on('close', gone);
    return this;
  }

  #hear(bytes) {
    this.said += bytes.toString('latin1');
    const end = this.said.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.said.slice(0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (this.said.length < end + 4 + length) return;
    this.said = this.said.slice(end + 4 + length);
    this.#answer(Number(head.slice(9, 12)));
  }

  #answer(status) {
    const { told } = this;
    this.told = undefined;
    told?.(status);
  }

  send(request) {
    return new Promise((told) => {
      this.told = told;
      if (this.socket.destroyed) this.#answer(0);
      else this.socket.write(request);
    });
  }
}

const connections = (port, count) => Promise.all(Array.from({ length: count }, () => new Connection(port).open()));
const leave = (all) => all.forEach((one) => one.socket.destroy());

/** As many as it takes: each sender sends its next as soon as it has its answer. */
async function saturate(port, seconds) {
  const senders = await connections(port, SENDERS);
  const statuses = new Map();
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(
    senders.map(async (sender) => {
      while (performance.now() < end) {
        const status = await sender.send(makeRequest());
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 0) return;
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  leave(senders);
  const good = (statuses.get(201) ?? 0) + (statuses.get(204) ?? 0);
  const all = [...statuses.values()].reduce((a, b) => a + b, 0);
  return { rate: good / took, errors: all - good };
}

/** So many a second, whatever the answers do. */
async function offer(port, { count, offered, seconds }) {
  const idle = await connections(port, count);
  const all = [...idle];
  const total = Math.round(offered * seconds);
  const requests = Array.from({ length: total }, makeRequest);
  const waits = new Float64Array(total);
  const errors = new Map();
  const late = [];
  let next = 0;
  let done = 0;
  let allDone;
  const finished = new Promise((told) => {
    allDone = told;
  });
  const began = performance.now() + 200;
  const due = (at) => began + (at * 1000) / offered;
  const start = async (at) => {
    const connection = idle.shift();
    if (!connection) {
      late.push(at);
      return;
    }
    const status = await connection.send(requests[at]);
    waits[at] = performance.now() - due(at);
    if (status !== 201) errors.set(status, (errors.get(status) ?? 0) + 1);
    if (status !== 0) idle.push(connection);
    done += 1;
    if (done === total) allDone();
    const waiting = late.shift();
    if (waiting !== undefined) start(waiting);
  };
  const tick = () => {
    const now = performance.now();
    while (next < total && due(next) <= now) {
      start(next);
      next += 1;
    }
    if (next < total) setTimeout(tick, 1);
  };
  setTimeout(tick, 200);
  await finished;
  leave(all);
  waits.sort();
  const at = (share) => waits[Math.min(total - 1, Math.floor(total * share))];
  return { total, errors: Object.fromEntries(errors), p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: waits[total - 1] };
}

// --- The program ---------------------------------------------------------------------------------

async function startInbox(folder) {
  const child = spawn(PROGRAM, ['--lang', 'en', '--json', 'serve', SITE, '--inbox', folder, '--addr', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  for await (const bytes of child.stdout.iterator({ destroyOnReturn: false })) {
    said += bytes;
    if (said.trimEnd().endsWith('}')) break;
  }
  return {
    port: Number(JSON.parse(said).addr.split(':').pop()),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function main() {
  const value = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at > 0 ? Number(process.argv[at + 1]) : otherwise;
  };
  const asked = { seconds: value('seconds', 20), rounds: value('rounds', 3), count: value('connections', 500), offered: value('offered', 330) };
  // On the disk that holds the checkout: a memory file system would flush for nothing.
  const root = fs.mkdtempSync(path.join(ROOT, 'target', 'bench-inbox-'));
  const figures = { bare: [], bare16: [], ours: [], nginx: [], errors: 0 };
  const each = Math.max(2, Math.round(asked.seconds / 4));
  try {
    for (let round = 0; round < asked.rounds; round++) {
      const of = (name) => path.join(root, `${name}-${round}`);
      figures.bare.push(bare(of('bare'), each));
      figures.bare16.push(await bareAtOnce(of('bare16'), each, 16));
      const inbox = await startInbox(of('ours'));
      const ours = await saturate(inbox.port, each);
      await inbox.stop();
      figures.ours.push(ours.rate);
      figures.errors += ours.errors;
      if (nginxProgram()) {
        const nginx = await startNginx({ site: SITE, below: root });
        figures.nginx.push((await saturate(nginx.port, each)).rate);
        await nginx.stop();
      }
    }
    const inbox = await startInbox(path.join(root, 'offered'));
    const waits = await offer(inbox.port, asked);
    await inbox.stop();

    const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
    const [one, sixteen, ours, nginx] = [figures.bare, figures.bare16, figures.ours, figures.nginx].map((all) => (all.length ? median(all) : undefined));
    const result = { bare: one, bareAtOnce: sixteen, durable: ours, nginx, ratio: ours / one, errors: figures.errors, waits };
    if (process.argv.includes('--json')) {
      console.log(JSON.stringify(result));
      return;
    }
    const row = (name, ...cells) => console.log(`${name.padEnd(56)} ${cells.map((cell) => String(cell).padStart(12)).join(' ')}`);
    console.log(`\nDocuments a second, stored (${SENDERS} senders, ${LENGTH} bytes, ${asked.rounds} rounds in turn, medians)`);
    row('  mingbai serve: flushed before the answer', ours.toFixed(0));
    row('  bare loop: write, fsync, link, fsync folder', one.toFixed(0));
    row('  ratio (target: at least 0.5)', result.ratio.toFixed(2));
    row('  16 such loops at once: what the disk can do', sixteen.toFixed(0));
    row('  nginx dav: not flushed', nginx === undefined ? 'no nginx' : nginx.toFixed(0));
    row('  answers that were not 201 (target: 0)', figures.errors);
    const ms = (time) => `${time.toFixed(1)} ms`;
    console.log(`\n${asked.count} open connections, ${asked.offered} documents a second offered for ${asked.seconds} s, counted from the moment each was due`);
    row('  p50', ms(waits.p50));
    row('  p99 (target: under 250 ms)', ms(waits.p99));
    row('  p99.9, longest', ms(waits.p999), ms(waits.max));
    row('  errors (target: 0)', Object.entries(waits.errors).map(([status, count]) => `${count} × ${status}`).join(', ') || 0);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

if (!isMainThread) {
  parentPort.postMessage(bare(workerData.folder, workerData.seconds));
} else {
  await main();
}
