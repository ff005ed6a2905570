// The page viewer and keyboard of the workbench. Figures carry their place in data-place; citations are #cite: links.
(() => {
  const state = { place: null, page: 1, pages: 1, zoom: 1, cites: [], at: -1 };
  const byId = (id) => document.getElementById(id);
  const esc = (text) => { const d = document.createElement('div'); d.textContent = text ?? ''; return d.innerHTML; };

  const boxDiv = (box, size, kind) => {
    if (!box || box.length !== 4) return '';
    const [x0, y0, x1, y1] = box;
    const pct = (value, whole) => (100 * value / whole).toFixed(3) + '%';
    return `<div class="x-box x-box-${kind}" style="left:${pct(x0 - 1, size.width)};top:${pct(y0 - 1, size.height)};` +
      `width:${pct(x1 - x0 + 2, size.width)};height:${pct(y1 - y0 + 2, size.height)}"></div>`;
  };

  const show = async (place, page) => {
    const viewer = byId('x-viewer');
    if (!viewer) return;
    viewer.classList.add('is-open');
    state.place = place; state.page = page || place.page;
    const base = `${place.customer}/${place.document}/${state.page}`;
    const reply = await fetch(`/files/place/${base}`);
    if (!reply.ok) return;
    const size = await reply.json();
    state.pages = size.pages;
    byId('x-vtitle').textContent = size.file;
    byId('x-vpage').textContent = `${state.page} / ${size.pages}`;
    const own = state.page === place.page;
    const boxes = own ? boxDiv(place.head, size, 'head') + boxDiv(place.unit, size, 'unit') + boxDiv(place.box, size, 'main') : '';
    const scroll = byId('x-vscroll');
    scroll.innerHTML = `<div class="x-page" style="width:${Math.round((scroll.clientWidth - 22) * state.zoom)}px">` +
      `<img alt="" src="/files/page/${base}.png?zoom=${state.zoom > 1.5 ? 3 : 2}">${boxes}</div>`;
    const main = scroll.querySelector('.x-box-main');
    if (main) { const image = scroll.querySelector('img'); const go = () => { scroll.scrollTop = main.offsetTop - scroll.clientHeight / 2; scroll.scrollLeft = main.offsetLeft - scroll.clientWidth / 2; };
      image.complete ? go() : image.addEventListener('load', go, { once: true }); }
    card(place, own);
  };

  const word = (key) => JSON.parse(byId('x-viewer').dataset.words)[key] || key;

  const card = (place, own) => {
    const box = byId('x-vcard');
    if (!own || !place.printed || !place.period) { box.hidden = true; return; }
    const value = Number(place.value).toLocaleString('en-US', { maximumFractionDigits: 4 });
    box.innerHTML = `<b>${esc(place.label || '—')}</b><span class="x-num">${esc(place.printed)}</span>` +
      `<small>${esc(place.period)}${place.months ? ' · ' + place.months + esc(word('months')) : ''} · ${esc(word(place.basis))} · ` +
      `${esc(place.currency || '')} ${esc(value)} · p.${place.page} · ${esc(word(place.state))}</small>` +
      (place.fact ? `<div class="x-word"><button data-say="confirm">${esc(word('confirm'))}</button><button data-say="correct">${esc(word('correct'))}</button></div>` : '');
    box.hidden = false;
  };

  const cite = (href) => {
    const [, customer, document_, page, box] = decodeURIComponent(href).split(':');
    return { customer, document: document_, page: Number(page), box: box ? box.split(',').map(Number) : [] };
  };

  const post = async (path, values, holder) => {
    const reply = await fetch(`/api/v1/customers/${path}?${new URLSearchParams(values)}`, { method: 'POST' });
    if (!reply.ok) { const body = await reply.json().catch(() => ({})); holder.insertAdjacentHTML('beforeend', `<em>${esc(body.message || body.error || reply.status)}</em>`); return false; }
    return true;
  };
  const changed = (customer) => document.dispatchEvent(new CustomEvent('x-changed', { detail: customer }));
  const form = (fields) => fields.map((f) => `<input data-field="${f}" placeholder="${esc(word(f))}" aria-label="${esc(word(f))}">`).join('') +
    `<button data-say="save">${esc(word('save'))}</button><button data-say="cancel">${esc(word('cancel'))}</button>`;
  const values = (holder) => Object.fromEntries([...holder.querySelectorAll('input')].filter((i) => i.value.trim()).map((i) => [i.dataset.field, i.value.trim()]));

  const speak = async (button) => {
    const holder = button.closest('.x-word'), place = state.place, what = button.dataset.say;
    const risk = holder.dataset.risk, customer = risk ? holder.dataset.of : place.customer;
    holder.querySelectorAll('em').forEach((e) => e.remove());
    if (what === 'confirm' && await post(`${customer}/facts/${place.fact}/confirm`, {}, holder)) { place.state = 'confirmed'; card(place, true); changed(customer); }
    if (what === 'correct') { holder.innerHTML = form(['value', 'unit', 'reason']); holder.querySelector('input').focus(); }
    if (what === 'cancel') { if (risk) holder.remove(); else card(place, true); }
    if (what === 'save' && risk) { if (await post(`${customer}/risks/${risk}/dismiss`, { reason: '', ...values(holder) }, holder)) changed(customer); }
    if (what === 'save' && !risk) { if (await post(`${customer}/facts/${place.fact}/correct`, { reason: '', ...values(holder) }, holder)) { place.state = 'corrected'; card(place, true); changed(customer); } }
  };

  document.addEventListener('click', (event) => {
    const said = event.target.closest('[data-say]');
    if (said) { event.preventDefault(); speak(said); return; }
    const dismissed = event.target.closest('[data-dismiss]');
    if (dismissed) { event.preventDefault(); if (!dismissed.nextElementSibling) {
      dismissed.insertAdjacentHTML('afterend', `<div class="x-word" data-risk="${esc(dismissed.dataset.dismiss)}" data-of="${esc(dismissed.dataset.of)}">${form(['reason'])}</div>`);
      dismissed.nextElementSibling.querySelector('input').focus(); } return; }
    const figure = event.target.closest('[data-place]');
    if (figure) { event.preventDefault(); show(JSON.parse(figure.dataset.place)); return; }
    const link = event.target.closest('a[href^="#cite:"]');
    if (link) { event.preventDefault(); event.stopPropagation();
      state.cites = [...document.querySelectorAll('a[href^="#cite:"]')]; state.at = state.cites.indexOf(link);
      show(cite(link.getAttribute('href'))); return; }
    const act = event.target.closest('[data-act]')?.dataset.act;
    if (act) run(act, event.target.closest('[data-act]'));
  }, true);

  const run = (act, target) => {
    if (act === 'prev' && state.place && state.page > 1) show(state.place, state.page - 1);
    if (act === 'next' && state.place && state.page < state.pages) show(state.place, state.page + 1);
    if (act === 'in') { state.zoom = Math.min(3, state.zoom + 0.25); if (state.place) show(state.place, state.page); }
    if (act === 'out') { state.zoom = Math.max(0.75, state.zoom - 0.25); if (state.place) show(state.place, state.page); }
    if (act === 'close') byId('x-viewer')?.classList.remove('is-open');
    if (act === 'lang') { document.cookie = `lang=${target.dataset.lang};path=/;SameSite=Strict;max-age=31536000`; location.href = `/${target.dataset.lang}/`; }
    if (act === 'theme') { const dark = document.body.classList.toggle('dark'); localStorage.setItem('x-theme', dark ? 'dark' : 'light'); }
  };

  document.addEventListener('keydown', (event) => {
    const typing = /INPUT|TEXTAREA/.test(event.target.tagName);
    if (event.key === '/' && !typing) { const box = document.querySelector('#x-question textarea'); if (box && box.offsetParent) { event.preventDefault(); box.focus(); } }
    if (event.key === 'Escape') run('close');
    if (!typing && state.cites.length && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      state.at = (state.at + (event.key === 'ArrowRight' ? 1 : -1) + state.cites.length) % state.cites.length;
      show(cite(state.cites[state.at].getAttribute('href')));
    }
  });

  const theme = () => { const kept = localStorage.getItem('x-theme'); if (kept) document.body.classList.toggle('dark', kept === 'dark'); };
  if (document.body) theme(); else addEventListener('DOMContentLoaded', theme);
  document.documentElement.lang = location.pathname.startsWith('/zh') ? 'zh-CN' : 'en';
})();
