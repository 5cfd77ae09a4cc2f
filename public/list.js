// A list under the fingers: j and k walk, Enter opens (the row's own link has the focus), c claims; a click anywhere on a row opens it.
import { onKey } from './keys.js'

const links = () => [...document.querySelectorAll('[data-list] .row-link')]
const rowOf = (element) => element?.closest('tr')
const current = () => rowOf(document.activeElement) ?? document.querySelector('[data-list] tr.is-here')

const walk = (step) => {
  const all = links()
  if (all.length === 0) return
  const at = all.findIndex((link) => rowOf(link) === current())
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)]
  document.querySelectorAll('tr.is-here').forEach((row) => row.classList.remove('is-here'))
  next.focus({ focusVisible: true })
  next.scrollIntoView({ block: 'nearest' })
}

const onList = (key, act) => {
  if (document.querySelector('[data-list]')) onKey(key, act)
}

onList('j', () => walk(1))
onList('k', () => walk(-1))

/** A button of the row that answers to a letter. */
for (const key of new Set([...document.querySelectorAll('[data-row-key]')].map((button) => button.dataset.rowKey))) {
  onList(key, () => current()?.querySelector(`[data-row-key="${CSS.escape(key)}"]`)?.click())
}

const isOnControl = (target) => target.closest('a, button, input, label, select, summary') !== null
const isSelecting = () => String(getSelection()).length > 0

const open = (event) => {
  const link = event.target.closest('[data-list] tbody tr')?.querySelector('.row-link')
  if (!link || isOnControl(event.target) || isSelecting()) return
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(link.href, '_blank', 'noopener')
  else link.click()
}

document.addEventListener('click', open)
document.addEventListener('auxclick', (event) => { if (event.button === 1) open(event) })

// Coming back from a case, the row one left is marked.
const place = `vigie-place ${location.pathname}`
document.addEventListener('click', (event) => {
  const link = event.target.closest('.row-link')
  if (link) sessionStorage.setItem(place, link.getAttribute('href'))
})
const left = sessionStorage.getItem(place)
const leftLink = left && links().find((link) => link.getAttribute('href') === left)
if (leftLink) rowOf(leftLink).classList.add('is-here')
