/* The one script of the hall: comfort only. Every act works without it; nothing is stored but one cookie (single_keys). */
(function () {
  "use strict";
  var doc = document;
  var body = doc.body;
  function one(selector, root) { return (root || doc).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); }
  function on(type, run) { doc.addEventListener(type, run); }
  function hit(event, selector) { return event.target.closest ? event.target.closest(selector) : null; }

  /* What needs a script is hidden in the markup and shown here. */
  function reveal(root) {
    all("[data-print], [data-copy], [data-keys-toggle]", root).forEach(function (button) { button.hidden = false; });
    if (window.speechSynthesis) all("[data-read]", root).forEach(function (button) { button.hidden = false; });
  }
  function focusErrors() {
    var summary = one(".error-summary");
    if (!summary) return;
    if (doc.title.indexOf("错误：") !== 0) doc.title = "错误：" + doc.title;
    summary.focus();
  }

  /* Receipt codes: full-width digits and pasted spaces are accepted, groups of four are shown; the server reads digits only. */
  function digits(text) { return text.normalize("NFKC").replace(/\D/g, ""); }
  function fours(text) { return digits(text).replace(/(\d{4})(?=\d)/g, "$1 "); }
  function group(input) {
    if (input.selectionStart !== input.value.length) return;
    var shown = fours(input.value);
    if (shown !== input.value) input.value = shown;
  }
  /* A QR code carries its digits behind the #, where no server log sees them. */
  function codeFromFragment() {
    var form = one("form[data-code-form]");
    var found = /^#k=([\d -]+)$/.exec(decodeURIComponent(location.hash));
    if (!form || !found) return;
    history.replaceState(null, "", location.pathname + location.search);
    var input = one("[data-code]", form) || one("input[type=text], input:not([type])", form);
    input.value = fours(found[1]);
    HTMLFormElement.prototype.submit.call(form);
  }

  function copy(button) {
    var text = button.getAttribute("data-copy");
    var label = button.textContent;
    function say(words) {
      button.textContent = words;
      button.setAttribute("aria-live", "polite");
      setTimeout(function () { button.textContent = label; }, 2000);
    }
    if (!navigator.clipboard) { say("没有复制上，抄下这些数字"); return; }
    navigator.clipboard.writeText(text).then(function () { say("已复制"); }, function () { say("没有复制上，抄下这些数字"); });
  }
  function read() {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    var words = new SpeechSynthesisUtterance(one("main").innerText);
    words.lang = "zh-CN";
    speechSynthesis.speak(words);
  }
  function leave(link) {
    body.hidden = true;
    location.replace(link.href);
  }

  /* Single keys can be switched off (WCAG 2.1.4). */
  function singleKeys() { return !/(^|; )single_keys=off/.test(doc.cookie); }
  function toggleKeys(button) {
    doc.cookie = "single_keys=" + (singleKeys() ? "off" : "on") + "; path=/; max-age=31536000; samesite=lax";
    markKeys(button);
  }
  function markKeys(button) { button.setAttribute("aria-pressed", String(!singleKeys())); }
  function openKeys() {
    var list = one("#keys");
    if (!list) return false;
    list.open = true;
    one("summary", list).focus();
    return true;
  }

  function typing(element) {
    return element.isContentEditable || /^(SELECT|TEXTAREA)$/.test(element.tagName) ||
      (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type));
  }
  function nextRow(element, step) {
    var row = element.closest("tr[data-href]");
    if (!row) return false;
    var rows = all("tr[data-href]", row.parentNode);
    var target = rows[rows.indexOf(row) + step];
    var link = target && one("a", target);
    if (link) link.focus();
    return Boolean(link);
  }
  function submitCurrent(element) {
    var form = element.form || one("main form[method=post]");
    var button = form && one("[type=submit]", form);
    if (button) button.click();
    return Boolean(button);
  }
  function escape(element) {
    var list = one("#keys");
    if (list && list.open) list.open = false;
    if (element.id === "scan") element.value = "";
    if (typing(element)) element.blur();
    return false;
  }
  function named(event) { return (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + event.key; }
  function press(event) {
    var key = named(event);
    var here = event.target;
    var marked = all("[data-key]").filter(function (item) { return item.getAttribute("data-key") === key; })[0];
    if (marked) { marked.click(); return true; }
    if (key === "F2" && body.classList.contains("face-desk")) { location.href = "/desk/register/"; return true; }
    if (key === "F8") { window.print(); return true; }
    if (key === "Ctrl+Enter") return submitCurrent(here);
    if (key === "Escape") return escape(here);
    if (typing(here)) return false;
    if (key === "ArrowDown") return nextRow(here, 1);
    if (key === "ArrowUp") return nextRow(here, -1);
    if (!singleKeys()) return false;
    if (key === "j") return nextRow(here, 1);
    if (key === "k") return nextRow(here, -1);
    if (key === "/" && one("#scan")) { one("#scan").focus(); return true; }
    if (key === "?") return openKeys();
    return false;
  }

  on("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || event.metaKey || event.defaultPrevented) return;
    if (press(event)) event.preventDefault();
  });
  on("input", function (event) {
    if (!event.isComposing && hit(event, "[data-code]")) group(event.target);
  });
  on("click", function (event) {
    var found;
    if ((found = hit(event, "[data-print]"))) window.print();
    else if ((found = hit(event, "[data-copy]"))) copy(found);
    else if (hit(event, "[data-read]")) read();
    else if ((found = hit(event, "[data-keys-toggle]"))) toggleKeys(found);
    else if ((found = hit(event, "[data-leave]"))) { event.preventDefault(); leave(found); }
    else if ((found = hit(event, ".error-summary a"))) {
      var field = doc.getElementById(found.hash.slice(1));
      if (field) { event.preventDefault(); field.focus(); }
    } else if ((found = hit(event, "tr[data-href]")) && !hit(event, "a, button, input, label, summary, select") && !String(getSelection())) {
      if (event.ctrlKey || event.metaKey) window.open(found.getAttribute("data-href"), "_blank", "noopener");
      else location.href = found.getAttribute("data-href");
    }
  });

  /* A second click on a deed does nothing; coming back by the browser's arrow makes the button live again. */
  window.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.hasAttribute("data-again")) return;
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    all("[type=submit]", form).forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
      all("[type=submit]", form).forEach(function (button) { button.removeAttribute("aria-disabled"); });
    });
  });
  window.addEventListener("hashchange", codeFromFragment);
  on("htmx:afterSwap", function (event) { reveal(event.target); });

  /* Straight after a paper was registered for printing; not again when the page is opened later. */
  if (one("[data-print-now]")) {
    history.replaceState(null, "", location.pathname);
    window.addEventListener("load", function () { window.print(); });
  }

  reveal(doc);
  all("[data-keys-toggle]").forEach(markKeys);
  focusErrors();
  codeFromFragment();
})();
