// The whole published site, read as text: every link leads somewhere, every head is complete.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import { house } from './support/house.mjs';
import { LANGS } from './support/site.mjs';

const home = house();

const unescape = (text) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Values of an attribute of an element, in the order of the text. */
function values(html, element, name) {
  const found = [];
  for (const [tag] of html.matchAll(new RegExp(`<${element}\\b[^>]*>`, 'g'))) {
    const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
    if (value) found.push(unescape(value[1]));
  }
  return found;
}

describe('every page of the site', () => {
  it('has links that lead to a page of the site, and to a place on it', async () => {
    const ids = new Map();
    const idsOf = (address) => {
      if (!ids.has(address)) ids.set(address, new Set(values(home.site.html(address), '[a-z0-9]+', 'id')));
      return ids.get(address);
    };
    const wrong = [];
    let count = 0;
    for (const { path: from } of home.site.routes) {
      for (const href of new Set(values(home.site.html(from).replace(/<script[\s\S]*?<\/script>/g, ''), 'a', 'href'))) {
        count += 1;
        if (/^(tel|mailto):/.test(href)) continue;
        const url = new URL(href, new URL(from, 'http://site'));
        const file = path.join(home.site.folder, url.pathname, url.pathname.endsWith('/') ? 'index.html' : '');
        if (url.host !== 'site') wrong.push(`${from}: ${href} leaves the site`);
        else if (!existsSync(file)) wrong.push(`${from}: ${href} leads nowhere`);
        else if (url.hash && !idsOf(url.pathname).has(decodeURIComponent(url.hash.slice(1)))) {
          wrong.push(`${from}: there is no ${url.hash} on ${url.pathname}`);
        }
      }
    }
    assert.deepEqual([...new Set(wrong)].slice(0, 20), []);
    assert.ok(count > 1000, `${count} links`);
  });

  it('has a head of its own: language, title, description, the figures for a chat', () => {
    const titles = new Map(LANGS.map((lang) => [lang, new Map()]));
    for (const { path: from, lang, title } of home.site.routes) {
      const html = home.site.html(from);
      assert.match(html, new RegExp(`<html lang="${lang}"`), from);
      const inTab = unescape(/<title>([^<]*)<\/title>/.exec(html)[1]);
      assert.ok(inTab.includes(title) || title.includes(inTab), `${from}: «${inTab}» and «${title}»`);
      const [description] = [...html.matchAll(/<meta name="description" content="([^"]*)"/g)].map((one) => one[1]);
      assert.ok(description?.trim(), `${from} has no description`);
      for (const property of ['og:title', 'og:description', 'og:image', 'og:url']) {
        assert.match(html, new RegExp(`<meta property="${property}" content="[^"]+"`), `${from} ${property}`);
      }
      assert.equal((html.match(/<h1[\s>]/g) ?? []).length, 1, `${from}: one h1`);
      assert.equal((html.match(/<main[\s>]/g) ?? []).length, 1, `${from}: one main`);
      assert.doesNotMatch(html.replace(/<script[\s\S]*?<\/script>/g, ''), /\sstyle="|\son[a-z]+="/, `${from}: nothing inline`);
      const known = titles.get(lang);
      known.set(inTab, [...(known.get(inTab) ?? []), from]);
    }
    assert.ok(home.site.routes.length > 100);
  });

  it('may be enlarged, and scales with the system text', () => {
    for (const { path: from } of home.site.routes) {
      const html = home.site.html(from);
      const viewport = /<meta name="viewport" content="([^"]*)"/.exec(html)[1];
      assert.doesNotMatch(viewport, /maximum-scale|user-scalable/, from);
      assert.match(html, /<meta name="text-scale" content="scale"/, from);
    }
    const sheets = new Set(home.site.routes.flatMap(({ path: from }) => {
      const html = home.site.html(from);
      return [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map((one) => one[1]);
    }));
    assert.ok(sheets.size > 0);
    for (const sheet of sheets) {
      const css = readFileSync(path.join(home.site.folder, sheet), 'utf8');
      assert.doesNotMatch(css, /font(?:-size)?:[^;}]*\d(?:px|pt)\b/, `${sheet}: no type size in pixels`);
      assert.doesNotMatch(css, /@import|url\(\s*['"]?https?:/, `${sheet}: nothing from elsewhere`);
    }
  });
});

describe('the server', () => {
  it('answers every route with its page and the headers that protect it', async () => {
    const wrong = [];
    for (const { path: from } of home.site.routes) {
      const response = await fetch(home.server.origin + from);
      const csp = response.headers.get('content-security-policy') ?? '';
      // The page for addresses without a page answers as such when asked for by name.
      const expected = from.endsWith('404.html') ? [200, 404] : [200];
      if (!expected.includes(response.status)) wrong.push(`${from}: ${response.status}`);
      if (!csp.includes("require-trusted-types-for 'script'") || csp.includes('unsafe-inline')) wrong.push(`${from}: ${csp}`);
      if (response.headers.get('x-content-type-options') !== 'nosniff') wrong.push(`${from}: nosniff`);
      await response.arrayBuffer();
    }
    assert.deepEqual(wrong.slice(0, 20), []);
  });
});
