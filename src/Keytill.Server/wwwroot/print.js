// A sheet that is made for paper gets a button for it. Without this script the browser's own does the same.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
