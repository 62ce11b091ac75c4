// A host in front of `mingbai serve`: passes everything on, says which inboxes the site has, and is
// the inboxes itself, so that a test can make them slow, full, lost or gone. What it stores, it
// stores by the contract: named by the hash of the bytes, created once.
import { createHash, generateKeyPairSync } from 'node:crypto';
import http from 'node:http';

const NAME = /^\/(inbox(?:-b)?)\/v1\/([^/]+)\/([^/]+)\/([0-9a-f]{2})\/([0-9a-f]{64})\.(json|bin)$/;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** An office's key as `/config.json` carries it. */
export function officeKey(role = 'office') {
  const { publicKey } = generateKeyPairSync('x25519');
  const key = publicKey.export({ format: 'jwk' }).x;
  return { kid: sha256(Buffer.from(key, 'base64url')).slice(0, 16), role, key };
}

export class Front {
  constructor(behind) {
    this.behind = new URL(behind);
    /** What stands in the inboxes: name → bytes. */
    this.stored = new Map();
    /** Every request that reached an inbox: `{inbox, kind, id, status}`. */
    this.asked = [];
    /** How many are being answered right now, and the most there ever were. */
    this.open = 0;
    this.most = 0;
    this.config = {};
    this.received = null;
    this.waiting = [];
    this.mend();
  }

  /** Inboxes that do as they should. */
  mend() {
    this.answer = () => 'store';
  }

  async start() {
    this.server = http.createServer((request, response) => {
      this.take(request, response).catch((error) => response.destroy(error));
    });
    await new Promise((ready) => this.server.listen(0, '127.0.0.1', ready));
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
    const published = await fetch(new URL('/config.json', this.behind));
    this.published = await published.json();
    this.community = this.published.community;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** Documents of the inboxes, by name. */
  documents() {
    return new Map([...this.stored].filter(([, { ending }]) => ending === 'json'));
  }

  /** Resolves once `condition` holds; it is asked whenever a request was answered. */
  until(condition) {
    if (condition()) return Promise.resolve();
    return new Promise((done) => {
      this.waiting.push({ condition, done });
    });
  }

  look() {
    this.waiting = this.waiting.filter(({ condition, done }) => {
      if (!condition()) return true;
      done();
      return false;
    });
  }

  async take(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    if (pathname === '/config.json') {
      return this.json(response, { ...this.published, inboxes: [], ...this.config });
    }
    if (pathname === '/received.json') return this.json(response, this.received);
    const name = NAME.exec(pathname);
    if (!name) return this.pass(request, response);
    const [, inbox, community, kind, folder, id, ending] = name;
    const bytes = [];
    for await (const chunk of request) bytes.push(chunk);
    const body = Buffer.concat(bytes);
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    const asked = { inbox, kind, id, ending, bytes: body };
    const says = await this.answer(asked, this.asked.length);
    this.open -= 1;
    const fine =
      request.method === 'PUT' &&
      community === this.community &&
      request.headers['if-none-match'] === '*' &&
      request.headers['content-type'] === (ending === 'json' ? 'application/json' : 'application/octet-stream') &&
      folder === id.slice(0, 2) &&
      sha256(body) === id;
    let status = says;
    if (says === 'store' || says === 'store, then be lost') {
      if (!fine) status = 422;
      else if (this.stored.has(id)) status = 200;
      else {
        this.stored.set(id, { inbox, kind, ending, body });
        status = 201;
      }
    }
    this.asked.push({ ...asked, status });
    if (says === 'be lost' || says === 'store, then be lost') {
      request.socket.destroy();
    } else {
      const headers = { 'content-type': 'application/problem+json' };
      const [code, after] = Array.isArray(status) ? status : [status];
      if (after !== undefined) headers['retry-after'] = String(after);
      response.writeHead(code, headers).end();
    }
    this.look();
  }

  json(response, value) {
    if (value === null) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' })
      .end(JSON.stringify(value));
  }

  pass(request, response) {
    const onward = http.request(
      { host: this.behind.hostname, port: this.behind.port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', (error) => response.destroy(error));
    request.pipe(onward);
  }
}
