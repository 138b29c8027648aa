/* form[data-scan]: a scanner types like a keyboard, fast and ending with Enter. Its burst goes into the one field wherever the
   focus is, read from key codes so that a Chinese input method cannot swallow it, and the form is sent. */
(function () {
  'use strict';

  /* Milliseconds: a longer pause ends a burst; people type slower than this on average. */
  const PAUSE = 200;
  const PACE = 50;
  const SHORTEST = 6;
  const form = document.querySelector('form[data-scan]');
  if (!form) return;
  const field = form.elements.q;
  const shifted = { Minus: '-_', Slash: '/?', Semicolon: ';:', Period: '.>', Equal: '=+', Digit7: '7&', Digit3: '3#', Digit5: '5%' };
  let burst = '';
  let before = '';
  let target = null;
  let began = 0;
  let last = 0;

  function character(event) {
    if (event.key.length === 1 && event.key < '\x7f') return event.key;
    const pair = shifted[event.code];
    if (pair) return pair[event.shiftKey ? 1 : 0];
    const named = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(event.code);
    if (!named) return '';
    return named[2] || (event.shiftKey ? named[1] : named[1].toLowerCase());
  }

  function send(text) {
    if (target && target !== field) target.value = before;
    field.value = text;
    form.requestSubmit ? form.requestSubmit() : form.submit();
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = event.timeStamp;
    const paused = now - last > PAUSE;
    last = now;
    if (event.key === 'Shift') return;
    if (event.key === 'Enter') {
      const scanned = burst.length >= SHORTEST && !paused && now - began < PACE * burst.length;
      if (scanned) event.preventDefault();
      if (scanned) send(burst);
      burst = '';
      return;
    }
    if (paused || !burst) {
      burst = '';
      began = now;
      target = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement ? event.target : null;
      before = target && target.value;
    }
    burst += character(event);
  }, true);

  /* Typed by hand under an input method: full-width letters and digits mean the plain ones. */
  form.addEventListener('submit', () => { field.value = field.value.normalize('NFKC').trim(); });
})();
