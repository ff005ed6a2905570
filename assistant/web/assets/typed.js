// What was typed or chosen in the forms of a screen stays when the same screen is drawn again; what was sent does not.
const known = (form) => { const { form: kind, sent, ...rest } = form.dataset; return JSON.stringify([kind, rest]); };
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type !== 'file' && field.tagName !== 'BUTTON');
// what a field held before anybody touched it
export const initial = (field) => field.options ? [...field.options].find((o) => o.defaultSelected)?.value ?? field.options[0]?.value : field.defaultValue;
const toggles = (field) => ['checkbox', 'radio'].includes(field.type);
const touched = (field) => toggles(field) ? field.checked !== field.defaultChecked : field.value !== initial(field);
const formsOf = (box) => box.querySelectorAll('form[data-form]:not([data-form=upload])');

export const typedIn = (box) => {
  const held = document.activeElement;
  return [...formsOf(box)].filter((form) => form.dataset.sent === undefined).flatMap((form) => fieldsOf(form)
    .map((field, at) => ({ form: known(form), at, name: field.name, value: toggles(field) ? field.checked : field.value, keeps: touched(field), held: field === held, from: field.selectionStart, to: field.selectionEnd }))
    .filter((one) => one.keeps || one.held));
};

export const typeAgain = (box, kept) => {
  for (const one of kept) {
    const form = [...formsOf(box)].find((made) => known(made) === one.form);
    const field = form && fieldsOf(form)[one.at];
    if (field?.name !== one.name) continue;
    for (let at = field.closest('details'); at && one.keeps; at = at.parentElement.closest('details')) at.open = true;
    if (one.keeps) { if (toggles(field)) field.checked = one.value; else field.value = one.value; }
    if (one.held) { field.focus({ preventScroll: true }); if (typeof one.from === 'number') field.setSelectionRange(one.from, one.to); }
  }
};

// a form that was sent is done with until somebody types in it again
document.addEventListener('input', (event) => event.target.form?.removeAttribute('data-sent'), true);
