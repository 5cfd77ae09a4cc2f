// The payment page's only script: it makes a working page quicker, and tells the page that frames ours how far the payer is.
// It is on the list of authorised scripts (src/paypage/scripts.ts): a change here is authorised there.
const page = document.querySelector('[data-pay]')
const { origin, address, leave, messages, carry, after } = page.dataset
const isFramed = parent !== window
if (isFramed) document.documentElement.classList.add('is-framed')

// ── words to the merchant's page, to its declared origin and to no other ──
let status = null
const size = () => {
  const { width, height } = page.getBoundingClientRect()
  return { width: Math.ceil(width), height: Math.ceil(height) }
}
const say = () => {
  if (isFramed && origin && status) parent.postMessage({ status, ...size(), url: carry.split(' ').includes(status) && address ? address : null }, origin)
}
for (const one of messages.split(' ').filter(Boolean)) {
  status = one
  say()
}
let told = size()
new ResizeObserver(() => {
  const now = size()
  if (now.width === told.width && now.height === told.height) return
  told = now
  say()
}).observe(page)

// ── leaving by itself, unless the merchant's page asked to do that ──
const heldKey = `held ${location.pathname}`
const memory = (act) => {
  // a frame may be denied its storage: then the word holds for this page alone
  try { return act(sessionStorage) } catch { return null }
}
let isHeld = memory((kept) => kept.getItem(heldKey)) === '1'
addEventListener('message', ({ origin: from, source, data }) => {
  if (!isFramed || source !== parent || !origin || from !== origin || data?.stopRedirection !== true) return
  isHeld = true
  memory((kept) => kept.setItem(heldKey, '1'))
  if ('mayBeHeld' in page.dataset) document.querySelector('.pay-soon')?.remove()
})
if (leave) setTimeout(() => { if (!isHeld || !('mayBeHeld' in page.dataset)) location.replace(leave) }, Number(after))
if (isHeld && 'mayBeHeld' in page.dataset) document.querySelector('.pay-soon')?.remove()

// ── figures in groups, while they are typed at the end ──
const digits = (text) => text.replace(/\D/g, '')
const grouped = (text) => (/^3[47]/.test(text) ? [text.slice(0, 4), text.slice(4, 10), text.slice(10)] : text.match(/.{1,4}/g) ?? []).filter(Boolean).join(' ')
const shapes = {
  number: (text) => grouped(digits(text).slice(0, 19)),
  expiry: (text) => {
    const [, month = '', year = ''] = /^(1[0-2]|0\d|[2-9]|[01])(\d*)$/.exec(digits(text)) ?? []
    return month.length === 2 || /^[2-9]$/.test(month) ? `${month.padStart(2, '0')} / ${year.slice(0, 4)}` : text
  },
}
for (const [name, shape] of Object.entries(shapes)) {
  document.querySelector(`[name=${name}]`)?.addEventListener('input', ({ target, inputType = '' }) => {
    if (inputType.startsWith('delete') || target.selectionStart !== target.value.length) return
    target.value = shape(target.value)
  })
}

// ── what is wrong is said before the number has to be typed again; the server judges all the same ──
const luhn = (number) => [...number].reverse().reduce((sum, digit, i) => sum + (i % 2 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : Number(digit)), 0) % 10 === 0
const value = (name) => document.querySelector(`[name=${name}]`).value.trim()
const codeLength = () => (/^3[47]/.test(digits(value('number'))) ? 4 : 3)
const isRight = {
  number: (text) => /^[1-9]\d{12,18}$/.test(text.replace(/[\s-]/g, '')) && luhn(digits(text)),
  expiry: (text) => /^(0?[1-9]|1[0-2])\s*[/.\-\s]\s*(\d{2}|\d{4})$|^(0[1-9]|1[0-2])(\d{2}|\d{4})$/.test(text),
  cvc: (text) => /^\d+$/.test(text) && text.length === codeLength(),
  name: (text) => text.length >= 3,
}
const faultOf = (box) => {
  const name = box.dataset.check
  const text = value(name)
  if (text === '') return box.dataset.missing
  return isRight[name](text) ? null : name === 'cvc' && codeLength() === 4 ? box.dataset.wrongFour : box.dataset.wrong
}
const show = (box, words) => {
  const [field, input] = [box.querySelector('.field'), box.querySelector('input')]
  const id = `${input.id}-error`
  document.getElementById(id)?.remove()
  field.classList.toggle('is-wrong', words !== null)
  for (const name of ['aria-invalid', 'aria-describedby']) input.removeAttribute(name)
  if (words === null) return
  const line = Object.assign(document.createElement('p'), { id, className: 'field-error', textContent: words })
  field.querySelector('.label').after(line)
  input.setAttribute('aria-invalid', 'true')
  input.setAttribute('aria-describedby', id)
}
const check = () => {
  const boxes = [...document.querySelectorAll('[data-check]')]
  for (const box of boxes) show(box, faultOf(box))
  return boxes.find((box) => faultOf(box) !== null)?.querySelector('input')
}

// ── sent once, however often one presses ──
// what was wrong is gone, the form moves up, and the second click of two would fall on the way out
const restLinks = () => {
  const links = [...document.querySelectorAll('a')]
  for (const link of links) link.inert = true
  setTimeout(() => { for (const link of links) link.inert = false }, 2_000)
}
for (const form of document.querySelectorAll('form[data-once]')) {
  const button = form.querySelector('button')
  const words = button.firstElementChild
  const label = words.textContent
  const reopen = () => {
    delete form.dataset.sent
    button.removeAttribute('aria-disabled')
    words.textContent = label
  }
  form.addEventListener('submit', (event) => {
    const wrong = form.dataset.sent === undefined ? check() : null
    if (wrong) wrong.focus()
    if (wrong || form.dataset.sent !== undefined) return event.preventDefault()
    form.dataset.sent = ''
    restLinks()
    button.setAttribute('aria-disabled', 'true')
    words.textContent = button.dataset.busy
  })
  addEventListener('pageshow', ({ persisted }) => { if (persisted) reopen() })
  if ('byItself' in form.dataset) form.requestSubmit()
}
document.querySelector('.error-summary')?.focus()
