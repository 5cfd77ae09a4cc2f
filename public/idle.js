// A session ends for want of activity. Typing is activity too: it is told to the server, and the reader is asked before the end.

const dialog = document.getElementById('idle')
const minute = 60_000
const limit = Number(dialog?.dataset.idleMinutes) * minute
const notice = 2 * minute
const tellEvery = 3 * minute

let lastSeen = performance.now()
let lastTold = performance.now()

const tell = () => {
  lastTold = performance.now()
  return fetch(dialog.dataset.keepAlive, { method: 'HEAD', redirect: 'manual' })
}

const isHere = () => {
  lastSeen = performance.now()
  if (lastSeen - lastTold > tellEvery) tell()
}

const look = () => {
  const quiet = performance.now() - lastTold
  // the page that was left open shows nothing once the session is gone
  if (quiet > limit + 5000) return location.reload()
  if (quiet > limit - notice && !dialog.open) dialog.showModal()
}

if (dialog && limit > 0) {
  for (const sign of ['keydown', 'pointerdown', 'scroll']) addEventListener(sign, () => { if (!dialog.open) isHere() }, { passive: true })
  dialog.addEventListener('close', tell)
  setInterval(look, 5000)
}
