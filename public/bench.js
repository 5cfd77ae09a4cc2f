// The document bench: zoom, turn, contrast, boxes; a field that lights its boxes and a box its field. What was chosen stays from piece to piece.
import { onKey } from './keys.js'

const bench = document.querySelector('[data-bench]')
const view = bench.querySelector('[data-bench-view]')
const sheet = bench.querySelector('[data-bench-sheet]')
const [width, height] = bench.dataset.benchSize.split(' ').map(Number)

let zoom = 1
let turns = Number(bench.dataset.benchTurns ?? 0)

/** The drawing turns inside its own frame: the viewBox takes the turned shape, so that it fits like any other page. */
const turn = () => {
  const isLying = turns % 2 === 1
  sheet.setAttribute('viewBox', isLying ? `0 0 ${height} ${width}` : `0 0 ${width} ${height}`)
  const shift = [[0, 0], [height, 0], [width, height], [0, width]][turns]
  sheet.querySelector('g').setAttribute('transform', `translate(${shift[0]} ${shift[1]}) rotate(${turns * 90})`)
}

const draw = () => {
  sheet.style.width = `${zoom * 100}%`
  sheet.style.height = `${zoom * 100}%`
}

/** Small print asks for a larger picture, once. */
const enlarge = () => {
  const image = sheet.querySelector('image[data-bench-large]')
  if (!image || zoom < 1.9) return
  const large = new Image()
  large.addEventListener('load', () => image.setAttribute('href', large.src))
  large.src = image.dataset.benchLarge
  delete image.dataset.benchLarge
}

/** The point in the middle stays in the middle. */
const zoomTo = (next) => {
  const ratio = Math.min(Math.max(next, 1), 6) / zoom
  const middle = { x: view.scrollLeft + view.clientWidth / 2, y: view.scrollTop + view.clientHeight / 2 }
  zoom *= ratio
  draw()
  view.scrollTo(middle.x * ratio - view.clientWidth / 2, middle.y * ratio - view.clientHeight / 2)
  enlarge()
}

const set = (name, isOn) => {
  bench.classList.toggle(`has-${name}`, isOn)
  bench.querySelector(`[data-bench-do="${name}"]`).setAttribute('aria-pressed', String(isOn))
  sessionStorage.setItem(`vigie-bench-${name}`, isOn ? 'on' : 'off')
}
const flip = (name) => set(name, !bench.classList.contains(`has-${name}`))

const acts = {
  'zoom-in': () => zoomTo(zoom * 1.4),
  'zoom-out': () => zoomTo(zoom / 1.4),
  fit: () => zoomTo(1),
  turn: () => { turns = (turns + 1) % 4; turn() },
  contrast: () => flip('contrast'),
  boxes: () => flip('boxes'),
}

bench.addEventListener('click', (event) => acts[event.target.closest('[data-bench-do]')?.dataset.benchDo]?.())
view.addEventListener('wheel', (event) => {
  if (!event.ctrlKey) return
  event.preventDefault()
  zoomTo(zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15))
}, { passive: false })

/** Drag to look around. */
view.addEventListener('pointerdown', (event) => {
  if (event.button !== 0 || event.pointerType === 'touch') return
  const from = { x: event.clientX + view.scrollLeft, y: event.clientY + view.scrollTop }
  const drag = (move) => view.scrollTo(from.x - move.clientX, from.y - move.clientY)
  view.setPointerCapture(event.pointerId)
  view.addEventListener('pointermove', drag)
  view.addEventListener('pointerup', () => view.removeEventListener('pointermove', drag), { once: true })
})

/** A field stands in several places, and several checks look at it: the names of an element are a list. */
const namesOf = ({ dataset }) => (dataset.box ?? dataset.field ?? '').split(' ').filter(Boolean)
const lightable = '[data-box], [data-field]'

/** A row lights its boxes, a box its rows; reached by the pointer or by the keyboard. */
const light = (source) => {
  const names = source ? namesOf(source) : []
  for (const element of document.querySelectorAll(lightable)) {
    const isOther = source && element.matches('[data-box]') !== source.matches('[data-box]')
    element.classList.toggle('is-lit', element === source || (isOther && namesOf(element).some((name) => names.includes(name))))
  }
}
const lightableAt = (target) => (target instanceof Element ? target.closest(lightable) : null)
for (const sign of ['pointerover', 'focusin']) document.addEventListener(sign, (event) => light(lightableAt(event.target)))

/** `j` and `k` walk down and up the checks, `c` puts right what the one in hand read. */
const rows = () => [...document.querySelectorAll('[data-check]')]
const rowInHand = () => document.activeElement?.closest('[data-check]') ?? document.querySelector('[data-check].is-lit')
const walk = (step) => {
  const all = rows()
  const at = all.indexOf(rowInHand())
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]
  next?.querySelector('summary').focus({ focusVisible: true })
  next?.scrollIntoView({ block: 'nearest' })
}
onKey('j', () => walk(1))
onKey('k', () => walk(-1))

const openForm = (field) => {
  const form = field?.querySelector('.correct')
  if (!form) return
  form.open = true
  form.querySelector('input[name=value]').select()
}
document.querySelector('[data-bench-correct]')?.addEventListener('click', () => {
  const row = rowInHand() ?? rows()[0]
  const rest = document.querySelector('.compare-rest')
  const opened = row?.querySelector('.check-open') ?? rest
  if (opened) opened.open = true
  openForm(document.activeElement?.closest('.read-field') ?? (row ?? rest)?.querySelector('.read-field:has(.correct)'))
})

/** The boxes that came with a reading fall on the picture as it hangs: it neither moves nor turns under the reader's eyes. */
document.addEventListener('renewed', ({ target }) => {
  if (target.id !== 'boxes') return
  const hung = sheet.querySelector('[data-bench-boxes]')
  hung.setAttribute('viewBox', target.getAttribute('viewBox'))
  hung.replaceChildren(...[...target.children].map((box) => box.cloneNode(true)))
})

/** The picture that does not come says so; the page after this one is drawn while this one is read. */
const image = sheet.querySelector('image')
const cameNot = () => { bench.querySelector('[data-bench-broken]').hidden = false }
const came = () => {
  if (bench.dataset.benchAhead) new Image().src = bench.dataset.benchAhead
  delete bench.dataset.benchAhead
}
image.addEventListener('error', cameNot)
image.addEventListener('load', came, { once: true })
// It may have come, or failed, before this script: it is asked, too. Another picture in its place is none that failed.
const asked = image.getAttribute('href')
image.decode?.().then(came, () => { if (image.getAttribute('href') === asked) cameNot() })

/** `r` opens the reasons, `a` the reason why all the same: the first thing to say is that. */
for (const act of document.querySelectorAll('[data-bench-act]')) {
  act.addEventListener('toggle', () => {
    if (act.open) (act.querySelector('input[type=radio]:checked') ?? act.querySelector('input[type=radio], textarea'))?.focus()
  })
}

/** Of many pieces the one looked at is in sight. */
const here = document.querySelector('[data-strip] [aria-current]')
here?.scrollIntoView({ block: 'nearest', inline: 'center' })

set('contrast', sessionStorage.getItem('vigie-bench-contrast') === 'on')
set('boxes', sessionStorage.getItem('vigie-bench-boxes') !== 'off')
