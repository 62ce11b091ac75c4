// axe with the whole of its options, and what it may leave open.

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe cannot decide and people have looked at. Every entry has its reason; anything else that
 * comes back undecided fails.
 */
const LOOKED_AT = [
  {
    rule: /^color-contrast/,
    html: /step__(head|state|note)|<strong>/,
    why: /pseudo element/,
    reason: 'The dot before a step stands in the padding beside the text, never behind it; both lie on the paper.',
  },
];

/** Runs inside the page. */
function run({ tags, rules, only, within }) {
  const { axe } = window;
  // One-character labels are common in Chinese; axe leaves them out unless told. The option must
  // be merged, because giving options replaces all of them.
  for (const id of ['color-contrast', 'color-contrast-enhanced']) {
    const check = axe._audit.checks[id];
    if (!check.options.ignoreLength) {
      axe.configure({ checks: [{ id, options: { ...check.options, ignoreLength: true } }] });
    }
  }
  const options = only
    ? { runOnly: { type: 'rule', values: only } }
    : { runOnly: { type: 'tag', values: tags }, rules };
  return axe.run(within ? { include: [within] } : document, { ...options, resultTypes: ['violations', 'incomplete'] }).then((result) => {
    const plain = (list) =>
      list.flatMap(({ id, nodes }) =>
        nodes.map((node) => ({
          rule: id,
          at: node.target.flat().join(' '),
          html: node.html.slice(0, 160),
          why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; '),
        })),
      );
    return { violations: plain(result.violations), incomplete: plain(result.incomplete) };
  });
}

async function judged(reader, options) {
  await reader.look('wear', LAID_OPEN);
  const results = await reader.page.evaluate(run, options);
  await reader.look('takeOff');
  return told(results);
}

function told(results) {
  const open = results.incomplete.filter(
    (item) => !LOOKED_AT.some(({ rule, html, why }) => rule.test(item.rule) && html.test(item.html) && (!why || why.test(item.why))),
  );
  const words = ({ rule, at, html, why }) => `${rule}: ${at} ${html} — ${why}`;
  const faults = {};
  if (results.violations.length > 0) faults.axe = results.violations.map(words);
  if (open.length > 0) faults['axe, undecided'] = open.map(words);
  return faults;
}

// What a table's own scroller clips is undecided to axe. Laid open on the paper that it lies on
// anyway, it is judged like the rest.
const LAID_OPEN = `.scroller {
  overflow: visible !important;
  width: max-content !important;
  background: var(--paper) !important;
}`;

/** Everything axe finds wrong on the page, or `within` a part of it. Elder mode owes 7:1. */
export async function axeFaults(reader, mode, within) {
  const rules = {
    'label-content-name-mismatch': { enabled: true },
    'color-contrast-enhanced': { enabled: mode === 'elder' },
  };
  return judged(reader, { tags: RULES, rules, within });
}

/** Contrast alone, for another dress of a page that was looked at in full. */
export async function contrastFaults(reader, mode) {
  const only = mode === 'elder' ? ['color-contrast', 'color-contrast-enhanced'] : ['color-contrast'];
  return judged(reader, { only });
}
