// Starts the app after the page has been painted. Without it, or where it fails, the published page
// stays as it is: readable, with links that work.
(function () {
  "use strict";
  var script = document.currentScript;
  var js = script.getAttribute("data-js");
  var wasm = script.getAttribute("data-wasm");

  // Trusted Types: the app builds its elements from templates that it carries itself. The policy
  // lets such markup pass and refuses anything that could run or load.
  var forbidden =
    /<\/?(?:script|iframe|object|embed|link|meta|base|style|frame|frameset)\b|\bon[a-z]+\s*=|javascript:|\bsrcdoc\b/i;
  if (window.trustedTypes && trustedTypes.createPolicy) {
    trustedTypes.createPolicy("default", {
      createHTML: function (markup) {
        if (forbidden.test(markup)) throw new TypeError("markup refused");
        return markup;
      },
    });
  }

  // The outbox is a module of its own, for those who send something. The app asks for it by this
  // name; what could not be fetched is asked for anew, under an address that no browser remembers.
  var outbox = null;
  var tries = 0;
  window.mingbaiOutbox = function () {
    var address = script.getAttribute("data-outbox-js");
    if (!address || !window.WebAssembly) return Promise.reject(new Error("no outbox"));
    if (outbox) return outbox;
    var again = tries ? "?" + tries : "";
    tries += 1;
    outbox = import(address + again).then(function (module) {
      return module
        .default({ module_or_path: script.getAttribute("data-outbox-wasm") + again })
        .then(function () {
          return module;
        });
    });
    outbox.catch(function () {
      outbox = null;
    });
    return outbox;
  };

  function broken() {
    var notice = document.getElementById("broken");
    if (notice) notice.hidden = false;
  }

  // A stop inside the app (a Rust panic) leaves dead buttons: say so, with a way on.
  window.addEventListener("error", function (event) {
    if (window.WebAssembly && event.error instanceof WebAssembly.RuntimeError) broken();
  });

  function start() {
    if (!window.WebAssembly || !js) return;
    import(js)
      .then(function (app) {
        return app.default({ module_or_path: wasm });
      })
      .catch(function (reason) {
        // Links still work; only the app's own buttons do not.
        console.warn("mingbai: the app did not start", reason);
      });
  }

  // Two frames after load: the first paint is done and the network is free.
  function afterPaint() {
    requestAnimationFrame(function () {
      requestAnimationFrame(function () {
        setTimeout(start, 0);
      });
    });
  }
  if (document.readyState === "complete") afterPaint();
  else window.addEventListener("load", afterPaint, { once: true });
})();
