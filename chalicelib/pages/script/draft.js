/* Saves form[data-draft] as it is typed: PUT /drafts/<id> with {"form": {name: value}, "pages": {material: [upload, ...]}}.
   Link it after upload.js, which may hold back a submit. The output [data-saved] carries the sentences: data-saving, data-done (with {time}), data-failed, data-expired. */
(function () {
  'use strict';

  const QUIET_FOR = 1000;
  const form = document.querySelector('form[data-draft]');
  const output = document.querySelector('[data-saved]');
  if (!form || !output || !window.fetch) return;
  const sentences = output.dataset;
  let timer = 0;
  let saving = false;
  let saved = snapshot();

  function snapshot() {
    const draft = { form: {}, pages: {} };
    new FormData(form).forEach((value, name) => {
      if (name === 'csrf_token' || name === 'command' || typeof value !== 'string') return;
      if (name.indexOf('pages.') !== 0) { draft.form[name] = value; return; }
      if (value) (draft.pages[name.slice(6)] = draft.pages[name.slice(6)] || []).push(value);
    });
    return JSON.stringify(draft);
  }

  function tell(sentence) {
    const now = new Date();
    const time = ('0' + now.getHours()).slice(-2) + ':' + ('0' + now.getMinutes()).slice(-2);
    output.textContent = sentence.replace('{time}', time);
  }

  async function save(leaving) {
    clearTimeout(timer);
    const draft = snapshot();
    if (draft === saved) return;
    if (saving && !leaving) return later();
    saving = true;
    tell(sentences.saving);
    try {
      const answer = await fetch('/drafts/' + encodeURIComponent(form.dataset.draft), {
        method: 'PUT',
        credentials: 'same-origin',
        keepalive: leaving,
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': form.elements.csrf_token.value },
        body: draft,
      });
      if (answer.status === 401) return tell(sentences.expired);
      if (!answer.ok) throw new Error(answer.status);
      saved = draft;
      tell(sentences.done);
    } catch (failure) {
      tell(sentences.failed);
    } finally {
      saving = false;
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET_FOR, false);
  }

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  /* What is submitted needs no draft any more; a late save must not bring it back. */
  form.addEventListener('submit', () => { clearTimeout(timer); saved = snapshot(); });
  /* Reloading must not post once more what was posted before the latest words. */
  history.replaceState(null, '', location.href);
  window.addEventListener('online', () => save(false));
  window.addEventListener('pagehide', () => save(true));
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });
})();
