// The workbench: puts the frame into Gradio's page, loads screens from our own routes, keeps place, language, unit and theme.
import { openCard, opened, openPlaces, turn, viewerAct, viewerHolds } from './viewer.js';
import { ask, watchChat } from './chat.js';
import { typeAgain, typedIn } from './typed.js';
import { installPolicy, proposePolicy, solve, submitted, watchJobs } from './forms.js';

export const lang = location.pathname.startsWith('/zh') ? 'zh' : 'en';
export const state = { customer: '', screen: 'portfolio', options: {} };
export const byId = (id) => document.getElementById(id);
const words = () => JSON.parse(document.querySelector('.x-shell')?.dataset.words || '{}');
export const say = (key) => words()[key] || key;

export const toast = (text, bad = false, undo = null) => {
  const box = byId('x-toast');
  if (!box) return;
  box.textContent = text; box.className = `x-toast is-on${bad ? ' is-bad' : ''}`;
  if (undo) { const made = document.createElement('button'); made.textContent = say('undo'); made.className = 'x-undo'; made.addEventListener('click', undo); box.append(made); }
  clearTimeout(toast.timer);
  const end = () => { box.className = 'x-toast'; box.textContent = ''; };
  if (!text) end(); else toast.timer = setTimeout(end, bad ? 6000 : undo ? 8000 : 2500);
};

export const load = async (path, init) => {
  let reply;
  try { reply = await fetch(path, init); } catch { toast(say('offline'), true); throw new Error('offline'); }
  if (reply.status === 401) { location.href = '/login'; throw new Error('login'); }
  if (!reply.ok) {
    const body = await reply.json().catch(() => ({}));
    const told = body.message || (typeof body.error === 'string' ? body.error : say('failed'));
    if (!init?.quiet) toast(told, true);
    throw Object.assign(new Error(told), { field: body.field });
  }
  return reply;
};
export const base = () => `/screen/${lang}/${encodeURIComponent(state.customer)}`;
export const api = (path) => `/api/v1/customers/${encodeURIComponent(state.customer)}${path}`;

const keep = () => {
  const parts = state.customer ? [state.customer, state.screen] : [state.screen];
  if (state.customer && Object.keys(state.options).length) parts.push(new URLSearchParams(state.options).toString());
  const hash = `#/${parts.map(encodeURIComponent).join('/')}`;
  if (location.hash !== hash) history.pushState(null, '', hash);
};
const GENERAL = ['portfolio', 'policy', 'events', 'settings'];
const DOCKED = ['statements', 'ratios', 'risks', 'chat', 'bureau'];
const read = () => {
  const parts = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  if (parts.length >= 2) { [state.customer, state.screen] = parts; state.options = Object.fromEntries(new URLSearchParams(parts[2] || '')); } else if (parts[0]) [state.screen] = parts;
};

const mark = () => {
  byId('x-menu')?.classList.toggle('is-off', !state.customer);
  for (const link of document.querySelectorAll('[data-menu]')) {
    const on = link.dataset.menu === state.screen;
    link.classList.toggle('is-on', on);
    if (on) { link.setAttribute('aria-current', 'page'); if (innerWidth <= 900) link.closest('.x-nav').scrollTo({ left: link.offsetLeft - 60 }); } else link.removeAttribute('aria-current');
  }
  const shell = document.querySelector('.x-shell');
  shell?.setAttribute('data-at', state.screen);
  shell?.toggleAttribute('data-docked', DOCKED.includes(state.screen));
};

// a table that fits keeps its head in sight while the page scrolls; a wider one scrolls in its own box
const fit = () => { for (const box of document.querySelectorAll('#x-screen .x-scroll')) { box.classList.remove('fits'); const fits = box.scrollWidth <= box.clientWidth + 1; box.classList.toggle('fits', fits); box.tabIndex = fits ? -1 : 0; } };

// the element that stands for the same figure, ratio or paper after a redraw
const same = (box, held) => {
  const name = ['fact', 'ratio', 'place', 'bind'].find((key) => held[key]);
  return name && [...box.querySelectorAll(`[data-${name}]`)].find((e) => e.dataset[name] === held[name]);
};

let serial = 0;
const busy = (on) => byId('x-screen').setAttribute('aria-busy', on);
export const show = async (screen = state.screen, options = {}, hold = false) => {
  const mine = ++serial, again = byId('x-screen')?.dataset.of === `${state.customer}/${screen}`;
  if (!GENERAL.includes(screen) && !state.customer) screen = 'portfolio';
  if (screen !== byId('x-screen').dataset.shown && !DOCKED.includes(screen)) viewerAct('close');
  state.screen = screen; state.options = options;
  keep(); mark(); busy(true);
  const query = new URLSearchParams(options);
  if (screen === 'chat') query.set('conversation', localStorage.getItem(`x-talk-${state.customer}`) || '');
  const path = GENERAL.includes(screen) ? `/screen/${lang}/general/${screen}` : `${base()}/${screen}`;
  const ended = (err) => { if (mine === serial) busy(false); throw err; };
  const html = await load(`${path}?${query}`).then((reply) => reply.text()).catch(ended);
  if (mine !== serial) return;
  const box = byId('x-screen'), top = box.scrollTop;
  const form = again && box.querySelector('.x-drop'); // the same field stays: what is being chosen there is not lost
  const held = box.contains(document.activeElement) ? document.activeElement.dataset : null;
  const typed = again ? typedIn(box) : [];
  box.innerHTML = html;
  if (held) (same(box, held) || box).focus({ preventScroll: true }); // who works by keyboard stays where he was
  if (form) box.querySelector('.x-drop')?.replaceWith(form);
  typeAgain(box, typed);
  fit();
  box.dataset.shown = screen; box.dataset.of = `${state.customer}/${screen}`;
  if (hold) box.scrollTop = top; else { box.scrollTop = 0; scrollTo(0, 0); }
  busy(false);
  if (screen === 'documents') watchJobs();
  if (screen === 'chat') watchChat();
  if (LEADS[screen] && innerWidth > 900 && !hold) lead(screen, mine);
};
// beside figures stands a page from the first moment: the one the first figure is printed on
const LEADS = { statements: '[data-fact]', ratios: '[data-ratio]', risks: '[data-fact], [data-place]', bureau: '[data-place]' };
const leadPlaces = (places) => { if (places.length) openPlaces(places.slice(0, 1), 0); };
const lead = async (screen, mine) => {
  if (viewerHolds() && screen !== 'bureau') return; // a page of statements says nothing of a bureau report
  const first = [...document.querySelectorAll(`#x-screen ${LEADS[screen]}`)].find((e) => !e.closest('.x-legend'));
  if (!first) return;
  if (first.dataset.place) { leadPlaces([JSON.parse(first.dataset.place)]); return; }
  const query = first.dataset.fact ? { fact: first.dataset.fact } : { ratio: first.dataset.ratio }, before = opened();
  const reply = await fetch(`${base()}/card?${new URLSearchParams(query)}`);
  const places = reply.ok ? (await reply.json()).places : [];
  if (mine === serial && before === opened()) leadPlaces(places); // never over what a person has opened meanwhile
};
export const refresh = () => show(state.screen, state.options, true);
export const pick = async (customer, screen = document.querySelector('[data-menu=overview]') ? 'overview' : 'records') => {
  state.customer = customer;
  localStorage.setItem('x-customer', customer);
  await name();
  await show(screen);
};
// whoever may see no customer has an empty list, not an error
const customers = async () => { const reply = await fetch('/api/v1/customers'); return reply.ok ? reply.json() : []; };
const name = async () => {
  const who = byId('x-who');
  if (!state.customer) { who.textContent = ''; return; }
  const all = await customers();
  const found = all.find((c) => c.id === state.customer);
  document.title = found ? `${found.name} · 信探 Xintan` : '信探 Xintan';
  if (!found) { state.customer = ''; state.screen = 'portfolio'; localStorage.removeItem('x-customer'); }
  who.textContent = who.title = found ? found.name : '';
};

// events

// what undoes a word: the newest one on a figure, a row or a factor is taken back
export const takeBack = (target) => async () => {
  await load(api(`/words/${target}/back`), { method: 'POST' }); toast(say('undone')); await refresh();
  if (document.querySelector(`#x-vcard [data-of="${target}"]`)) await openCard({ fact: target }, false);
};
const acts = {
  theme: () => { const dark = document.body.classList.toggle('dark'); localStorage.setItem('x-theme', dark ? 'dark' : 'light'); },
  lang: (at) => { document.cookie = `lang=${at.dataset.lang};path=/;SameSite=Strict;max-age=31536000`; location.href = `/${at.dataset.lang}/${location.hash}`; },
  help: () => byId('x-help').showModal(),
  closehelp: () => byId('x-help').close(),
  allsections: () => { const all = [...document.querySelectorAll('[name=section]')], on = !all.every((e) => e.checked); for (const e of all) e.checked = on; },
  closeform: (at) => { const box = at.closest('details'); if (box) { box.querySelector('form')?.reset(); box.open = false; box.querySelector('summary').focus(); } },
  solveall: () => solve([...document.querySelectorAll('[data-lever]')].map((row) => row.dataset.lever)),
  proposepolicy: () => proposePolicy(),
  talk: (at) => { localStorage.setItem(`x-talk-${state.customer}`, at.dataset.id); show('chat'); },
  findtalks: () => show('chat', { words: byId('x-talkwords').value }),
  forgettalk: async (at) => {
    await load(api(`/conversations/${at.dataset.id}`), { method: 'DELETE' });
    if (localStorage.getItem(`x-talk-${state.customer}`) === at.dataset.id) localStorage.removeItem(`x-talk-${state.customer}`);
    show('chat', state.options);
  },
  newchat: () => { localStorage.removeItem(`x-talk-${state.customer}`); show('chat'); },
  back: async (at) => { await takeBack(at.dataset.target)(); if (at.closest('#x-vcard')) await openCard({ fact: at.dataset.target }, false); },
  confirm: async (at) => { await load(api(`/facts/${at.dataset.target}/confirm`), { method: 'POST' }); toast(say('saved'), false, takeBack(at.dataset.target)); await openCard({ fact: at.dataset.target }, false); refresh(); },
};

const clicked = (event) => {
  const at = (name) => event.target.closest(`[data-${name}]`);
  let hit;
  const figure = event.target.closest('.x-fig');
  if (figure && !figure.closest('.x-legend')) { document.querySelector('.is-shown')?.classList.remove('is-shown'); if (figure.closest('#x-screen')) figure.classList.add('is-shown'); }
  if ((hit = at('fact'))) openCard({ fact: hit.dataset.fact });
  else if ((hit = at('ratio'))) openCard({ ratio: hit.dataset.ratio });
  else if ((hit = at('calc'))) { const [title, shown, formula, facts, places] = JSON.parse(hit.dataset.calc); openCard({ name: title, shown, formula, facts }).then((stands) => { if (stands && places?.length) openPlaces(places, 0, true); }); }
  else if ((hit = at('cite'))) {
    const all = [...hit.closest('.x-turn, .x-turns').querySelectorAll('.x-sources [data-cite], [data-cite]')].map((c) => JSON.parse(c.dataset.cite));
    const places = [...new Map(all.map((c) => [c.n, c])).values()].sort((a, b) => a.n - b.n);
    openPlaces(places, places.findIndex((p) => p.n === JSON.parse(hit.dataset.cite).n));
  } else if ((hit = at('place'))) { byId('x-hits').hidden = true; openPlaces([JSON.parse(hit.dataset.place)], 0); }
  else if ((hit = at('places'))) openPlaces(JSON.parse(hit.dataset.places), 0);
  else if ((hit = at('customer'))) pick(hit.dataset.customer);
  else if ((hit = at('screen')) && hit.tagName === 'A') show(hit.dataset.screen, Object.fromEntries(new URLSearchParams(hit.dataset.with || '')));
  else if ((hit = at('option'))) { const [key, value] = hit.dataset.option.split('='); show(state.screen, { ...state.options, [key]: value }, true); }
  else if ((hit = at('ask'))) ask(hit.dataset.ask);
  else if ((hit = at('jobact'))) load(api(`/jobs/${hit.dataset.job}/${hit.dataset.jobact}`), { method: 'POST' }).then(() => watchJobs(true));
  else if ((hit = at('restore'))) { const [kind, record, number] = hit.dataset.restore.split('/'); load(api(`/records/${kind}/${encodeURIComponent(record)}/versions/${number}/restore`), { method: 'POST' }).then(() => { toast(say('saved')); refresh(); }); }
  else if ((hit = at('solve'))) solve([hit.dataset.solve]);
  else if ((hit = at('account'))) { const [change, word] = hit.dataset.account.split('/'); load(`/api/v1/accounts/changes/${change}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ agree: word === 'agree' }) }).then(() => { toast(say('saved')); refresh(); }).catch(() => {}); }
  else if ((hit = at('policy'))) installPolicy(hit.dataset.policy);
  else if ((hit = at('dismiss'))) reason(hit, 'dismiss', { risk: hit.dataset.dismiss });
  else if ((hit = at('bind'))) reason(hit, 'bind', { target: hit.dataset.bind }, ['line']);
  else if ((hit = at('cited'))) turn(Number(hit.dataset.cited));
  else if ((hit = at('act'))) { if (acts[hit.dataset.act]) acts[hit.dataset.act](hit); else viewerAct(hit.dataset.act); }
  else return;
  event.preventDefault();
};

// a small form behind a button: a word and its reason, where the button stands
const reason = (button, kind, data, fields = []) => {
  if (button.nextElementSibling?.dataset.form) { button.nextElementSibling.remove(); return; }
  const form = document.createElement('form');
  Object.assign(form.dataset, { form: kind, ...data }); form.className = 'x-word';
  for (const name of [...fields, 'reason']) {
    const field = document.createElement('input'), words = say(`word_${name}`);
    field.name = name; field.required = true; field.placeholder = words; field.setAttribute('aria-label', words);
    if (name === 'line') field.setAttribute('list', 'x-lines');
    form.append(field);
  }
  const save = document.createElement('button');
  save.className = 'x-button x-primary'; save.textContent = say('word_save');
  form.append(save); button.after(form); form.querySelector('input').focus();
};

const keys = (event) => {
  const typing = /INPUT|TEXTAREA|SELECT/.test(event.target.tagName);
  if (event.target.closest('.x-find') && foundKeys(event)) return;
  if (event.key === 'Escape' && event.target.closest('details.x-open[open]')) { acts.closeform(event.target); return; }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.form) { event.target.form.requestSubmit(); return; }
  if (event.key === 'Escape' && typing && event.target.closest('.x-correct[open]')) { const box = event.target.closest('.x-correct'); box.open = false; box.querySelector('summary').focus(); return; }
  if (event.key === 'Escape') { byId('x-hits').hidden = true; byId('x-tip').hidden = true; if (!byId('x-help').open) { viewerAct('close'); document.querySelector('#x-screen .is-shown')?.focus({ preventScroll: true }); } if (typing) event.target.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const press = (selector) => { const found = document.querySelector(selector); if (found) { event.preventDefault(); found.click(); } };
  if (event.key === '/') { event.preventDefault(); (state.screen === 'chat' ? byId('x-question') : byId('x-find')).focus(); }
  else if (event.key === '?') byId('x-help').showModal();
  else if (event.key === 'n' || event.key === 'p') problem(event.key === 'n' ? 1 : -1);
  else if (event.key === 'c') press('#x-vcard [data-act=confirm]');
  else if (event.key === 'e') { const box = document.querySelector('#x-vcard .x-correct'); if (box) { event.preventDefault(); box.open = true; box.querySelector('input').focus(); } }
  else if (event.key === 'h') viewerAct('hidden');
  else if (event.key === 't') viewerAct('text');
  else if (event.key === 'ArrowRight') turn(null, 1);
  else if (event.key === 'ArrowLeft') turn(null, -1);
  else if (event.key === '+' || event.key === '=') viewerAct('in');
  else if (event.key === '-') viewerAct('out');
};

let at = -1;
const problem = (step) => {
  const all = [...document.querySelectorAll('#x-screen .x-doubt, #x-screen [data-problems] [data-place], #x-screen [data-problems] [data-fact], #x-screen [data-dismiss]')].filter((e) => e.offsetParent && !e.closest('.x-legend'));
  if (!all.length) return;
  at = (at + step + all.length) % all.length;
  const found = all[at];
  found.scrollIntoView({ block: 'center' }); found.focus();
  if (!found.dataset.dismiss) found.click();
};

const tip = (event) => {
  const box = byId('x-tip'), of = event.target.closest?.('[data-tip]');
  if (!box) return;
  if (!of) { box.hidden = true; return; }
  box.textContent = of.dataset.tip; box.hidden = false;
  const place = of.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(place.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${place.bottom + box.offsetHeight + 8 > innerHeight ? place.top - box.offsetHeight - 6 : place.bottom + 6}px`;
};

let waiting;
const find = (event) => {
  if (event.target.id !== 'x-find') return;
  clearTimeout(waiting);
  waiting = setTimeout(search, 220);
};
const search = async () => {
  clearTimeout(waiting);
  const wanted = byId('x-find').value.trim();
  if (!wanted || !state.customer) { byId('x-hits').hidden = true; return; }
  const html = await (await load(`${base()}/find?${new URLSearchParams({ q: wanted })}`)).text();
  if (wanted !== byId('x-find').value.trim()) return; // typed on meanwhile
  byId('x-hits').innerHTML = html; byId('x-hits').hidden = false;
};
// from the field down into what was found and back up; Enter opens the first of it
const hits = () => (byId('x-hits').hidden ? [] : [...document.querySelectorAll('#x-hits button, #x-hits a')]);
const foundKeys = (event) => {
  const all = hits(), place = all.indexOf(event.target);
  if (event.target.id === 'x-find' && event.key === 'Enter' && !event.isComposing) search().then(() => hits()[0]?.click());
  else if (event.key === 'ArrowDown') all[Math.min(place + 1, all.length - 1)]?.focus();
  else if (event.key === 'ArrowUp') (all[place - 1] || byId('x-find')).focus();
  else return false;
  event.preventDefault();
  return true;
};

const scaled = (event) => {
  if (event.target.id !== 'x-scale') return;
  document.cookie = `scale=${event.target.value};path=/;SameSite=Strict;max-age=31536000`;
  refresh();
};

const start = async (app) => {
  for (let box = app.parentElement; box && !box.classList.contains('gradio-container'); box = box.parentElement) box.classList.remove('prose', 'md');
  app.innerHTML = await frame;
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  const kept = localStorage.getItem('x-theme');
  if (kept) document.body.classList.toggle('dark', kept === 'dark');
  document.addEventListener('click', clicked);
  document.addEventListener('submit', submitted);
  document.addEventListener('keydown', keys);
  document.addEventListener('input', find);
  document.addEventListener('change', scaled);
  document.addEventListener('toggle', (event) => { if (event.target.matches?.('.x-correct[open]')) event.target.querySelector('button').scrollIntoView({ block: 'nearest' }); }, true); // the button that saves is in sight
  for (const name of ['mouseover', 'focusin']) document.addEventListener(name, tip);
  new ResizeObserver(fit).observe(byId('x-screen'));
  addEventListener('popstate', async () => { const was = state.customer; read(); if (state.customer !== was) await name(); show(state.screen, state.options); });
  read();
  if (!state.customer && state.screen === 'portfolio' && !location.hash) {
    const all = await customers();
    const last = localStorage.getItem('x-customer');
    if (serial) return;
    const first = all.find((c) => c.id === last) || [...all].sort((a, b) => b.documents - a.documents)[0];
    if (first) { state.customer = first.id; state.screen = document.querySelector('[data-menu=overview]') ? 'overview' : 'records'; }
  }
  await name();
  if (!serial) await show(state.screen, state.options); // whoever was quicker is at another screen by now
};

const frame = fetch(`/screen/${lang}/frame`).then((reply) => { if (reply.status === 401) location.href = '/login'; return reply.text(); });
const wait = new MutationObserver(() => { const app = byId('x-app'); if (app) { wait.disconnect(); start(app); } });
if (byId('x-app')) start(byId('x-app')); else wait.observe(document.documentElement, { childList: true, subtree: true });
