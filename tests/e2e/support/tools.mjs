// Playwright's driver and axe, from the folder that scripts/toolchain fills.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
const folder = process.env.MINGBAI_NODE ?? path.join(cache, 'mingbai/node');
const require = createRequire(path.join(folder, 'package.json'));

export const { chromium } = require('playwright-core');
export const AXE_SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** How much more a module may weigh where std could not be built for size. */
export const HEAVIER = ['small', undefined].includes(process.env.MINGBAI_WASM_STD) ? 1 : 1.25;

export const CHROMIUM = process.env.MINGBAI_CHROMIUM ?? '/usr/bin/chromium';
export const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
if (process.getuid?.() === 0) FLAGS.push('--no-sandbox');

/** Debian's Chromium, quiet and alone. */
export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}
