// A held file stays held while its page is open before somebody who is there: said now, then every few minutes of activity.
const mark = document.querySelector('[data-presence]')
const every = 4 * 60_000
let isActive = true

const tell = async () => {
  if (!isActive || document.hidden) return
  isActive = false
  const answer = await fetch(mark.dataset.presence, { method: 'POST', redirect: 'manual' }).catch(() => null)
  if (!answer?.ok || !(await answer.json()).isMine) clearInterval(clock)
}

for (const sign of ['keydown', 'pointerdown', 'pointermove', 'scroll']) addEventListener(sign, () => { isActive = true }, { passive: true })
const clock = setInterval(tell, every)
tell()
