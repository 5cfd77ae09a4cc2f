// Filters ask again as soon as an answer changes. A form is sent once, however often one presses.

document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-autosubmit]')
  if (form && event.target.matches('select, input[type=checkbox], input[type=radio], input[type=date]')) form.requestSubmit()
})

const buttonsOf = (form) => [...form.querySelectorAll('button:not([type=button])'), ...document.querySelectorAll(`button[form="${CSS.escape(form.id || '-')}"]`)]

/** Disabled a moment later, so that the pressed button's own name and value leave with the form. */
const close = (form) => setTimeout(() => buttonsOf(form).forEach((button) => button.setAttribute('aria-disabled', 'true')))
const reopen = (form) => {
  delete form.dataset.sent
  buttonsOf(form).forEach((button) => button.removeAttribute('aria-disabled'))
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method === 'dialog') return
  if (form.dataset.sent !== undefined) return event.preventDefault()
  form.dataset.sent = ''
  close(form)
  // a download leaves the page where it is
  if (form.dataset.download !== undefined || form.target === '_blank') setTimeout(() => reopen(form), 3000)
})

// Back to a page the browser kept: its forms are open again.
addEventListener('pageshow', (event) => { if (event.persisted) document.querySelectorAll('form[data-sent]').forEach(reopen) })
