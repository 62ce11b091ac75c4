// `mingbai serve` on a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { PROGRAM, SITE } from './site.mjs';

/** The address out of the JSON document that the program writes when it listens. */
async function whereItListens(stdout) {
  let written = '';
  for await (const bytes of stdout.iterator({ destroyOnReturn: false })) {
    written += bytes;
    if (written.trimEnd().endsWith('}')) return JSON.parse(written).addr;
  }
  throw new Error(`mingbai serve never said where it listens: ${written}`);
}

/** Starts it and waits until it says where it listens. `also`: further sites, as `/x/=DIR`. */
export async function startServer({ site = SITE, also = [] } = {}) {
  const extra = also.flatMap((mount) => ['--also', mount]);
  const child = spawn(
    PROGRAM,
    ['serve', site, '--addr', '127.0.0.1:0', '--json', '--lang', 'en', ...extra],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (bytes) => {
    said += bytes;
  });
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`mingbai serve ended (${code}) before it listened:\n${said}`);
  });
  const failed = once(child, 'error').then(([error]) => {
    throw new Error(`${PROGRAM} does not start: ${error.message}`);
  });
  const addr = await Promise.race([whereItListens(child.stdout), gone, failed]).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  gone.catch(() => {});
  failed.catch(() => {});
  return {
    origin: `http://${addr}`,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
