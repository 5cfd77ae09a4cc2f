// The document bench: zoom, turn, contrast, and a field that lights its box. The state stays from piece to piece.

const bench = document.querySelector('[data-bench]')
const view = bench.querySelector('[data-bench-view]')
const sheet = bench.querySelector('[data-bench-sheet]')
const [, , width, height] = sheet.getAttribute('viewBox').split(' ').map(Number)
const stored = 'vigie-bench-contrast'

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

const setContrast = (isOn) => {
  bench.classList.toggle('has-contrast', isOn)
  bench.querySelector('[data-bench-do="contrast"]').setAttribute('aria-pressed', String(isOn))
  sessionStorage.setItem(stored, isOn ? 'on' : 'off')
}

const acts = {
  'zoom-in': () => zoomTo(zoom * 1.4),
  'zoom-out': () => zoomTo(zoom / 1.4),
  fit: () => zoomTo(1),
  turn: () => { turns = (turns + 1) % 4; turn() },
  contrast: () => setContrast(!bench.classList.contains('has-contrast')),
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

/** A field lights its box and the box its field; reached by the pointer or by the keyboard. */
const light = (name) => {
  for (const element of document.querySelectorAll('[data-box], [data-field]')) {
    element.classList.toggle('is-lit', name !== undefined && (element.dataset.box ?? element.dataset.field) === name)
  }
}
const nameAt = (target) => {
  const element = target instanceof Element ? target.closest('[data-box], [data-field]') : null
  return element?.dataset.box ?? element?.dataset.field
}
for (const sign of ['pointerover', 'focusin']) document.addEventListener(sign, (event) => light(nameAt(event.target)))

/** The picture that does not come says so; the page after this one is drawn while this one is read. */
const image = sheet.querySelector('image')
image.addEventListener('error', () => { bench.querySelector('[data-bench-broken]').hidden = false })
image.addEventListener('load', () => { if (bench.dataset.benchAhead) new Image().src = bench.dataset.benchAhead }, { once: true })

/** `r` opens the reasons: the first thing to say is which. */
document.querySelector('[data-bench-refuse]')?.addEventListener('toggle', ({ target }) => { if (target.open) target.querySelector('input[type=radio]')?.focus() })

/** Of many pieces the one looked at is in sight. */
const here = document.querySelector('[data-strip] [aria-current]')
here?.scrollIntoView({ block: 'nearest', inline: 'center' })

if (turns > 0) turn()
setContrast(sessionStorage.getItem(stored) === 'on')
