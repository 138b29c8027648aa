/* Answers to the guide's questions take effect at once: the parts that depend on them are taken from the same page with
   the new answers. Without this script, or without a network, the form's button does the same. ES2017. */
(function () {
  'use strict';

  const form = document.querySelector('[data-asked]');
  if (!form || !window.fetch || !window.DOMParser || !window.URLSearchParams) return;
  const said = form.querySelector('output');
  let latest = 0;

  function ticked(part) {
    return new Set(Array.from(part.querySelectorAll('input:checked'), (box) => box.id));
  }

  function put(fresh) {
    document.querySelectorAll('[data-adapts]').forEach((part) => {
      const kept = ticked(part);
      const now = fresh.querySelector('[data-adapts="' + part.dataset.adapts + '"]');
      if (!now) return;
      part.textContent = '';
      while (now.firstChild) part.appendChild(now.firstChild);
      part.querySelectorAll('input').forEach((box) => { box.checked = kept.has(box.id); });
    });
    document.querySelectorAll('[data-told]').forEach((link) => {
      const now = fresh.querySelector('[data-told="' + link.dataset.told + '"]');
      if (now) link.href = now.href;
    });
  }

  form.addEventListener('change', async () => {
    const turn = ++latest;
    const query = new URLSearchParams(new FormData(form)).toString();
    const address = form.action.split('#')[0] + '?' + query;
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (turn !== latest) return;
      if (!answer.ok) throw new Error(answer.status);
      put(fresh);
      history.replaceState(null, '', address);
      said.textContent = said.dataset.done;
    } catch (failed) {
      if (turn === latest) said.textContent = said.dataset.failed;
    }
  });
})();
