// The page viewer: picture with boxes, several places to step through, zoom, text to copy, the card of a figure above it.
import { base, byId, load, say, state, toast } from './workbench.js';

const now = { places: [], at: -1, page: 1, pages: 1, zoom: 1, document: '', customer: '', size: null, hidden: false, text: false, card: false };
let serial = 0;

const box = (points, kind, size) => {
  if (!points || points.length !== 4) return null;
  const [x0, y0, x1, y1] = points, made = document.createElement('div');
  made.className = `x-box x-box-${kind}`;
  const percent = (value, whole) => `${(100 * value / whole).toFixed(3)}%`;
  Object.assign(made.style, { left: percent(x0 - 1, size.width), top: percent(y0 - 1, size.height), width: percent(x1 - x0 + 2, size.width), height: percent(y1 - y0 + 2, size.height) });
  return made;
};

const textLayer = (size) => {
  const layer = document.createElement('div');
  layer.className = 'x-text';
  for (const line of size.lines) {
    const [x0, y0, x1, y1] = line.box, made = document.createElement('span');
    made.textContent = line.text + '\n';
    Object.assign(made.style, { left: `${100 * x0 / size.width}%`, top: `${100 * y0 / size.height}%`, width: `${100 * (x1 - x0) / size.width}%`, height: `${100 * (y1 - y0) / size.height}%` });
    layer.append(made);
  }
  return layer;
};

const picture = (document_, page) => `/files/page/${encodeURIComponent(now.customer)}/${document_}/${page}.png?zoom=${now.zoom > 1.4 ? 3 : 2}`;
const ahead = (document_, page) => { if (page >= 1) { const image = new Image(); image.src = picture(document_, page); } };

const draw = async (page) => {
  const mine = ++serial, place = now.places[now.at];
  byId('x-viewer').classList.add('is-open');
  const image = new Image();
  image.alt = '';
  image.src = picture(place.document, page);
  const reply = await load(`/files/place/${encodeURIComponent(now.customer)}/${place.document}/${page}`);
  const size = await reply.json();
  if (mine !== serial) return;
  Object.assign(now, { page, pages: size.pages, document: place.document, size });
  byId('x-vtitle').textContent = size.file;
  byId('x-vtitle').title = size.file;
  byId('x-vpage').textContent = `${page} / ${size.pages}`;
  const sheet = document.createElement('div'), scroll = byId('x-vscroll');
  sheet.className = 'x-page';
  sheet.style.width = `${Math.max(240, Math.round((scroll.clientWidth - 22) * now.zoom))}px`;
  sheet.style.aspectRatio = `${size.width} / ${size.height}`;
  sheet.append(image, textLayer(size));
  if (page === place.page) for (const [points, kind] of [[place.head, 'head'], [place.unit, 'unit'], [place.box, 'main']]) { const made = box(points, kind, size); if (made) sheet.append(made); }
  scroll.replaceChildren(sheet);
  sheet.classList.toggle('shows-text', now.text);
  if (size.state !== 'read' || size.problems.length) note(size, scroll);
  if (now.hidden) showHidden(scroll, sheet, size);
  if (now.card && page === place.page) crop(place, size);
  const main = sheet.querySelector('.x-box-main');
  scroll.scrollTop = main ? main.offsetTop + sheet.offsetTop - scroll.clientHeight / 2 : 0;
  scroll.scrollLeft = main ? main.offsetLeft - scroll.clientWidth / 2 : 0;
  cites();
  const next = now.places[now.at + 1];
  if (next) ahead(next.document, next.page); else if (page < size.pages) ahead(place.document, page + 1);
};

const note = (size, scroll) => {
  const told = document.createElement('div');
  told.className = 'x-hiddennote';
  told.textContent = [say('hidden_here'), size.why, ...size.problems].filter(Boolean).join(' · ');
  scroll.prepend(told);
};

// what nobody sees on the page, on demand: a list of it, and its boxes in a colour of their own
const showHidden = async (scroll, sheet, size) => {
  const mine = serial;
  const runs = await (await load(`/files/hidden/${encodeURIComponent(now.customer)}/${now.document}/${now.page}`)).json();
  if (mine !== serial || !now.hidden) return;
  const told = document.createElement('div'), list = document.createElement('ul');
  told.className = 'x-hiddennote x-hiddenlist';
  told.append(runs.length ? `${say('hidden_found')} (${runs.length})` : say('hidden_none'), list);
  for (const run of runs) {
    const made = box(run.box, 'hidden', size), row = document.createElement('li'), open = document.createElement('button'), quote = document.createElement('q');
    made.title = `${run.way}: ${run.text}`;
    sheet.append(made);
    quote.textContent = run.text; open.className = 'x-link'; open.append(quote);
    open.addEventListener('click', () => { scroll.scrollTo({ top: made.offsetTop + sheet.offsetTop - scroll.clientHeight / 2 }); });
    row.append(open, ` — ${run.way}`); list.append(row);
  }
  scroll.prepend(told);
  if (!sheet.querySelector('.x-box-main')) scroll.scrollTop = 0;
};

// the line around the number, large enough to read, in the card itself
const crop = (place, size) => {
  const card = byId('x-vcard');
  card.querySelector('.x-crop')?.remove();
  if (card.hidden || !place.box || place.box.length !== 4) return;
  const [x0, y0, x1, y1] = place.box, made = document.createElement('div'), image = new Image(), frame = document.createElement('div');
  made.className = 'x-crop'; made.append(frame); frame.append(image);
  image.alt = ''; image.src = picture(place.document, place.page);
  card.querySelector('.x-cardhead')?.after(made);
  const scale = Math.min(2.2, Math.max(1.15, 15 / Math.max(y1 - y0, 4))), wide = made.clientWidth, high = made.clientHeight;
  const left = Math.min(0, Math.max(wide - size.width * scale, wide / 2 - (x0 + x1) / 2 * scale)), top = high / 2 - (y0 + y1) / 2 * scale;
  Object.assign(frame.style, { width: `${size.width * scale}px`, height: `${size.height * scale}px`, transform: `translate(${left}px, ${top}px)` });
  const mark = box(place.box, 'crop', size);
  if (mark) frame.append(mark);
};

const cites = () => {
  const bar = byId('x-vcites');
  bar.hidden = now.places.length < 2;
  bar.replaceChildren(...now.places.map((place, index) => {
    const made = document.createElement('button');
    made.dataset.cited = index;
    made.className = index === now.at ? 'is-on' : '';
    made.textContent = place.n ? `[${place.n}]` : `${place.label || place.file || ''} ${place.printed || ''}`.trim().slice(0, 28) || `${index + 1}`;
    return made;
  }));
};

export const viewerHolds = () => now.places.length > 0 && now.customer === state.customer && byId('x-viewer').classList.contains('is-open');

// how often something was asked for here: the last asked is the one that is shown, however late the others come
let asked = 0;
export const opened = () => asked;

export const openPlaces = (places, index, keepCard = false) => {
  asked += 1;
  Object.assign(now, { places, at: Math.max(0, index), customer: state.customer, card: keepCard });
  if (!keepCard) byId('x-vcard').hidden = true;
  if (places.length) draw(places[now.at].page);
};

export const turn = (index, step = 0) => {
  if (!now.places.length) return;
  now.at = index ?? (now.at + step + now.places.length) % now.places.length;
  draw(now.places[now.at].page);
};

export const openCard = async (query, move = true) => {
  const mine = ++asked;
  const reply = await load(`${base()}/card?${new URLSearchParams(query)}`);
  const { html, places } = await reply.json();
  if (mine !== asked) return false;
  const card = byId('x-vcard');
  byId('x-viewer').classList.add('is-open');
  card.innerHTML = html; card.hidden = false; card.scrollTop = 0;
  if (move && places.length) openPlaces(places, 0, true);
  return true;
};

export const viewerAct = (act) => {
  if (act === 'close') { byId('x-viewer').classList.remove('is-open'); return; }
  if (!now.places.length) return;
  if (act === 'prev' && now.page > 1) draw(now.page - 1);
  if (act === 'next' && now.page < now.pages) draw(now.page + 1);
  if (act === 'in') { now.zoom = Math.min(3, now.zoom + 0.25); draw(now.page); }
  if (act === 'out') { now.zoom = Math.max(0.5, now.zoom - 0.25); draw(now.page); }
  if (act === 'hidden' || act === 'text') { now[act] = !now[act]; document.querySelector(`.x-vbar [data-act=${act}]`).setAttribute('aria-pressed', now[act]); draw(now.page); }
};

document.addEventListener('copy', () => { if (getSelection()?.anchorNode?.parentElement?.closest('.x-text')) toast(say('copied')); });
