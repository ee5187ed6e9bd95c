// Makes the checkout quicker. Totals are the server's alone: a change is posted as the form would post it, and what
// comes back takes the place of what was shown.
(() => {
  'use strict';

  const form = document.getElementById('checkout');
  if (!form) return;
  document.documentElement.classList.add('follows');

  const parts = ['basket', 'meant', 'closing', 'press'];
  const stepsMs = 250;
  let running = null;
  let steps = 0;

  function show(fresh, sent) {
    if (!keytill.exchange(fresh, parts, sent)) { location.reload(); return; }
    form.elements.fingerprint.value = fresh.getElementById('checkout').elements.fingerprint.value;
  }

  async function refresh() {
    clearTimeout(steps);
    const body = new URLSearchParams(new FormData(form));
    body.set('update', '1');
    if (running) running.abort();
    const mine = running = new AbortController();
    form.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(form.action, { method: 'POST', body, signal: mine.signal });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
      await keytill.released();
      if (fresh && !mine.signal.aborted) show(fresh, body);
    } catch (error) {
      // Superseded, or offline: the buttons still work.
    }
    if (running === mine) form.removeAttribute('aria-busy');
  }

  // Several steps in a row ask the server once.
  function step(button) {
    const input = button.parentElement.querySelector('input');
    input.value = Math.max(1, (parseInt(input.value, 10) || 0) + Number(button.dataset.step));
    form.setAttribute('aria-busy', 'true');
    clearTimeout(steps);
    steps = setTimeout(refresh, stepsMs);
  }

  // Buttons that put a value into a field: here that needs no new page.
  function put(field, value) {
    document.getElementById(field).value = value;
    document.getElementById(field).focus({ preventScroll: true });
    refresh();
  }

  form.addEventListener('change', (event) => {
    if (event.target.classList.contains('refreshes')) refresh();
  });

  form.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.step) step(button);
    if (!button.dataset.puts) return;
    event.preventDefault();
    put(button.dataset.puts, button.dataset.value || button.value);
  });

  // Pressed: the server takes what the form says, and answers with a page of its own.
  form.addEventListener('submit', () => { clearTimeout(steps); if (running) running.abort(); });
  keytill.once(form);

  const problems = document.getElementById('problems');
  if (problems) problems.focus();
})();
