// Forms of the screens, each one call of the API; uploads and their progress.
import { ask } from './chat.js';
import { initial } from './typed.js';
import { openCard } from './viewer.js';
import { api, base, byId, lang, load, pick, refresh, say, state, takeBack, toast } from './workbench.js';

const post = (path, body, quiet = false) => load(path, body instanceof FormData ? { method: 'POST', body } : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), quiet });
const values = (form) => Object.fromEntries([...new FormData(form)].filter(([, v]) => typeof v === 'string').map(([k, v]) => [k, v.trim()]));

const named = (field) => field.closest('label')?.querySelector('span')?.textContent || field.getAttribute('aria-label') || field.name;

// an edit sends what was changed and nothing else: the rest keeps its place in the paper
const changedOf = (form) => {
  return Object.fromEntries([...form.elements].filter((f) => f.name && f.tagName !== 'BUTTON' && f.value !== initial(f)).map((f) => [f.name, f.value.trim()]));
};

// entries are versioned: what was there before can be put back
const undoOf = async (path) => {
  const [, kind, record] = (path === '/request' ? '/request/request' : path.replace(/^\/records/, '').replace(/^\/papers\/(.*)\/verdict$/, '/identity/$1')).split('/');
  if (!['request', 'source', 'authorisation', 'identity'].includes(kind) || !record) return null;
  const reply = await fetch(api(`/records/${kind}/${record}/versions`));
  const known = reply.ok ? await reply.json() : [];
  if (known.length < 2) return null;
  return async () => { await load(api(`/records/${kind}/${record}/versions/${known.length - 1}/restore`), { method: 'POST' }); toast(say('undone')); refresh(); };
};

const forms = {
  customer: async (form) => { const made = await (await load(`/api/v1/customers?${new URLSearchParams(values(form))}`, { method: 'POST' })).json(); await pick(made.id, 'documents'); },
  ask: async (form) => { const field = form.elements.question, text = field.value; field.value = ''; field.style.height = 'auto'; await ask(text); },
  correct: async (form) => {
    const given = values(form);
    if (!given.reason) { toast(say('reason_needed'), true); form.elements.reason.focus(); return; }
    const said = given.line ? { line: given.line } : { value: given.value, unit: given.unit || null };
    await post(api(`/facts/${form.dataset.target}/correct`), { ...said, reason: given.reason });
    await openCard({ fact: form.dataset.target }, false); refresh(); toast(say('saved'), false, takeBack(form.dataset.target));
  },
  bind: async (form) => { await post(api(`/facts/${form.dataset.target}/correct`), values(form)); toast(say('saved'), false, takeBack(form.dataset.target)); refresh(); },
  dismiss: async (form) => { await load(api(`/risks/${form.dataset.risk}/dismiss?${new URLSearchParams(values(form))}`), { method: 'POST' }); toast(say('saved'), false, takeBack(form.dataset.risk)); refresh(); },
  followup: async (form) => {
    await load(api(`/followups/${form.dataset.check}?${new URLSearchParams(values(form))}`), { method: 'POST' });
    toast(say('saved')); refresh();
  },
  export: async (form) => {
    const data = new FormData(form), kind = data.get('format'), sections = data.getAll('section');
    const query = new URLSearchParams({ lang: data.get('lang'), masked: data.has('masked') });
    if (sections.length < form.querySelectorAll('[name=section]').length) sections.forEach((s) => query.append('section', s));
    const link = document.createElement('a');
    link.href = `/files/export/${encodeURIComponent(state.customer)}/${kind}?${query}`; link.download = '';
    document.body.append(link); link.click(); link.remove();
  },
  record: async (form, button) => {
    const given = form.dataset.changed ? changedOf(form) : values(form), error = form.querySelector('.x-error');
    if (form.dataset.changed && !Object.keys(given).length) { form.closest('details').open = false; return; }
    if (button?.name) given[button.name] = button.value;
    for (const field of form.elements) field.removeAttribute('aria-invalid');
    const bad = [...form.elements].find((field) => field.required && !field.value.trim());
    const mark = (field, told) => { if (error) error.textContent = told; if (field) { field.setAttribute('aria-invalid', 'true'); field.focus(); } };
    if (bad) { mark(bad, `${named(bad)}: ${say('needed')}`); toast(`${named(bad)}: ${say('needed')}`, true); return; }
    try { await post(api(form.dataset.post), given, Boolean(error)); } catch (err) {
      const field = [...form.elements].find((f) => f.name && (f.name === err.field || f.name === `promise_${err.field}`));
      mark(field, field ? err.message.replaceAll(err.field, named(field)) : err.message);
      throw err;
    }
    toast(say('saved'), false, await undoOf(form.dataset.post));
    await refresh();
  },
  whatif: async (form) => {
    const changes = {}, error = form.querySelector('.x-error');
    error.textContent = '';
    for (const pick of form.querySelectorAll('[data-figure]')) { const field = form.querySelector(`[data-new-value="${pick.dataset.figure}"]`); field.removeAttribute('aria-invalid'); if (pick.value && field.value.trim()) changes[pick.value] = field.value.trim(); }
    if (!Object.keys(changes).length) { error.textContent = say('whatif_nothing'); form.querySelector('[data-figure]').focus(); return; }
    try { byId('x-whatif').innerHTML = await (await post(`${base()}/whatif`, { changes }, true)).text(); } catch (err) {
      const pick = [...form.querySelectorAll('[data-figure]')].find((p) => p.value === err.field);
      const field = pick && form.querySelector(`[data-new-value="${pick.dataset.figure}"]`);
      if (field) { field.setAttribute('aria-invalid', 'true'); field.focus(); }
      error.textContent = pick ? err.message.replaceAll(err.field, pick.selectedOptions[0].textContent) : err.message;
    }
  },
  policy: async (form) => { byId('x-policy').innerHTML = await (await post(`/screen/${lang}/policy/check`, { text: form.elements.text.value })).text(); },
  propose: async (form) => { await post(api('/decisions'), values(form)); toast(say('saved')); refresh(); },
  decide: async (form, button) => {
    await post(api(`/decisions/${form.dataset.decision}`), { verdict: button.value, comment: values(form).comment || '' });
    toast(say('saved')); refresh();
  },
  upload: async (form) => { await upload(form.elements.papers.files, form.elements.password.value); form.reset(); },
};

export const submitted = (event) => {
  const made = forms[event.target.dataset?.form];
  if (!made) return;
  event.preventDefault();
  event.target.dataset.sent = '';
  made(event.target, event.submitter).catch(() => event.target.removeAttribute('data-sent'));
};

const upload = async (files, password) => {
  if (!files.length) return;
  const data = new FormData();
  for (const file of files) data.append('papers', file);
  data.append('password', password || '');
  const still = setInterval(() => toast(say('uploading')), 2000);
  toast(say('uploading'));
  try { await post(`${api('/documents')}?lang=${lang}`, data); toast(''); } finally { clearInterval(still); }
  watchJobs(true);
};

document.addEventListener('change', async (event) => {
  const field = event.target;
  if (field.name === 'papers') field.form.requestSubmit();
  else if (field.dataset.figure) document.querySelector(`[data-now="${field.dataset.figure}"]`).textContent = field.selectedOptions[0]?.dataset.shown || '—';
  else if (field.dataset.policyFile !== undefined && field.files[0]) { field.form.elements.text.value = await field.files[0].text(); field.form.requestSubmit(); }
});
export const proposePolicy = async () => { await post('/api/v1/policy/propose', { text: document.querySelector('[data-form=policy]').elements.text.value }); toast(say('saved')); refresh(); };
export const installPolicy = async (hash) => { await post('/api/v1/policy/install', { hash }); toast(say('saved')); refresh(); };

// one lever after the other: each is a search of its own
export const solve = async (levers) => {
  const goal = byId('x-goal').value;
  for (const lever of levers) {
    const row = document.querySelector(`[data-lever="${CSS.escape(lever)}"]`);
    if (!row) return;
    while (row.cells.length > 1) row.deleteCell(1);
    row.insertAdjacentHTML('beforeend', '<td class="x-num x-none" colspan="3">…</td>');
    const html = await (await load(`${base()}/solve?${new URLSearchParams({ lever, goal })}`)).text();
    row.deleteCell(1); row.insertAdjacentHTML('beforeend', html);
  }
};
for (const name of ['dragover', 'drop']) document.addEventListener(name, (event) => {
  const zone = event.target.closest?.('.x-drop');
  if (!zone) return;
  event.preventDefault();
  zone.classList.toggle('is-over', name === 'dragover');
  if (name === 'drop') upload(event.dataTransfer.files, zone.elements.password.value).catch(() => {});
});

let timer;
export const watchJobs = async (now = false) => {
  clearTimeout(timer);
  const customer = state.customer;
  const look = async () => {
    const box = byId('x-jobs');
    if (!box || state.customer !== customer || state.screen !== 'documents') return;
    const before = box.querySelector('[data-active]'), was = before !== null, kept = before?.dataset.kept;
    const html = await (await load(`${base()}/jobs`)).text();
    if (!box.isConnected || state.screen !== 'documents') return; // left meanwhile: another screen is not drawn again for this
    box.innerHTML = html;
    const active = box.querySelector('[data-active]');
    if (active && was && active.dataset.kept !== kept) refresh(); else if (active) timer = setTimeout(look, 500); else if (was || now) { now = false; refresh(); }
  };
  if (now || byId('x-jobs')?.querySelector('[data-active]')) await look();
};
