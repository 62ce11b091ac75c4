// Runs inside the page: what a person would see, hear and reach, measured. A plain script, because
// the driver puts it into pages as it is. Everything hangs on `lookout`.
(() => {
  'use strict';
  if (window.lookout) return;

  // Heard from the first moment on.
  const violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
  const shifts = [];
  try {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.push({
          value: entry.value,
          moved: entry.sources.map((source) => source.node && name(source.node)),
        });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  } catch {
    // Script is off, or the browser is too old to tell.
  }

  const CONTROLS = 'a[href], button, summary, input, select, textarea';

  /** How a report names an element. */
  function name(node) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    if (!element) return '(gone)';
    const classes = [...element.classList].map((one) => `.${one}`).join('');
    const id = element.id ? `#${element.id}` : '';
    const words = (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ');
    return `${element.localName}${id}${classes} «${words.slice(0, 24)}»`;
  }

  /** Only for screen readers: there, but a dot on the screen. */
  const forEarsOnly = (element) => element.closest('.visually-hidden') !== null;

  function isVisible(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    if (forEarsOnly(element)) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  }

  /** Parked above the page until it has the focus. */
  const isParked = (box) => box.bottom + window.scrollY <= 0;

  /** Visible texts in reading order. */
  function texts(root = document.body) {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent || parent.closest('script, style, noscript')) continue;
      if (forEarsOnly(parent) || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width > 1 && box.height > 1 && !isParked(box)) found.push({ node, parent, box });
    }
    return found;
  }

  const px = (value) => Number.parseFloat(value);
  const isInMain = (element) => element.closest('main') !== null;

  /** Texts smaller than they may be. */
  function smallTexts({ everywhere, inMain }) {
    return texts().flatMap(({ parent }) => {
      const size = px(getComputedStyle(parent).fontSize);
      const least = isInMain(parent) ? inMain : everywhere;
      return size + 0.01 < least ? [`${name(parent)}: ${size}px, at least ${least}px`] : [];
    });
  }

  function blockOf(element) {
    let at = element;
    while (at.parentElement && /^(inline|inline-block|contents)$/.test(getComputedStyle(at).display)) at = at.parentElement;
    return at;
  }

  const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/;

  /** Lines of text, block by block: `{block, lines: [{chars, box}]}`. */
  function blocks(root = document.body) {
    const byBlock = new Map();
    for (const { node, parent } of texts(root)) {
      const block = blockOf(parent);
      if (!byBlock.has(block)) byBlock.set(block, new Map());
      const lines = byBlock.get(block);
      const range = document.createRange();
      const size = px(getComputedStyle(parent).fontSize);
      for (let at = 0; at < node.data.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (!box || box.width === 0) continue;
        const middle = (box.top + box.bottom) / 2;
        let key = [...lines.keys()].find((known) => Math.abs(known - middle) < size * 0.6);
        if (key === undefined) {
          key = middle;
          lines.set(key, { chars: '', left: box.left, right: box.right, middle, size });
        }
        const line = lines.get(key);
        line.chars += node.data[at];
        line.left = Math.min(line.left, box.left);
        line.right = Math.max(line.right, box.right);
        line.size = Math.max(line.size, size);
      }
    }
    return [...byBlock].map(([block, lines]) => ({ block, lines: [...lines.values()] }));
  }

  /** Lines that are too long to read: over 40 Han, or over 75 letters where there is no Han. */
  function longLines() {
    return blocks().flatMap(({ block, lines }) =>
      lines.flatMap(({ chars }) => {
        const glyphs = [...chars.trim()];
        const han = glyphs.filter((glyph) => HAN.test(glyph)).length;
        const isLong = han > 0 ? han + (glyphs.length - han) / 2 > 40 : glyphs.length > 75;
        return isLong ? [`${name(block)}: a line of ${han} Han and ${glyphs.length - han} others`] : [];
      }),
    );
  }

  /** Texts of two lines or more that stand too tight: 1.5, headings and what is set like them 1.3. */
  function tightLines() {
    const body = px(getComputedStyle(document.body).fontSize);
    return blocks().flatMap(({ block, lines }) => {
      if (lines.length < 2) return [];
      const style = getComputedStyle(block);
      const size = px(style.fontSize);
      const isSetAsHeading = size > body && Number(style.fontWeight) >= 600;
      const isDisplay = isSetAsHeading || block.closest('h1, h2, h3') !== null;
      const least = isDisplay ? 1.3 : 1.5;
      const leading = style.lineHeight === 'normal' ? 1.2 : px(style.lineHeight) / size;
      return leading + 0.005 < least ? [`${name(block)}: line height ${leading.toFixed(2)}, at least ${least}`] : [];
    });
  }

  /**
   * Paragraphs of prose (two lines or more) that follow each other: from the last line of one to
   * the first of the next it must be 1.3 times as far as from line to line.
   */
  function tightParagraphs() {
    const found = new Map(blocks().map(({ block, lines }) => [block, lines]));
    return [...found].flatMap(([block, lines]) => {
      const next = block.nextElementSibling;
      const after = next && found.get(next);
      if (block.localName !== 'p' || next?.localName !== 'p' || !after) return [];
      if (lines.length < 2 || after.length < 2) return [];
      const step = px(getComputedStyle(block).lineHeight);
      const gap = Math.min(...after.map((line) => line.middle)) - Math.max(...lines.map((line) => line.middle));
      return gap < step * 1.3 - 0.5 ? [`${name(next)}: ${gap.toFixed(1)}px below, line step ${step}px`] : [];
    });
  }

  /** Box that a finger may hit: the control and its label together. */
  function targetBox(element) {
    const boxes = [element, ...(element.labels ?? [])].map((one) => one.getBoundingClientRect());
    return {
      left: Math.min(...boxes.map((box) => box.left)),
      top: Math.min(...boxes.map((box) => box.top)),
      right: Math.max(...boxes.map((box) => box.right)),
      bottom: Math.max(...boxes.map((box) => box.bottom)),
    };
  }

  /** A link inside a sentence: its height is the line's. */
  function isInSentence(element) {
    if (element.localName !== 'a' || getComputedStyle(element).display !== 'inline') return false;
    const around = blockOf(element);
    return around.textContent.trim() !== element.textContent.trim();
  }

  /** Parts of a drawing that also stand as a full-sized row below it. */
  const isInDrawing = (element) => element.closest('svg') !== null;

  /** Of lesser weight: the quiet end of the page and the way back. */
  const isQuiet = (element) => element.closest('.footer, .crumbs') !== null;

  function targets() {
    return [...document.querySelectorAll(CONTROLS)].filter(isVisible).flatMap((element) => {
      const box = targetBox(element);
      return isParked(box) ? [] : [{ element, box }];
    });
  }

  const leastOf = (element, { main, quiet }) => {
    if (isInSentence(element) || isInDrawing(element)) return 24;
    return isQuiet(element) ? quiet : main;
  };

  /** Controls that a finger may miss. */
  function smallTargets(least) {
    return targets().flatMap(({ element, box }) => {
      const wanted = leastOf(element, least);
      const width = box.right - box.left;
      const height = box.bottom - box.top;
      // Half a pixel is rounding.
      if (width + 0.5 >= wanted && height + 0.5 >= wanted) return [];
      return [`${name(element)}: ${width.toFixed(1)} x ${height.toFixed(1)}, at least ${wanted}`];
    });
  }

  /**
   * Neighbours closer than `gap`. A target that is larger than it must be lends what it has too
   * much: two rows of 60 px that touch are two targets of 44 px with 16 px between them.
   */
  function crowdedTargets({ gap, ...least }) {
    const all = targets().filter(({ element }) => !isInDrawing(element) && !isInSentence(element));
    const found = [];
    for (let a = 0; a < all.length; a += 1) {
      for (let b = a + 1; b < all.length; b += 1) {
        const one = all[a];
        const two = all[b];
        if (one.element.contains(two.element) || two.element.contains(one.element)) continue;
        const across = Math.max(one.box.left, two.box.left) - Math.min(one.box.right, two.box.right);
        const down = Math.max(one.box.top, two.box.top) - Math.min(one.box.bottom, two.box.bottom);
        if (across >= gap || down >= gap) continue;
        const spare = (axisA, axisB) =>
          [one, two].reduce((sum, { element, box }) => sum + Math.max(0, box[axisB] - box[axisA] - leastOf(element, least)) / 2, 0);
        const lentAcross = across + spare('left', 'right');
        const lentDown = down + spare('top', 'bottom');
        const fits = (down >= -0.5 && lentDown + 0.5 >= gap) || (across >= -0.5 && lentAcross + 0.5 >= gap);
        if (!fits) found.push(`${name(one.element)} and ${name(two.element)}: ${Math.max(across, down).toFixed(1)}px apart`);
      }
    }
    return found;
  }

  /** Whether an ancestor scrolls sideways by itself. */
  const hasOwnScroller = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (/^(auto|scroll)$/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };

  /** What sticks out sideways. */
  function sticksOut() {
    const html = document.documentElement;
    const width = html.clientWidth;
    const found = [];
    if (html.scrollWidth > width + 1) found.push(`the page is ${html.scrollWidth}px wide in ${width}px`);
    for (const { parent, box } of texts()) {
      if ((box.right > width + 1 || box.left < -1) && !hasOwnScroller(parent) && !/^(auto|scroll)$/.test(getComputedStyle(parent).overflowX)) {
        found.push(`${name(parent)}: from ${box.left.toFixed(0)} to ${box.right.toFixed(0)} of ${width}px`);
      }
    }
    return found;
  }

  /** Texts cut off by a box that hides what does not fit. */
  function cutOff() {
    return [...document.body.querySelectorAll('*')].filter(isVisible).flatMap((element) => {
      const style = getComputedStyle(element);
      const hides = (value) => value === 'hidden' || value === 'clip';
      if (element.closest('svg') || !(hides(style.overflowX) || hides(style.overflowY))) return [];
      const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
      return isCut ? [`${name(element)}: ${element.scrollWidth} x ${element.scrollHeight} in ${element.clientWidth} x ${element.clientHeight}`] : [];
    });
  }

  /** Texts of different blocks that lie on each other. */
  function overlaps() {
    const lines = blocks().flatMap(({ block, lines: own }) =>
      own.map((line) => ({
        block,
        left: line.left,
        right: line.right,
        // The body of the glyphs; fonts claim more height than they ink.
        top: line.middle - line.size * 0.45,
        bottom: line.middle + line.size * 0.45,
      })),
    );
    const found = [];
    for (let a = 0; a < lines.length; a += 1) {
      for (let b = a + 1; b < lines.length; b += 1) {
        const one = lines[a];
        const two = lines[b];
        if (one.block === two.block) continue;
        const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        if (across > 1 && down > 1) found.push(`${name(one.block)} on ${name(two.block)}: ${across.toFixed(0)} x ${down.toFixed(0)}px`);
      }
    }
    return found;
  }

  /** Points of an element's first box: middle and both ends. */
  function points(element) {
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2;
    const inset = Math.min(4, box.width / 4);
    return [
      [(box.left + box.right) / 2, middle],
      [box.left + inset, middle],
      [box.right - inset, middle],
    ];
  }

  /** Whether something lies on top of the element at any of the points. */
  function isCovered(element, at = points(element)) {
    return at.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && !element.contains(top) && !top.contains(element);
    });
  }

  /** Controls that cannot be hit even when scrolled to. */
  function unreachable() {
    const { scrollX: x, scrollY: y } = window;
    const found = targets().flatMap(({ element }) => {
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      // A group of coins has holes: its first coin stands for it.
      const hit = isInDrawing(element) ? (element.querySelector('circle, rect, path') ?? element) : element;
      const [middle] = points(hit);
      const top = document.elementFromPoint(...middle);
      const isHit = top !== null && (element.contains(top) || (top.contains(element) && top !== document.documentElement));
      return isHit ? [] : [`${name(element)}: at ${middle.map(Math.round)} lies ${top ? name(top) : 'nothing'}`];
    });
    window.scrollTo({ left: x, top: y, behavior: 'instant' });
    return found;
  }

  /** Everything that Tab must reach, in the order of the document. */
  function tabStops() {
    return [...document.querySelectorAll(`${CONTROLS}, [tabindex]`)].filter((element) => {
      if (element.tabIndex < 0 || element.disabled) return false;
      return element.checkVisibility({ visibilityProperty: true });
    });
  }

  const stopNumbers = new WeakMap();
  /** Numbers the stops, so that a walk can be told step by step. Returns their names. */
  function numberStops() {
    const stops = tabStops();
    stops.forEach((element, at) => stopNumbers.set(element, at));
    return stops.map(name);
  }

  /** Where the focus is now: number among the stops, how it shows, whether it is covered. */
  function focusNow() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    // In a drawing the shapes show the focus, not the group's box.
    const shape = isInDrawing(element) ? element.querySelector('circle') : null;
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
    const probe = shape ?? element;
    return {
      number: stopNumbers.get(element) ?? -1,
      name: name(element),
      outline: style.outlineStyle === 'none' ? 0 : px(style.outlineWidth),
      isShape: shape !== null,
      inView,
      covered: inView && isCovered(probe, points(probe).filter(([x, y]) => x >= 0 && y >= 0 && x < window.innerWidth && y < window.innerHeight)),
    };
  }

  /** What can be done on the page: role, name and destination of every control that shows. */
  function actions() {
    return [...document.querySelectorAll(CONTROLS)].filter(isVisible).map((element) => {
      const words = (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ');
      return `${element.localName} ${words} → ${element.getAttribute('href') ?? ''}`;
    });
  }

  /**
   * The text of the main part as it is read, without what only works with scripts and what only
   * shows without them.
   */
  function mainText() {
    const main = document.querySelector('main');
    const apart = [...main.querySelectorAll('.needs-script, noscript')];
    const before = apart.map((element) => element.style.display);
    for (const element of apart) element.style.display = 'none';
    const text = main.innerText;
    apart.forEach((element, at) => {
      element.style.display = before[at];
    });
    return text;
  }

  /** Opens or closes the disclosures of the page's own content. */
  function setDisclosures(open) {
    for (const details of document.querySelectorAll('main details')) details.open = open;
  }

  /** Counts what the live regions say from now on. */
  function listen() {
    const heard = [];
    for (const region of document.querySelectorAll('[aria-live], [role="status"]')) {
      let before = region.textContent;
      new MutationObserver(() => {
        const now = region.textContent;
        if (now !== before && now.trim()) heard.push(now.trim());
        before = now;
      }).observe(region, { childList: true, characterData: true, subtree: true });
    }
    lookout.heard = heard;
  }

  /** Things that still move. */
  function moving() {
    const slow = [...document.querySelectorAll('*')].flatMap((element) => {
      const style = getComputedStyle(element);
      const longest = Math.max(
        ...style.transitionDuration.split(',').map(px),
        style.animationName === 'none' ? 0 : px(style.animationDuration),
      );
      return longest > 0 ? [`${name(element)}: ${longest}s`] : [];
    });
    return [...slow, ...document.getAnimations().map((animation) => `animation ${animation.id}`)];
  }

  // --- Colours -------------------------------------------------------------------------------

  function rgb(value) {
    const numbers = value.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return { r: numbers[0], g: numbers[1], b: numbers[2], a: numbers[3] ?? 1 };
  }

  function luminance({ r, g, b }) {
    const [x, y, z] = [r, g, b].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }

  function contrast(one, two) {
    const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  /** The colour behind an element. */
  function behind(element) {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.a > 0.99) return colour;
    }
    return { r: 255, g: 255, b: 255, a: 1 };
  }

  /** Borders of controls and marks of drawings that do not stand out 3:1 from what is behind. */
  function faintMarks() {
    const found = [];
    const judge = (element, what, colour, ground) => {
      if (colour.a < 0.99) return;
      const ratio = contrast(colour, ground);
      if (ratio < 3) found.push(`${name(element)} ${what}: ${ratio.toFixed(2)}:1`);
    };
    for (const element of document.querySelectorAll('.button, .choice, .tool__button')) {
      if (!isVisible(element)) continue;
      judge(element, 'border', rgb(getComputedStyle(element).borderTopColor), behind(element.parentElement));
    }
    for (const mark of document.querySelectorAll('.coin, .bar__whole, .bar__over')) {
      if (mark.getBoundingClientRect().width > 0) judge(mark, 'stroke', rgb(getComputedStyle(mark).stroke), behind(mark.closest('svg').parentElement));
    }
    for (const mark of document.querySelectorAll('.bar__used, .bar__over')) {
      if (mark.getBoundingClientRect().width > 0) judge(mark, 'fill', rgb(getComputedStyle(mark).fill), behind(mark.closest('svg').parentElement));
    }
    for (const step of document.querySelectorAll('.step')) {
      judge(step, 'dot', rgb(getComputedStyle(step, '::before').borderTopColor), behind(step));
    }
    for (const door of document.querySelectorAll('.door__link')) {
      judge(door, 'arrow', rgb(getComputedStyle(door, '::after').borderTopColor), behind(door));
    }
    return [...new Set(found)];
  }

  /** Adds rules as a reader's own style sheet would. */
  function wear(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  function takeOff() {
    document.adoptedStyleSheets = [];
  }

  window.lookout = {
    violations,
    shifts,
    heard: [],
    name,
    isVisible,
    smallTexts,
    longLines,
    tightLines,
    tightParagraphs,
    smallTargets,
    crowdedTargets,
    sticksOut,
    cutOff,
    overlaps,
    unreachable,
    numberStops,
    focusNow,
    isCovered,
    actions,
    mainText,
    setDisclosures,
    listen,
    moving,
    faintMarks,
    wear,
    takeOff,
    texts: () => texts().map(({ node }) => node.data.trim()),
  };
})();
