// The chat: a question goes out, the answer comes as server-sent events and is put in as our own markup.
import { base, byId, load, show, state, toast } from './workbench.js';

const turns = () => byId('x-turns');
const down = () => { const box = turns(); if (box) box.scrollTop = box.scrollHeight; };
const add = (kind, text) => { const made = document.createElement('div'); made.className = kind; made.textContent = text; turns().append(made); down(); return made; };

export const watchChat = () => {
  down();
  const field = byId('x-question');
  field.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); field.form.requestSubmit(); } });
  field.addEventListener('input', () => { field.style.height = 'auto'; field.style.height = `${Math.min(field.scrollHeight, 140)}px`; });
};

export const ask = async (question) => {
  if (!question.trim() || ask.busy) return;
  if (state.screen !== 'chat') await show('chat');
  ask.busy = true;
  const customer = state.customer, box = turns();
  box.querySelector('.x-hello')?.remove();
  add('x-asked', question);
  const answer = add('x-turn', '…');
  try {
    const body = JSON.stringify({ question, conversation: localStorage.getItem(`x-talk-${customer}`) || null });
    const reply = await load(`${base()}/ask`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      rest += value;
      const events = rest.split('\n\n');
      rest = events.pop();
      for (const event of events) heard(event, answer, customer);
      down();
    }
  } catch (err) { answer.textContent = err.message; } finally { ask.busy = false; byId('x-question')?.focus(); }
};

const heard = (event, answer, customer) => {
  const [, name, data] = event.match(/^event: (\w+)\ndata: (.*)$/s) || [];
  if (!name) return;
  const body = JSON.parse(data);
  if (name === 'answer') {
    answer.innerHTML = body.html; localStorage.setItem(`x-talk-${customer}`, body.conversation);
    if (innerWidth > 900) answer.querySelector('.x-cite')?.click(); // the page the answer rests on stands beside it
  }
  else if (name === 'error') { answer.textContent = body.text; toast(body.text, true); }
  else if (name === 'step') stepped(answer, body.text);
  else answer.textContent = body.text;
};

const stepped = (answer, text) => {
  if (!answer.querySelector('.x-steps')) answer.replaceChildren(Object.assign(document.createElement('ul'), { className: 'x-steps x-sub' }));
  answer.querySelector('.x-steps').append(Object.assign(document.createElement('li'), { textContent: text }));
};
