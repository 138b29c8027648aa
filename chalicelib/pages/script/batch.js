/* Sends the table that was chosen and loads the page again to show how it was read. Markup: macros/table_file.html. */
(function () {
  'use strict';

  const MOST_BYTES = 1048576;
  const ANSWER_WITHIN = 30000;
  const token = document.querySelector('form[data-batch]') && document.querySelector('form[data-batch]').elements.csrf_token;
  if (!token || !window.fetch || !window.FileReader) return;

  const read = (file) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,?/, ''));
    reader.onerror = () => fail(new Error('unreadable'));
    reader.readAsDataURL(file);
  });
  const tooLate = () => new Promise((done, fail) => setTimeout(fail, ANSWER_WITHIN, new Error('no answer')));

  async function send(input, file) {
    const answer = await Promise.race([tooLate(), fetch('/api/drafts/' + encodeURIComponent(input.dataset.draft) + '/tables/' + input.dataset.table, {
      method: 'PUT',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token.value },
      body: JSON.stringify({ name: file.name, content: await read(file) }),
    })]);
    if (answer.ok) return '';
    const told = await answer.json().catch(() => ({}));
    return [told.title, told.detail].filter(Boolean).join('。') || input.dataset.failed;
  }

  document.querySelectorAll('input[data-table]').forEach((input) => {
    input.closest('.table-file').classList.add('can-upload');
    const notice = document.querySelector('[data-problem="' + input.dataset.table + '"]');
    const words = input.parentNode.querySelector('[data-words]');
    const before = words.textContent;
    const refuse = (sentence) => { notice.textContent = sentence; notice.hidden = false; words.textContent = before; input.disabled = false; input.value = ''; };
    input.addEventListener('change', async () => {
      const file = input.files[0];
      if (!file) return;
      notice.hidden = true;
      if (file.size > MOST_BYTES) return refuse(input.dataset.tooLarge);
      words.textContent = input.dataset.sending;
      const content = send(input, file);
      input.disabled = true;
      try {
        const problem = await content;
        if (problem) return refuse(problem);
        location.reload();
      } catch (failure) {
        refuse(input.dataset.failed);
      }
    });
  });
})();
