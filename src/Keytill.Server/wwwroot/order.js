// The order page follows its order by itself. Without this script a plain reload shows the same.
(() => {
  'use strict';

  const retryMs = 5000;
  const againMs = 8000;
  const announcement = document.getElementById('announcement');

  function page() { return document.getElementById('order'); }

  function prepare() {
    for (const button of document.querySelectorAll('[data-copy]')) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener('click', async () => {
        const keys = document.getElementById(button.dataset.copy).querySelectorAll('.key');
        await navigator.clipboard.writeText([...keys].map((key) => key.textContent).join('\n'));
        announcement.textContent = announcement.dataset.copied;
        const label = button.firstChild;
        const before = label.textContent;
        label.textContent = announcement.dataset.copied;
        setTimeout(() => { label.textContent = before; }, 2000);
      });
    }
    for (const form of document.querySelectorAll('form[data-once]')) {
      form.addEventListener('submit', (event) => {
        if (form.dataset.sent) { event.preventDefault(); return; }
        form.dataset.sent = '1';
        const button = form.querySelector('button');
        button.setAttribute('aria-busy', 'true');
        // The net may have swallowed it.
        setTimeout(() => { delete form.dataset.sent; button.removeAttribute('aria-busy'); }, againMs);
      });
    }
  }

  // Takes the new state into the page without moving the reader, and says its headline to who cannot see it.
  async function refresh() {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = fresh.getElementById('order');
    if (!next) return;
    const focused = document.activeElement && document.activeElement.id;
    const chosen = page().querySelector('[name="payment_method"]:checked');
    page().replaceWith(next);
    if (chosen && document.getElementById(chosen.id)) document.getElementById(chosen.id).checked = true;
    document.title = fresh.title;
    prepare();
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
    announcement.textContent = document.getElementById('headline').textContent;
  }

  async function follow() {
    for (;;) {
      try {
        const answer = await fetch(page().dataset.changes + '?after=' + page().dataset.version);
        if (answer.status === 200) await refresh();
        else if (answer.status !== 204) return;
      } catch {
        await new Promise((resume) => setTimeout(resume, retryMs));
      }
    }
  }

  // Coming back by the browser's Back button shows a stored page: its buttons must work again.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

  prepare();
  follow();
})();
