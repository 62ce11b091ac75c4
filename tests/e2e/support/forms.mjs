// The sizes and modes that every page must hold in.
export const FORMS = [
  { name: 'phone', mode: 'standard', width: 360, height: 740 },
  { name: 'small-phone', mode: 'standard', width: 320, height: 640 },
  { name: 'elder', mode: 'elder', width: 360, height: 740 },
  { name: 'small-elder', mode: 'elder', width: 320, height: 640 },
  { name: 'kiosk', mode: 'standard', width: 1080, height: 1920 },
];
export const [PHONE, SMALL_PHONE, ELDER, SMALL_ELDER, KIOSK] = FORMS;

/** What each mode owes its readers, in CSS pixels: WCAG 2.2, and 工信部 67 号文 for elders. */
export const OWED = {
  standard: { text: { everywhere: 16, inMain: 16 }, target: { main: 44, quiet: 44 }, gap: 8, contrast: 4.5, focus: 2 },
  elder: { text: { everywhere: 18, inMain: 24 }, target: { main: 60, quiet: 44 }, gap: 8, contrast: 7, focus: 4 },
};
