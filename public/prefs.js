// Before the first paint: the reader's text size, contrast and mode as attributes of <html>.
// Small and blocking on purpose, so that no page is drawn twice. The app writes what is read here
// (src/display/state.rs): "mode text contrast".
(function () {
  "use strict";
  var html = document.documentElement;
  var modes = ["standard", "elder"];
  var contrasts = ["normal", "high"];
  var kept = [];
  try {
    kept = (localStorage.getItem("mingbai.display") || "").split(" ");
  } catch (refused) {
    // Private windows may refuse storage: the page is drawn as usual and nothing is remembered.
  }
  var mode = kept[0];
  var query = new URLSearchParams(location.search);
  var asked = query.get("mode");
  if (modes.indexOf(asked) >= 0 && asked !== mode) {
    mode = asked;
    try {
      localStorage.setItem(
        "mingbai.display",
        [mode, kept[1] || "1", kept[2] || "normal"].join(" ")
      );
    } catch (refused) {
      // As above: the choice holds for this page.
    }
  }
  // A screen for everybody says so in the address it starts with; it holds while its window is open.
  var kiosk = query.get("kiosk");
  try {
    if (kiosk) sessionStorage.setItem("mingbai.kiosk", kiosk);
    else kiosk = sessionStorage.getItem("mingbai.kiosk");
  } catch (refused) {
    // Without storage the address alone says it.
  }
  if (kiosk && /^[\w-]{1,40}$/.test(kiosk)) html.setAttribute("data-kiosk", kiosk);
  html.setAttribute("data-script", "");
  if (modes.indexOf(mode) >= 0) html.setAttribute("data-mode", mode);
  if (/^[1-4]$/.test(kept[1])) html.setAttribute("data-text", kept[1]);
  if (contrasts.indexOf(kept[2]) >= 0) html.setAttribute("data-contrast", kept[2]);
})();
