// What a person does on the site. The names are theirs, not the page's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { OWED } from './forms.mjs';
import { address } from './site.mjs';

const IN_PAGE = readFileSync(new URL('./in-page.js', import.meta.url), 'utf8');

const WORDS = {
  'zh-Hans': { elder: '长辈版', standard: '标准版', display: '字号', language: '语言', retry: '再试一次' },
  'zh-Hant': { elder: '長輩版', standard: '標準版', display: '字號', language: '語言', retry: '再試一次' },
  en: { elder: 'Large-text mode', standard: 'Standard mode', display: 'Text size', language: 'Language', retry: 'Try again' },
};
const LANGUAGE_NAMES = { 'zh-Hans': '简体中文', 'zh-Hant': '繁體中文', en: 'English' };

export class Reader {
  constructor(page, site, origin) {
    this.page = page;
    this.site = site;
    this.origin = origin;
    this.lang = 'zh-Hans';
    /** What the browser complained about. */
    this.complaints = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('crash', () => this.complaints.push('the page crashed'));
  }

  // --- Going places --------------------------------------------------------------------------

  /** Opens an address below the language's folder and waits until the app has taken over. */
  async open(lang, below, { taken = true } = {}) {
    this.lang = lang;
    const response = await this.page.goto(address(lang, below, this.site.base), { waitUntil: 'load' });
    if (taken) await this.seeAppTakeOver();
    return response;
  }

  openHome(lang = 'zh-Hans') {
    return this.open(lang, '');
  }

  openBudget(lang = 'zh-Hans') {
    return this.open(lang, 'budget/');
  }

  async seeAppTakeOver() {
    await this.page.locator('html[data-app=ready]').waitFor({ state: 'attached' });
  }

  /** Follows a link of the main part and waits until its page stands. */
  async follow(link) {
    const before = new URL(this.page.url()).pathname;
    await link.click();
    await this.page.waitForURL((url) => url.pathname !== before);
    await this.page.locator('html:not([data-busy])').waitFor({ state: 'attached' });
  }

  /** From a year or a group into its largest line, or its `nth`. */
  async drillDown(nth = 0) {
    const link = this.page.locator('main .line__name').nth(nth);
    const name = (await link.innerText()).trim();
    await this.follow(link);
    await this.seeHeading(name);
    return name;
  }

  async goBack() {
    await this.page.goBack({ waitUntil: 'commit' });
  }

  async goForward() {
    await this.page.goForward({ waitUntil: 'commit' });
  }

  // --- Choosing ------------------------------------------------------------------------------

  async chooseElderMode() {
    await this.page.getByRole('link', { name: WORDS[this.lang].elder, exact: true }).click();
    await this.page.locator('html[data-mode=elder]').waitFor({ state: 'attached' });
  }

  async chooseStandardMode() {
    await this.page.getByRole('link', { name: WORDS[this.lang].standard, exact: true }).click();
    await this.page.locator('html[data-mode=standard]').waitFor({ state: 'attached' });
  }

  async openDisplaySheet() {
    await this.page.locator('.tools summary', { hasText: WORDS[this.lang].display }).click();
  }

  async openLanguageSheet() {
    await this.page.locator('.tools summary', { hasText: WORDS[this.lang].language }).click();
  }

  /** A step from 1 to 4, in the header's sheet. */
  async chooseTextSize(step) {
    await this.openDisplaySheet();
    await this.page.locator('.tools .choices').first().locator('button').nth(step - 1).click();
    await this.page.locator(`html[data-text="${step}"]`).waitFor({ state: 'attached' });
    await this.openDisplaySheet();
  }

  async chooseHighContrast() {
    await this.openDisplaySheet();
    await this.page.locator('.tools .choices').nth(1).locator('button').nth(1).click();
    await this.page.locator('html[data-contrast=high]').waitFor({ state: 'attached' });
    await this.openDisplaySheet();
  }

  async chooseLanguage(lang) {
    await this.openLanguageSheet();
    await this.page.locator('.tools').getByRole('link', { name: LANGUAGE_NAMES[lang], exact: true }).click();
    await this.page.locator(`html[lang=${lang}]`).waitFor({ state: 'attached' });
    this.lang = lang;
    await this.seeAppTakeOver();
  }

  async tryAgain() {
    await this.page.getByRole('button', { name: WORDS[this.lang].retry }).click();
  }

  /** Holds the page as in `form` (a size and a mode) without loading it anew. */
  async hold(form) {
    await this.page.setViewportSize({ width: form.width, height: form.height });
    await this.page.evaluate((mode) => document.documentElement.setAttribute('data-mode', mode), form.mode);
    await this.nextFrame();
  }

  /** Two frames: what was changed is laid out and painted. */
  async nextFrame() {
    await this.page.evaluate(
      () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done())); }),
    );
  }

  // --- Seeing --------------------------------------------------------------------------------

  async seeHeading(name) {
    await this.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  }

  heading() {
    return this.page.locator('main h1').innerText();
  }

  /** Asks the lookout inside the page. Pages without scripts get it now. */
  async look(what, ...args) {
    await this.page.evaluate(`window.lookout || (() => { ${IN_PAGE}\n })()`);
    return this.page.evaluate(([name, given]) => {
      const found = window.lookout[name];
      return typeof found === 'function' ? found(...given) : found;
    }, [what, args]);
  }

  mainText() {
    return this.look('mainText');
  }

  /** Everything that a form owes and this page does not give, in words. */
  async faultsOfForm(form) {
    const owed = OWED[form.mode];
    const least = owed.target;
    const faults = {};
    const note = async (what, ...args) => {
      const found = await this.look(what, ...args);
      if (found.length > 0) faults[what] = [...new Set(found)];
    };
    await note('smallTexts', owed.text);
    await note('tightLines');
    await note('tightParagraphs');
    await note('longLines');
    await note('smallTargets', least);
    await note('crowdedTargets', { ...least, gap: owed.gap });
    await note('sticksOut');
    await note('cutOff');
    await note('overlaps');
    await note('unreachable');
    return faults;
  }

  // --- Judging -------------------------------------------------------------------------------

  /** The browser has nothing to complain about: console, uncaught errors, security policy. */
  async seeNoComplaint() {
    const violations = await this.look('violations');
    assert.deepEqual([...this.complaints, ...violations], []);
  }

  /** Done: the page is closed, and nothing was wrong on it. */
  async leave() {
    await this.seeNoComplaint();
    await this.close();
  }

  async close() {
    await this.page.context().close();
  }
}

/** Fails with every fault named, if there is any. */
export function seeNoFaults(faults, where) {
  const told = Object.entries(faults).flatMap(([what, found]) => found.map((one) => `  ${what}: ${one}`));
  assert.ok(told.length === 0, `${where}\n${told.join('\n')}`);
}
