// The published site under test: where it lies, and which of its pages are visited.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const SITE = path.resolve(ROOT, process.env.MINGBAI_SITE ?? 'target/site');
export const PROGRAM = path.resolve(ROOT, process.env.MINGBAI ?? 'target/bin/mingbai');
export const SCREENSHOTS = path.join(ROOT, 'target/screenshots');

/** Visit every page instead of one of each kind, where a page by itself is judged. */
export const ALL = process.env.E2E_ALL === '1';
/** Shared data must be there. */
export const REQUIRE_SHARED = process.env.MINGBAI_REQUIRE_SHARED === '1';

export const LANGS = ['zh-Hans', 'zh-Hant', 'en'];
const FOLDER = { 'zh-Hans': '', 'zh-Hant': 'zh-hant/', en: 'en/' };

/** The address of `below` (such as `budget/2026/`) in a language. */
export const address = (lang, below, base = '/') => `${base}${FOLDER[lang]}${below}`;

const DATA = /<script type="application\/json" id="page-data">([\s\S]*?)<\/script>/;

/** A published site, read from its folder. */
export class Site {
  constructor(folder, base = '/') {
    if (!existsSync(path.join(folder, 'routes.json'))) {
      throw new Error(`There is no published site in ${folder}: run scripts/serve --prepare first.`);
    }
    this.folder = folder;
    this.base = base;
    this.publishedAt = new Date(JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')).published_at);
    this.routes = JSON.parse(readFileSync(path.join(folder, 'routes.json'), 'utf8'));
  }

  /** The HTML of an address as published. */
  html(address) {
    const below = address.slice(this.base.length);
    const file = below === '' || below.endsWith('/') ? `${below}index.html` : below;
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  /** The data that a page carries. */
  data(address) {
    const found = DATA.exec(this.html(address));
    if (!found) throw new Error(`${address} carries no page data`);
    return JSON.parse(found[1]);
  }

  /** Addresses of one language without base and language folder, as published. */
  below(lang) {
    const root = address(lang, '', this.base);
    return this.routes.filter((route) => route.lang === lang).map((route) => route.path.slice(root.length));
  }
}

const LINE = /^budget\/[^/]+\/[^/]+\/$/;
const YEAR = /^budget\/[^/]+\/$/;
const CAMPAIGN = /^campaigns\/[^/]+\/$/;
const PAPER = /^campaigns\/[^/]+\/paper\/$/;
const NAMED = {
  '': 'home',
  'budget/': 'budget',
  'glossary/': 'glossary',
  'say/': 'say',
  'needs/': 'needs',
  'points/': 'points',
  'campaigns/': 'campaigns',
  'help/': 'help',
  'settings/': 'settings',
  'accessibility/': 'accessibility',
  'privacy/': 'privacy',
  'stories/': 'wall',
  'track/': 'track',
  'vote/': 'polls',
  '404.html': 'not-found',
};

const ENTRY = /^stories\/[0-9a-z]{12}\/$/;
const POLL = /^vote\/[^/]+\/$/;
const RESULTS = /^vote\/[^/]+\/results\/$/;
const OLDER = /^stories\/page-[0-9]+\/$/;

/** What a line's page looks like: a group, a line with payments, one without. */
function lineKind(site, below) {
  const line = site.data(address('zh-Hans', below, site.base)).content.line;
  if (line.children.length > 0) return { kind: 'group', weight: line.children.length };
  const weight = line.detail?.transaction_count ?? 0;
  return { kind: weight > 0 ? 'line' : 'line-without-payments', weight };
}

/**
 * One page of each kind (the fullest of its kind in the newest settled-or-running year; the order of
 * routes.json breaks ties), or all pages. Every entry: `{kind, below}`, where `below` is the address
 * without base and language.
 */
export function kinds(site, { all = false } = {}) {
  const found = [];
  const fullest = new Map();
  const addresses = site.below('zh-Hans');
  if (!addresses.includes('404.html')) addresses.push('404.html');
  const years = addresses.filter((below) => YEAR.test(below));
  for (const below of addresses) {
    if (NAMED[below] !== undefined) {
      found.push({ kind: NAMED[below], below });
    } else if (CAMPAIGN.test(below) || PAPER.test(below)) {
      // A questionnaire has a twin on paper, a call for suggestions has none.
      const isSurvey = addresses.includes(`${below}paper/`);
      const kind = PAPER.test(below) ? 'paper' : isSurvey ? 'survey' : 'campaign';
      const weight = site.html(address('zh-Hans', below, site.base)).length;
      if (all) found.push({ kind: `${kind} ${below}`, below });
      const before = fullest.get(kind);
      if (!before || weight > before.weight) fullest.set(kind, { below, weight });
    } else if (YEAR.test(below)) {
      if (all) found.push({ kind: `year ${below}`, below });
    } else if (LINE.test(below)) {
      const { kind, weight } = lineKind(site, below);
      if (all) found.push({ kind: `${kind} ${below}`, below });
      const before = fullest.get(kind);
      if (!before || weight > before.weight) fullest.set(kind, { below, weight });
    } else if (ENTRY.test(below)) {
      if (all) found.push({ kind: `entry ${below}`, below });
      // The fullest has the most to say, whatever that is.
      const weight = site.html(address('zh-Hans', below, site.base)).length;
      const before = fullest.get('entry');
      if (!before || weight > before.weight) fullest.set('entry', { below, weight });
    } else if (POLL.test(below) || RESULTS.test(below)) {
      const kind = POLL.test(below) ? 'poll' : 'results';
      if (all) found.push({ kind: `${kind} ${below}`, below });
      const weight = site.html(address('zh-Hans', below, site.base)).length;
      const before = fullest.get(kind);
      if (!before || weight > before.weight) fullest.set(kind, { below, weight });
    } else if (OLDER.test(below)) {
      if (all) found.push({ kind: `wall ${below}`, below });
      fullest.set('older', { below, weight: 1 });
    } else {
      throw new Error(`${below}: an address of no known kind; teach tests/e2e/support/site.mjs`);
    }
  }
  if (!all) {
    // The year that the fullest line belongs to has money spent as well as planned.
    const year = years.find((below) => fullest.get('line')?.below.startsWith(below)) ?? years[0];
    found.push({ kind: 'year', below: year });
    for (const [kind, { below }] of fullest) found.push({ kind, below });
  }
  return found;
}

/** The page of one kind. */
export function pageOf(site, kind) {
  const found = kinds(site).find((page) => page.kind === kind);
  if (!found) throw new Error(`the site has no page of the kind «${kind}»`);
  return found;
}
