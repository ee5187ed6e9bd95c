// The order page follows its order by itself. Without this script a plain reload shows the same.
(() => {
  'use strict';

  const retryMs = 5000;
  const announcement = document.getElementById('announcement');

  function page() { return document.getElementById('order'); }

  function keys(id) {
    return [...document.getElementById(id).querySelectorAll('.key')].map((key) => key.textContent).join('\n');
  }

  function prepare() {
    for (const button of document.querySelectorAll('[data-copy], [data-copy-text]')) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(button.dataset.copyText ?? keys(button.dataset.copy));
        announcement.textContent = announcement.dataset.copied;
        const label = button.firstChild;
        const before = label.textContent;
        label.textContent = announcement.dataset.copied;
        setTimeout(() => { label.textContent = before; }, 2000);
      });
    }
    for (const form of document.querySelectorAll('form[data-once]')) keytill.once(form);
  }

  // Takes the new state into the page, and says its headline to who cannot see it. False where there was none to take.
  async function refresh() {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    await keytill.released();
    if (!keytill.exchange(fresh, ['order'])) return false;
    document.title = fresh.title;
    prepare();
    announcement.textContent = document.getElementById('headline').textContent;
    return true;
  }

  function pause() { return new Promise((resume) => setTimeout(resume, retryMs)); }

  async function follow() {
    for (;;) {
      try {
        // It waits for the order and not for the network: nothing that the page is made of may wait behind it.
        const answer = await fetch(page().dataset.changes + '?after=' + page().dataset.version, { priority: 'low' });
        if (answer.status !== 200 && answer.status !== 204) return;
        if (answer.status === 200 && !await refresh()) await pause();
      } catch {
        await pause();
      }
    }
  }

  prepare();
  follow();
})();
