/* Sends the chosen file with items to the API and opens the draft that it becomes. Markup: admin/upload.html. */
(function () {
  'use strict';

  const MOST_BYTES = 1048576;
  const ANSWER_WITHIN = 60000;
  const form = document.querySelector('form[data-edition]');
  if (!form || !window.fetch || !window.FileReader) return;
  const button = form.querySelector('button');
  const problem = form.querySelector('[data-problem]');
  const progress = form.querySelector('[data-progress]');
  const refuse = (sentence) => { problem.textContent = sentence; problem.hidden = false; progress.textContent = ''; button.disabled = false; problem.scrollIntoView({ block: 'center' }); };

  const packed = async (file) => {
    if (!/\.json$/i.test(file.name) || !window.CompressionStream || !file.stream) return file;
    return new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  };
  const base64 = (blob) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => fail(new Error('unreadable'));
    reader.readAsDataURL(blob);
  });
  const tooLate = () => new Promise((done, fail) => setTimeout(fail, ANSWER_WITHIN, new Error('no answer')));

  async function send(file, blob) {
    const fields = form.elements;
    const body = { name: file.name, content: await base64(blob), reason: fields.reason.value, basis: fields.basis.value };
    if (fields.version) body.version = Number(fields.version.value);
    return Promise.race([tooLate(), fetch(form.action, {
      method: form.dataset.edition,
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': fields.csrf_token.value, 'Idempotency-Key': form.dataset.command },
      body: JSON.stringify(body),
    })]);
  }

  button.disabled = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    if (!file) return form.elements.file.focus();
    problem.hidden = true;
    button.disabled = true;
    progress.textContent = form.dataset.sending;
    try {
      const blob = await packed(file);
      if (blob.size > MOST_BYTES) return refuse(form.dataset.tooLarge);
      const answer = await send(file, blob);
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) return refuse([told.title, told.detail].filter(Boolean).join('。') || form.dataset.failed);
      location.assign(form.dataset.open + told.id + '?done=' + (form.dataset.edition === 'PUT' ? 'change' : 'start'));
    } catch (failure) {
      refuse(form.dataset.failed);
    }
  });
})();
