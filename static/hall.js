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
    all("[data-print], [data-copy], [data-keys-toggle], [data-all]", root).forEach(function (button) { button.hidden = false; });
    if (window.speechSynthesis) all("[data-read]", root).forEach(function (button) { button.hidden = false; });
  }
  function focusErrors() {
    var summary = one(".error-summary");
    if (!summary) return;
    if (doc.title.indexOf("错误：") !== 0) doc.title = "错误：" + doc.title;
    summary.focus();
  }

  /* Receipt codes: full-width digits and pasted spaces are accepted, groups of four are shown; the server reads digits only. */
  function digits(text) { return text.normalize("NFKC").replace(/^[^]*#k=/, "").replace(/\D/g, ""); }
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
  /* The server forgets on its own; the page gives way to a harmless one, in the history too. */
  function leave(form) {
    function go() { location.replace(form.getAttribute("data-leave")); }
    body.hidden = true;
    fetch(form.getAttribute("action"), {method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", keepalive: true}).then(go, go);
    setTimeout(go, 1000);
  }

  /* All keys but Ctrl+Enter and Esc can be switched off (WCAG 2.1.4). */
  function keysOn() { return !/(^|; )single_keys=off/.test(doc.cookie); }
  function toggleKeys(button) {
    doc.cookie = "single_keys=" + (keysOn() ? "off" : "on") + "; path=/; max-age=31536000; samesite=lax";
    markKeys(button);
  }
  function markKeys(button) { button.setAttribute("aria-pressed", String(!keysOn())); }
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
  /* Enter goes to the next field of a form that is typed through, as a card reader's Enter does; Ctrl+Enter sends it. No Enter in a
     field sends it: behind the fields come the heads of the folded parts, and behind those the button, which is pressed as seen. */
  function nextField(element) {
    var form = element.form || element.closest("form");
    if (!form || !form.hasAttribute("data-typed") || /^(BUTTON|TEXTAREA|A|SUMMARY)$/.test(element.tagName)) return false;
    var stops = all("input:not([type=hidden]), select, textarea, summary, [type=submit]", form);
    var behind = stops.slice(stops.indexOf(element) + 1).filter(function (stop) {
      var folded = stop.closest("details:not([open])");
      return stop.type !== "radio" && (!stop.name || stop.name !== element.name) && (!folded || stop === one("summary", folded));
    });
    return focusOn(behind[0]);
  }
  /* Inside a group of ticks or choices a digit takes the nth, 0 takes all; outside of it digits are nobody's keys. */
  function numbered(element, digit) {
    if (!/^(radio|checkbox)$/.test(element.type || "") || !element.form) return false;
    var group = all("input[type=" + element.type + "]", element.form).filter(function (each) { return each.name === element.name; });
    if (digit === 0 && element.type === "checkbox") { tickAll(group); return true; }
    if (!group[digit - 1]) return false;
    group[digit - 1].focus();
    group[digit - 1].click();
    return true;
  }
  function tickAll(group) {
    group.forEach(function (each) { each.checked = true; each.dispatchEvent(new Event("input", {bubbles: true})); });
  }
  /* A form with data-draft is kept on the server while it is being filled in: at most every five seconds, nothing in the browser.
     Signed out, the answer is a redirect: what was typed stays here. Signed in again elsewhere, it is a 403 with this page's new token.
     A form that has not heard from the server for ten minutes asks first whether it may be sent: else it would end at the sign-in page. */
  function draft(form) {
    var dirty = false, saving = false, pressed = null, heard = Date.now(), said = one("[data-draft-said]", form);
    function signedOut() {
      if (one("a", said)) return;
      said.textContent = "登录已过期：先在新窗口登录，这里填的内容还在。";
      var link = said.appendChild(doc.createElement("a"));
      link.href = "/login/";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "在新窗口登录";
    }
    function heardFrom(answer, again) {
      var token = answer.headers.get("X-CSRFToken");
      if (answer.ok) return answer.text().then(function (words) { said.textContent = words; heard = Date.now(); return true; });
      if (token && !again) {
        all("[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = token; });
        return save(true);
      }
      if (answer.type !== "opaqueredirect" && answer.status !== 401 && answer.status !== 403) return Promise.reject(answer.status);
      signedOut();
      return false;
    }
    function save(again) {
      dirty = false;
      saving = true;
      return fetch(form.getAttribute("data-draft"), {method: "POST", body: new URLSearchParams(new FormData(form)), headers: {"X-Draft": "1"}, redirect: "manual"})
        .then(function (answer) { return heardFrom(answer, again); })
        .catch(function () { said.textContent = "草稿没有存上，稍后再试"; return false; })
        .then(function (kept) { saving = false; dirty = dirty || !kept; return kept; });
    }
    function keep() { if (dirty && !saving && !form.hasAttribute("data-sent")) save(); }
    form.addEventListener("input", function () { dirty = true; });
    form.addEventListener("click", function (event) { pressed = hit(event, "[type=submit]") || pressed; });
    form.addEventListener("submit", function (event) {
      if (!pressed || Date.now() - heard < 600000) return;
      event.preventDefault();
      if (!saving) save().then(function (kept) { if (kept) pressed.click(); });
    });
    window.addEventListener("focus", keep);
    setInterval(keep, 5000);
  }
  /* Ticked rows: shift takes a range, the box in the head all; the bar of acts stands there only while something is ticked. */
  var lastTick = null;
  function rowBoxes() { return all("input[form=bulk][name=number]"); }
  function tick(box, shift) {
    var boxes = rowBoxes();
    if (shift && lastTick) {
      var ends = [boxes.indexOf(lastTick), boxes.indexOf(box)].sort(function (a, b) { return a - b; });
      boxes.slice(Math.max(ends[0], 0), ends[1] + 1).forEach(function (each) { each.checked = box.checked; });
    }
    lastTick = box;
    bulk();
  }
  function bulk() {
    var form = one("#bulk");
    if (!form) return;
    var boxes = rowBoxes(), count = boxes.filter(function (each) { return each.checked; }).length, head = one("[data-all] input");
    form.hidden = !count;
    /* An act that none of the ticked rows can take has no button. */
    all("button[data-taken]", form).forEach(function (button) {
      button.hidden = !boxes.some(function (each) { return each.checked && each.getAttribute("data-takes").split(" ").indexOf(button.value) >= 0; });
    });
    clearOfBar();
    head.checked = count > 0 && count === boxes.length;
    head.indeterminate = count > 0 && count < boxes.length;
    one("[data-ticked]", form).textContent = "已选 " + count + " 件";
  }
  /* What has the focus is never under the bar at the lower edge (WCAG 2.4.11), which is as high as its buttons wrap. */
  function clearOfBar() {
    var bar = all(".in-sight:not([hidden])").filter(function (each) { return /sticky/.test(getComputedStyle(each).position); })[0];
    doc.documentElement.style.scrollPaddingBottom = bar ? bar.offsetHeight + 12 + "px" : "";
  }
  function focusOn(element) {
    if (element) element.focus();
    return Boolean(element);
  }
  /* The form of an act opens in its first field, where the page names no other. */
  function begin() {
    var fields = all("form[data-act] input:not([type=hidden]), form[data-act] select, form[data-act] textarea");
    if (fields[0] && !one("[autofocus], .error-summary")) fields[0].focus();
  }
  function firstRow() { return focusOn(one("main tr[data-href] a")); }
  /* Above the first row is the scan box. */
  function nextRow(element, step) {
    var row = element.closest("tr[data-href]");
    if (!row) return false;
    var rows = all("tr[data-href]", row.parentNode), place = rows.indexOf(row) + step;
    return place < 0 ? focusOn(one("#scan")) : focusOn(rows[place] && one("a", rows[place]));
  }
  function tickRow(element) {
    var row = element.tagName === "A" && element.closest("tr[data-href]"), box = row && one("input[form=bulk]", row);
    if (box) box.click();
    return Boolean(box);
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
    if (key === "Ctrl+Enter") return submitCurrent(here);
    if (key === "Escape") return escape(here);
    if (key === "Enter" && nextField(here)) return true;
    if (/^[0-9]$/.test(key) && numbered(here, Number(key))) return true;
    if (!keysOn()) return false;
    var marked = all("[data-key]").filter(function (item) { return item.getAttribute("data-key") === key; })[0];
    if (marked) { marked.click(); return true; }
    if (key === "F2" && body.classList.contains("face-desk")) { location.href = "/desk/register/"; return true; }
    if (key === "F8") { window.print(); return true; }
    if (here.id === "scan" && key === "ArrowDown") return firstRow();
    if (typing(here)) return false;
    if (key === " ") return tickRow(here);
    if (key === "j" && here === body) return firstRow();
    if (key === "ArrowDown") return nextRow(here, 1);
    if (key === "ArrowUp") return nextRow(here, -1);
    if (key === "j") return nextRow(here, 1);
    if (key === "k") return nextRow(here, -1);
    if (key === "/") return focusOn(one("#scan"));
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
    else if ((found = hit(event, "[data-back]")) && history.length > 1) { event.preventDefault(); history.back(); }
    else if ((found = hit(event, "form[data-leave] [type=submit]"))) { event.preventDefault(); leave(found.form); }
    else if ((found = hit(event, "input[form=bulk]"))) tick(found, event.shiftKey);
    else if ((found = hit(event, "[data-all] input"))) { rowBoxes().forEach(function (each) { each.checked = found.checked; }); bulk(); }
    else if ((found = hit(event, "button[data-all]"))) tickAll(all("input[name=" + found.getAttribute("data-all") + "]", found.form));
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
  window.addEventListener("resize", clearOfBar);
  window.addEventListener("pageshow", function () {
    bulk(); // rows that the browser ticks again when it comes back
    all("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
      all("[type=submit]", form).forEach(function (button) { button.removeAttribute("aria-disabled"); });
    });
  });
  window.addEventListener("hashchange", codeFromFragment);
  on("htmx:afterSwap", function (event) { reveal(event.target); });

  /* Straight after registering, the slip goes on to be printed; not again when the page is opened later. */
  var onwards = one("form[data-send-now]");
  if (onwards) {
    history.replaceState(null, "", location.pathname);
    HTMLFormElement.prototype.submit.call(onwards);
  }
  /* Straight after a paper was registered for printing; not again when the page is opened later. */
  if (one("[data-print-now]")) {
    history.replaceState(null, "", location.pathname);
    window.addEventListener("load", function () { window.print(); });
  }

  /* On paper nothing can be opened: the arithmetic goes along, and is folded again afterwards. */
  window.addEventListener("beforeprint", function () { all("main details:not([open])").forEach(function (each) { each.open = true; each.setAttribute("data-folded", ""); }); });
  window.addEventListener("afterprint", function () { all("main details[data-folded]").forEach(function (each) { each.open = false; each.removeAttribute("data-folded"); }); });

  reveal(doc);
  all("[data-keys-toggle]").forEach(markKeys);
  all("form[data-draft]").forEach(draft);
  focusErrors();
  bulk();
  clearOfBar();
  begin();
  codeFromFragment();
})();
