// Compares screenshots pixel by pixel, in a page of its own that has nothing to do with the site.

export class Pictures {
  static async open(browser) {
    const pictures = new Pictures();
    pictures.page = await browser.newPage();
    await pictures.page.evaluate(() => {
      window.pixels = async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      window.luminance = (data, at) => {
        const part = (value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        };
        return 0.2126 * part(data[at]) + 0.7152 * part(data[at + 1]) + 0.0722 * part(data[at + 2]);
      };
    });
    return pictures;
  }

  /** How many pixels changed by a contrast of at least `least`. */
  changedByContrast(one, two, least) {
    return this.page.evaluate(
      async ([a, b, wanted]) => {
        const [first, second] = [await window.pixels(a), await window.pixels(b)];
        if (first.width !== second.width || first.height !== second.height) throw new Error('pictures of two sizes');
        let changed = 0;
        for (let at = 0; at < first.data.length; at += 4) {
          const [low, high] = [window.luminance(first.data, at), window.luminance(second.data, at)].sort((x, y) => x - y);
          if ((high + 0.05) / (low + 0.05) >= wanted) changed += 1;
        }
        return changed;
      },
      [one.toString('base64'), two.toString('base64'), least],
    );
  }

  /** How many pixels differ visibly (by more than 24 of 255 in a channel), and how many there are. */
  difference(one, two) {
    return this.page.evaluate(
      async ([a, b]) => {
        const [first, second] = [await window.pixels(a), await window.pixels(b)];
        if (first.width !== second.width || first.height !== second.height) {
          return { differ: Infinity, all: first.width * first.height };
        }
        let differ = 0;
        for (let at = 0; at < first.data.length; at += 4) {
          const far = [0, 1, 2].some((channel) => Math.abs(first.data[at + channel] - second.data[at + channel]) > 24);
          if (far) differ += 1;
        }
        return { differ, all: first.width * first.height };
      },
      [one.toString('base64'), two.toString('base64')],
    );
  }

  close() {
    return this.page.close();
  }
}
