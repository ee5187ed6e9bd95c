// What the scripts of the pages share; loaded before them. Each page is complete without any.
const keytill = (() => {
  'use strict';

  const againMs = 8000;
  const pressMsMax = 2000;
  let pressing = false;
  let waiting = [];

  // A press is two events, down and up. Who takes the button away between them swallows the press.
  function down() { pressing = true; }
  function up() {
    // The click itself comes after.
    setTimeout(() => {
      pressing = false;
      waiting.splice(0).forEach((resume) => resume());
    });
  }
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, down, true);
  for (const event of ['pointerup', 'pointercancel', 'keyup']) addEventListener(event, up, true);
  // Of the window alone: the key that went down may come up in another.
  addEventListener('blur', up);

  // Waits until nothing is being pressed.
  function released() {
    if (!pressing) return Promise.resolve();
    return new Promise((resume) => { waiting.push(resume); setTimeout(resume, pressMsMax); });
  }

  // Puts these parts of a fresh page in the place of those shown, without moving the reader: what he had chosen and opened,
  // where he was, and what he has typed there since the page was asked for (`sent`) stays. False, and nothing done, when one
  // page lacks a part.
  function exchange(fresh, ids, sent) {
    const parts = ids.map((id) => [document.getElementById(id), fresh.getElementById(id)]);
    if (parts.some(([before, after]) => !before || !after)) return false;
    const chosen = parts.flatMap(([before]) => [...before.querySelectorAll('input:checked')].map((input) => input.id));
    const opened = parts.flatMap(([before]) => [...before.querySelectorAll('details[open]')].map((details) => details.id));
    const { id: focused, name, value } = document.activeElement || {};
    const isTyping = sent && name && sent.has(name) && value !== sent.get(name);
    for (const [before, after] of parts) before.replaceWith(after);
    for (const id of chosen.filter((id) => id && document.getElementById(id))) document.getElementById(id).checked = true;
    for (const id of opened.filter((id) => id && document.getElementById(id))) document.getElementById(id).open = true;
    const field = focused && document.getElementById(focused);
    if (field) field.focus({ preventScroll: true });
    if (field && isTyping) field.value = value;
    return true;
  }

  // Sends a form once, however often it is pressed.
  function once(form) {
    let sent = false;
    form.addEventListener('submit', (event) => {
      if (sent) { event.preventDefault(); return; }
      sent = true;
      const button = event.submitter;
      if (button) button.setAttribute('aria-busy', 'true');
      // The net may have swallowed it.
      setTimeout(() => { sent = false; if (button) button.removeAttribute('aria-busy'); }, againMs);
    });
  }

  // A page out of the browser's memory, after Back: it may no longer be true, and its buttons must work again.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

  return { exchange, once, released };
})();
