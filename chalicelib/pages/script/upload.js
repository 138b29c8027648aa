/* Uploads the pages of each material: shrinks photos and turns them upright, posts them straight to the bucket, waits for the
   verdict. Markup and every sentence come from macros/materials.html. ES2017, because WeChat's older engines know no more. */
(function () {
  'use strict';

  const LONG_EDGE = 2200;
  const PHOTO_BYTES = 1000000;
  const AT_ONCE = 2;
  const RESTARTS = 3;
  const ANSWER_WITHIN = 20000;
  const VERDICT_WITHIN = 180000;

  const root = document.querySelector('[data-materials]');
  if (!root || !window.FormData || !window.Promise || !HTMLCanvasElement.prototype.toBlob) return;
  const form = root.closest('form');
  const template = root.querySelector('template');
  const sentences = template.dataset;
  const notice = root.querySelector('[data-notice]');
  const jobs = new Map();
  const queue = [];
  let running = 0;
  let replaced = null;

  /* Ends early when the network comes back. */
  const pause = (ms) => new Promise((done) => {
    const end = () => { clearTimeout(timer); window.removeEventListener('online', end); done(); };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
  });
  const tooLate = () => new Promise((done, fail) => setTimeout(fail, ANSWER_WITHIN, new Error('no answer')));

  /* An answer that a repeat would not change; its message is the server's own sentence. */
  class Refusal extends Error {}

  /* What is shown */

  function show(row, state, sentence) {
    row.dataset.state = state;
    row.querySelector('.verdict').textContent = sentence || sentences[state] || '';
  }

  function thumbnail(row, url) {
    const image = new Image();
    image.alt = '';
    image.onload = () => {
      const frame = row.querySelector('.thumb');
      frame.textContent = '';
      frame.appendChild(image);
      URL.revokeObjectURL(url);
    };
    image.src = url;
  }

  function changed(material) {
    const more = material.querySelector('.page');
    material.querySelectorAll('.add [data-first]').forEach((words) => { words.textContent = more ? words.dataset.next : words.dataset.first; });
    form.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function newRow(material, file) {
    const row = template.content.querySelector('.page').cloneNode(true);
    row.querySelector('.file').textContent = file.name;
    row.querySelector('input').name = 'pages.' + material.dataset.material;
    row.querySelector('input').disabled = true;
    return row;
  }

  /* Photos */

  async function shrink(file) {
    if (!/^image\//.test(file.type)) return file;
    let picture;
    try {
      picture = await decode(file);
    } catch (undecodable) {
      return file;
    }
    const blob = await fit(picture);
    if (picture.source.close) picture.source.close();
    return blob || file;
  }

  async function fit(picture) {
    for (let edge = LONG_EDGE; edge > 600; edge *= 0.75) {
      const canvas = draw(picture, edge);
      for (const quality of [0.85, 0.7, 0.55]) {
        const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
        if (blob && blob.size <= PHOTO_BYTES) return blob;
      }
    }
    return null;
  }

  /* → {source, width, height, turn}: size as stored, and the EXIF orientation that is still to be applied */
  async function decode(file) {
    if (window.createImageBitmap) {
      try {
        const source = await createImageBitmap(file, { imageOrientation: 'from-image' });
        return { source, width: source.width, height: source.height, turn: 1 };
      } catch (optionUnknown) { /* engines before 2020 reject the option; the way below works in all */ }
    }
    const source = await load(file);
    const upright = window.CSS && CSS.supports('image-orientation', 'from-image');
    return { source, width: source.naturalWidth, height: source.naturalHeight, turn: upright ? 1 : await orientation(file) };
  }

  function load(file) {
    return new Promise((done, fail) => {
      const image = new Image();
      const url = image.src = URL.createObjectURL(file);
      image.onload = () => { done(image); URL.revokeObjectURL(url); };
      image.onerror = () => { fail(new Error('undecodable')); URL.revokeObjectURL(url); };
    });
  }

  function draw(picture, edge) {
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const width = Math.round(picture.width * scale);
    const height = Math.round(picture.height * scale);
    const lying = picture.turn > 4;
    const canvas = document.createElement('canvas');
    canvas.width = lying ? height : width;
    canvas.height = lying ? width : height;
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const turns = {
      2: [-1, 0, 0, 1, width, 0], 3: [-1, 0, 0, -1, width, height], 4: [1, 0, 0, -1, 0, height], 5: [0, 1, 1, 0, 0, 0],
      6: [0, 1, -1, 0, height, 0], 7: [0, -1, -1, 0, height, width], 8: [0, -1, 1, 0, 0, width],
    };
    if (turns[picture.turn]) pen.transform.apply(pen, turns[picture.turn]);
    pen.drawImage(picture.source, 0, 0, width, height);
    return canvas;
  }

  /* The orientation tag (0x0112) of a JPEG's EXIF block, 1 where there is none. */
  async function orientation(file) {
    const view = new DataView(await new Response(file.slice(0, 131072)).arrayBuffer());
    try {
      if (view.getUint16(0) !== 0xffd8) return 1;
      for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
        if (view.getUint16(at) !== 0xffe1 || view.getUint32(at + 4) !== 0x45786966) continue;
        const tiff = at + 10;
        const little = view.getUint16(tiff) === 0x4949;
        const first = tiff + view.getUint32(tiff + 4, little);
        for (let i = 0, entries = view.getUint16(first, little); i < entries; i++) {
          const entry = first + 2 + i * 12;
          if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
        }
      }
    } catch (endOfBlock) { /* a cut-off header says nothing about orientation */ }
    return 1;
  }

  /* The way to the server */

  async function ask(method, path, body) {
    const answer = await Promise.race([tooLate(), fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': form.elements.csrf_token.value },
      body: body && JSON.stringify(body),
    })]);
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(answer.status);
    throw new Refusal([told.title, told.detail].filter(Boolean).join('。'));
  }

  function post(job, url, fields, body) {
    return new Promise((done, fail) => {
      const data = new FormData();
      Object.keys(fields).forEach((name) => data.append(name, fields[name]));
      data.append('file', body);
      const request = job.request = new XMLHttpRequest();
      const bar = job.row.querySelector('progress');
      request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = 100 * event.loaded / event.total; };
      request.onload = () => (request.status >= 200 && request.status < 300 ? done() : fail(new Error(request.status)));
      request.onerror = request.onabort = request.ontimeout = () => fail(new Error('broken'));
      request.timeout = 120000;
      request.open('POST', url);
      request.send(data);
    });
  }

  async function send(job) {
    const { row, file, material } = job;
    show(row, 'preparing');
    const body = job.body = job.body || await shrink(file);
    if (/^image\//.test(body.type)) thumbnail(row, URL.createObjectURL(body));
    for (let restart = 0; row.isConnected; restart++) {
      let slot = null;
      try {
        if (form.dataset.begin) { await ask('POST', form.dataset.begin, {}); delete form.dataset.begin; }
        slot = await ask('POST', '/uploads', {
          draft: root.dataset.materials,
          material: material.dataset.material,
          content_type: body.type || 'application/octet-stream',
          size: body.size,
          name: file.name,
        });
        if (!row.isConnected) return forget(slot.upload);
        show(row, 'sending');
        await post(job, slot.url, slot.fields, body);
        keep(row, slot.upload);
        changed(material);
        show(row, 'waiting');
        verdict(row);
        return;
      } catch (failure) {
        if (slot) forget(slot.upload);
        if (failure instanceof Refusal) return show(row, 'refused', failure.message);
        if (restart === RESTARTS) return show(row, 'failed');
        show(row, 'broken');
        await pause(1000 * Math.pow(2, restart));
      }
    }
  }

  /* The server lets go of a page; one that it misses waits for no verdict after an hour. */
  function forget(upload) {
    if (upload) ask('POST', '/uploads/' + encodeURIComponent(upload) + '/remove', {}).catch(() => {});
  }

  function keep(row, upload) {
    const field = row.querySelector('input');
    row.dataset.upload = field.value = upload;
    field.disabled = false;
  }

  async function verdict(row) {
    const id = row.dataset.upload;
    const end = Date.now() + VERDICT_WITHIN;
    for (let wait = 500; Date.now() < end; wait = Math.min(wait * 1.6, 8000)) {
      await pause(wait);
      if (!row.isConnected || row.dataset.upload !== id) return;
      try {
        const told = await ask('GET', '/uploads/' + encodeURIComponent(id));
        show(row, told.state, told.sentence);
        if (told.preview) thumbnail(row, told.preview);
        if (told.state === 'accepted' || told.state === 'refused') return;
      } catch (failure) {
        if (failure instanceof Refusal) return show(row, 'refused', failure.message);
      }
    }
    show(row, 'slow');
  }

  /* What the person does */

  function enqueue(job) {
    jobs.set(job.row, job);
    show(job.row, 'queued');
    queue.push(job);
    next();
  }

  function next() {
    while (running < AT_ONCE && queue.length) {
      const job = queue.shift();
      if (!job.row.isConnected) continue;
      running++;
      const free = () => { running--; next(); };
      send(job).then(free, free);
    }
  }

  function remove(row) {
    const material = row.closest('.material');
    const job = jobs.get(row);
    forget(row.dataset.upload);
    row.remove();
    if (job && job.request) job.request.abort();
    jobs.delete(row);
    changed(material);
    material.querySelector('input[type=file]').focus();
  }

  function take(input) {
    const material = input.closest('.material');
    const files = Array.from(input.files);
    const old = replaced;
    replaced = null;
    files.forEach((file, index) => {
      const row = newRow(material, file);
      if (old && index === 0) { forget(old.dataset.upload); old.parentNode.replaceChild(row, old); }
      else material.querySelector('.pages').appendChild(row);
      enqueue({ row, file, material });
    });
    input.value = '';
    changed(material);
  }

  root.addEventListener('change', (event) => { if (event.target.type === 'file') take(event.target); });
  root.addEventListener('click', (event) => {
    if (event.target.closest('.add')) replaced = null;
    const button = event.target.closest('[data-do]');
    if (!button) return;
    const row = button.closest('.page');
    if (button.dataset.do === 'remove') return remove(row);
    if (button.dataset.do === 'retry') return enqueue(jobs.get(row));
    row.closest('.material').querySelector('input[type=file]').click();
    replaced = row;
  });
  form.addEventListener('submit', (event) => {
    /* A button that leaves the form half filled waits for nothing. */
    if (event.submitter && event.submitter.formNoValidate) return;
    const busy = root.querySelector('[data-state=queued],[data-state=preparing],[data-state=sending],[data-state=broken],[data-state=failed]');
    notice.hidden = !busy;
    notice.textContent = busy ? sentences.busy : '';
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    busy.scrollIntoView({ block: 'center' });
  });

  /* Reloading must not post once more what was posted before the latest pages. */
  history.replaceState(null, '', location.href);
  root.classList.add('can-upload');
  root.querySelectorAll('.page[data-state=waiting],.page[data-state=checking]').forEach(verdict);
})();
