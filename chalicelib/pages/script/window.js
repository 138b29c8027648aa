/* The window by keyboard: data-key names an element's key, Enter goes to the next field, a card reader fills the form. */
(function () {
  'use strict';

  const SCAN = 60;
  const desk = document.querySelector('form[data-desk]');
  const command = document.querySelector('form[data-scan]');
  const typing = (element) => /^(?:TEXTAREA|SELECT)$/.test(element.tagName) || (element.tagName === 'INPUT' && !/^(?:checkbox|radio|button|submit)$/.test(element.type));
  const seen = (element) => element.offsetParent !== null;
  const keyed = (key) => [...document.querySelectorAll(`[data-key="${key}"]`)].find(seen);

  function press(element) {
    if (element.tagName !== 'SUMMARY') { element.click(); return; }
    const details = element.parentNode;
    details.open = !details.open;
    (details.open ? details.querySelector('input, select, textarea') : element).focus();
  }

  /* Where Enter stops: at a radio group once. What is filled or folded away is passed over. */
  function stops() {
    return [...desk.querySelectorAll('.entry input, .entry select, .entry textarea')].filter((field) =>
      field.type !== 'hidden' && seen(field) && !field.closest('details:not([open])') && (field.type !== 'radio' || field === desk.elements[field.name][0]));
  }

  function next(from) {
    const all = stops();
    const here = all.findIndex((field) => field === from || (field.type === 'radio' && field.name === from.name));
    const open = (field) => (field.type === 'radio' ? !desk.querySelector(`[name="${field.name}"]:checked`) : !field.value);
    (all.slice(here + 1).find(open) || desk.querySelector('[data-papers]')).focus();
  }

  function chooseRadio(target, digit) {
    const option = desk.querySelectorAll(`[name="${target.name}"]`)[digit - 1];
    if (!option) return;
    option.click();
    option.focus();
  }

  /* A digit chooses once no other key follows: a scanner's number begins with one too (see scan.js). */
  let waiting = 0;

  document.addEventListener('keydown', (event) => {
    clearTimeout(waiting);
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (desk && target.form === command) { location.href = '/window'; return; }
      if (command) command.elements.q.select();
      return;
    }
    if (/^[0-9]$/.test(event.key)) {
      if (typing(target)) return;
      const chosen = keyed(event.key);
      if (desk && target.type === 'radio') waiting = setTimeout(chooseRadio, SCAN, target, Number(event.key));
      else if (chosen) waiting = setTimeout(press, SCAN, chosen);
      return;
    }
    if (!desk && command && target === document.body && (event.key.length === 1 || event.key === 'Process')) {
      command.elements.q.focus();
      return;
    }
    if (event.key === 'Enter' && desk && target.closest('.entry')) {
      event.preventDefault();
      next(target);
      return;
    }
    /* Nothing is sent by Enter in a box to tick. */
    if (event.key === 'Enter' && desk && target.form === desk && /^(?:checkbox|radio)$/.test(target.type)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && (typing(target) || target.closest('a, button, summary'))) return;
    const element = keyed(event.key);
    if (!element) return;
    event.preventDefault();
    press(element);
  });

  if (command) {
    /* An identity card or credit code belongs into the open form. */
    command.addEventListener('submit', (event) => {
      const number = command.elements.q.value.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
      if (!desk || number.length !== 18) return;
      const id = desk.elements.id_number || desk.elements.agent_id_number;
      const company = desk.elements.uscc;
      const field = /^\d{17}[\dX]$/.test(number) && id && !(company && /^9[1-9]/.test(number)) ? id : company;
      if (!field) return;
      event.preventDefault();
      field.value = number;
      command.elements.q.value = '';
      const empty = stops().find((one) => one !== field && typing(one) && !one.value);
      (empty || field).focus();
    });
  }

  if (desk) {
    const conditional = [...desk.querySelectorAll('li[data-field]')];
    const refresh = () => conditional.forEach((item) => {
      const chosen = new FormData(desk).get(item.dataset.field);
      item.hidden = chosen !== item.dataset.equals;
      if (item.hidden) item.querySelector('input').checked = false;
    });
    desk.addEventListener('change', refresh);
    refresh();
    desk.querySelector('[data-all]').addEventListener('click', () => {
      desk.querySelectorAll('.ticks li:not([hidden]) input').forEach((tick) => { tick.checked = true; });
      desk.querySelector('[data-papers]').focus();
    });
    /* A minute before the session ends the desk locks itself, so that what was entered is kept. */
    const left = Number(desk.dataset.session) - 60;
    if (left > 60) setTimeout(() => keyed('F4').click(), 1000 * left);
    const wrong = desk.querySelector('[aria-invalid="true"]');
    (wrong || stops().find((field) => typing(field) && !field.value) || stops()[0]).focus();
  }

  document.querySelectorAll('[data-tick-all]').forEach((all) => all.addEventListener('change', () => {
    all.form.querySelectorAll('[name="tick"]').forEach((tick) => { tick.checked = all.checked; });
  }));
  document.querySelectorAll('[data-print]').forEach((button) => button.addEventListener('click', () => print()));
})();
