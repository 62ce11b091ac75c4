// deploy/nginx as it stands, moved into a temporary folder and onto a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { ROOT } from './site.mjs';

const RECIPE = path.join(ROOT, 'deploy/nginx');

/** The program: what scripts/toolchain found, else the system's. */
export function nginxProgram() {
  const asked = process.env.MINGBAI_NGINX;
  const places = asked ? [asked] : ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx'];
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function freePort() {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  taken.close();
  await once(taken, 'close');
  return port;
}

/** Whether something listens there. */
function answers(port) {
  return new Promise((told) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      told(true);
    });
    socket.once('error', () => told(false));
  });
}

/** The brotli module of Debian, where it is. */
function brotliModule(program) {
  const name = 'ngx_http_brotli_static_module.so';
  return [
    path.join(path.dirname(program), '../lib/nginx/modules', name),
    path.join('/usr/lib/nginx/modules', name),
  ].find((file) => existsSync(file));
}

/**
 * Starts nginx with the recipe. `site`: what it shows. `change`: a function over the text of each
 * file of the recipe, for a test that needs one line otherwise. `below`: where its folder is made.
 */
export async function startNginx({ site, change = (text) => text, workers = 2, below = os.tmpdir() }) {
  const program = nginxProgram();
  const folder = mkdtempSync(path.join(below, 'mingbai-nginx-'));
  const inbox = path.join(folder, 'inbox');
  const log = path.join(folder, 'mingbai.log');
  const port = await freePort();
  const moved = (file) => {
    const text = readFileSync(path.join(RECIPE, file), 'utf8');
    const here = text
      .replaceAll('/srv/mingbai/inbox', inbox)
      .replaceAll('/srv/mingbai/site', site)
      .replaceAll('/var/log/nginx/mingbai.log', log)
      .replace('listen 80;', `listen 127.0.0.1:${port};`);
    return change(here, file);
  };
  mkdirSync(inbox);
  mkdirSync(path.join(folder, 'mingbai'));
  writeFileSync(path.join(folder, 'mingbai.conf'), moved('mingbai.conf'));
  const brotli = brotliModule(program);
  for (const file of readdirSync(path.join(RECIPE, 'mingbai'))) {
    if (file === 'brotli.conf' && !brotli) continue;
    writeFileSync(path.join(folder, 'mingbai', file), moved(path.join('mingbai', file)));
  }
  const types = ['/etc/nginx/mime.types', path.join(path.dirname(program), '../../etc/nginx/mime.types')].find((file) => existsSync(file));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ');
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; worker_processes ${workers}; pid ${folder}/pid; error_log ${folder}/main.log notice;
${brotli ? `load_module ${brotli};` : ''}
events { worker_connections 1024; }
http { ${temporary} include ${types}; default_type application/octet-stream; include mingbai.conf; }
`,
  );

  let child;
  const start = async () => {
    child = spawn(program, ['-p', `${folder}/`, '-c', path.join(folder, 'nginx.conf'), '-e', path.join(folder, 'main.log')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (bytes) => {
      said += bytes;
    });
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`nginx ended (${code}):\n${said}`);
    });
    const listens = (async () => {
      while (child.exitCode === null && !(await answers(port)));
    })();
    await Promise.race([listens, gone]);
    gone.catch(() => {});
  };
  const workersOf = () =>
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number);
  await start();
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    inbox,
    folder,
    log,
    brotli: Boolean(brotli),
    start,
    /** kill -9: the master first, so that it starts no new workers. */
    async kill() {
      const workers = workersOf();
      const left = once(child, 'exit');
      child.kill('SIGKILL');
      for (const pid of workers) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It is gone already.
        }
      }
      await left;
      while (await answers(port));
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const left = once(child, 'exit');
        child.kill('SIGTERM');
        await left;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
