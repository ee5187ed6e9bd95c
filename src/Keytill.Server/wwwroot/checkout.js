// Makes the checkout quicker. Totals are the server's alone: a change is posted as the form would post it, and what
// comes back takes the place of what was shown.
(() => {
  'use strict';

  const form = document.getElementById('checkout');
  if (!form) return;
  document.documentElement.classList.add('follows');

  let running = null;

  function show(fresh) {
    if (!keytill.exchange(fresh, ['basket', 'closing'])) { location.reload(); return; }
    form.elements.fingerprint.value = fresh.getElementById('checkout').elements.fingerprint.value;
  }

  async function refresh() {
    const body = new URLSearchParams(new FormData(form));
    body.set('update', '1');
    if (running) running.abort();
    const mine = running = new AbortController();
    form.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(form.action, { method: 'POST', body, signal: mine.signal });
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html');
      await keytill.released();
      if (fresh && !mine.signal.aborted) show(fresh);
    } catch (error) {
      // Superseded, or offline: the buttons still work.
    }
    if (running === mine) form.removeAttribute('aria-busy');
  }

  form.addEventListener('change', (event) => {
    if (event.target.classList.contains('refreshes')) refresh();
  });

  // Pressed: the server takes what the form says, and answers with a page of its own.
  form.addEventListener('submit', () => { if (running) running.abort(); });
  keytill.once(form);

  const problems = document.getElementById('problems');
  if (problems) problems.focus();
})();
