// One letter, one act. The keys are said by the page itself: data-key="c" on a link or a button.
// They can be switched off in the `?` dialog (WCAG 2.1.4), and never fire while somebody types.

const stored = 'vigie-keys'
const areOn = () => localStorage.getItem(stored) !== 'off'

const isTyping = (target) => target instanceof Element && (target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]') !== null)
/** Arrows choose among answers: they belong to the question that has the focus. */
const isChoosing = ({ key, target }) => key.startsWith('Arrow') && target instanceof Element && target.closest('input[type=radio]') !== null
const isOpen = () => document.querySelector('dialog[open]') !== null

const isShown = (element) => element.checkVisibility?.({ checkVisibilityCSS: true }) ?? true
const pressed = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isShown)

/** What a key does anywhere on any page. A room adds its own with `onKey`. */
const acts = new Map([
  ['/', () => document.querySelector('[data-search]')?.focus()],
  ['?', () => openHelp()],
])

export const onKey = (key, act) => acts.set(key, act)

const wordsOf = (element) => (element.dataset.rowKey ? null : element.getAttribute('aria-label')) ?? element.querySelector('span')?.textContent ?? element.textContent

const addKeysOfPage = (list) => {
  list.querySelectorAll('[data-found]').forEach((line) => line.remove())
  const rowKeys = new Map([...document.querySelectorAll('[data-row-key]')].map((button) => [button.dataset.rowKey, button]))
  for (const element of [...document.querySelectorAll('[data-key]'), ...rowKeys.values()]) {
    const line = document.createElement('div')
    line.dataset.found = ''
    const key = line.appendChild(document.createElement('dt')).appendChild(document.createElement('kbd'))
    const name = element.dataset.key ?? element.dataset.rowKey
    key.textContent = { ArrowLeft: '←', ArrowRight: '→' }[name] ?? name
    line.appendChild(document.createElement('dd')).textContent = wordsOf(element).trim()
    list.append(line)
  }
}

const openHelp = () => {
  const dialog = document.getElementById('shortcuts')
  if (!dialog) return
  const hasList = document.querySelector('[data-list], [data-walk]') !== null
  dialog.querySelectorAll('[data-keys-list]').forEach((line) => { line.hidden = !hasList })
  addKeysOfPage(dialog.querySelector('.keys'))
  dialog.showModal()
}

document.addEventListener('click', (event) => { if (event.target.closest('[data-open="shortcuts"]')) openHelp() })

const toggle = document.querySelector('[data-keys-on]')
if (toggle) {
  toggle.checked = areOn()
  toggle.addEventListener('change', () => localStorage.setItem(stored, toggle.checked ? 'on' : 'off'))
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isChoosing(event) || isOpen() || !areOn()) return
  const act = acts.get(event.key)
  const element = act ? null : pressed(event.key)
  if (!act && !element) return
  event.preventDefault()
  if (act) act()
  else element.click()
})
