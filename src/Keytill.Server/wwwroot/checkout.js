// Makes the checkout quicker; it is complete without. Totals are the server's alone: a change is posted as the form
// would post it, and what comes back takes the place of what was shown.
(() => {
  'use strict';

  const form = document.getElementById('checkout');
  if (!form) return;
  document.documentElement.classList.add('follows');

  const againMs = 8000;
  let pressed = false;
  let running = null;

  // Ticks and choices that the customer made belong to him: an exchange of the page's parts must not undo them.
  function choices() {
    return [...form.querySelectorAll('#closing input:checked')].map((input) => input.id);
  }

  function exchange(fresh) {
    const kept = choices();
    const focused = document.activeElement && document.activeElement.id;
    for (const id of ['basket', 'closing']) {
      const before = document.getElementById(id);
      const after = fresh.getElementById(id);
      if (!before || !after) { location.reload(); return; }
      before.replaceWith(after);
    }
    form.elements.fingerprint.value = fresh.getElementById('checkout').elements.fingerprint.value;
    for (const id of kept) {
      const input = document.getElementById(id);
      if (input) input.checked = true;
    }
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
  }

  async function refresh() {
    const body = new URLSearchParams(new FormData(form));
    body.set('update', '1');
    if (running) running.abort();
    running = new AbortController();
    try {
      const answer = await fetch(form.action, { method: 'POST', body, signal: running.signal });
      if (answer.ok) exchange(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch (error) {
      // Superseded by the next change, or offline: the buttons still work.
    }
  }

  form.addEventListener('change', (event) => {
    if (event.target.classList.contains('refreshes')) refresh();
  });

  form.addEventListener('submit', (event) => {
    if (pressed) { event.preventDefault(); return; }
    pressed = true;
    const button = event.submitter;
    if (button) button.setAttribute('aria-busy', 'true');
    // The net may have swallowed it. Pressed twice it is still one order.
    setTimeout(() => { pressed = false; if (button) button.removeAttribute('aria-busy'); }, againMs);
  });

  // A page out of the browser's memory, after Back: the cart may have become an order since.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

  const problems = document.getElementById('problems');
  if (problems) problems.focus();
})();
