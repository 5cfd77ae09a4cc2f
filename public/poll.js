// Progress that moves: a block asks for its own newest state and takes its own place. Nothing else on the page moves.
// data-poll-url on an element with an id; the answer holds an element with the same id. When it no longer asks, the work is done.

const wait = (element) => Number(element.dataset.pollEvery ?? 2) * 1000

const fetchBlock = async (element) => {
  const answer = await fetch(element.dataset.pollUrl, { headers: { accept: 'text/html', 'x-poll': '1' }, redirect: 'error' })
  if (!answer.ok) throw new Error(String(answer.status))
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return page.getElementById(element.id)
}

/** The live element stays and takes the new content: screen readers announce it, the focus inside another block is not lost. */
const renew = (element, fresh) => {
  if (element.contains(document.activeElement) || element.innerHTML === fresh.innerHTML) return
  element.replaceChildren(...fresh.childNodes)
}

const poll = async (element, failures = 0) => {
  if (document.hidden) return setTimeout(poll, 1000, element, failures)
  try {
    const fresh = await fetchBlock(element)
    if (!fresh || !element.isConnected) return
    renew(element, fresh)
    if (fresh.dataset.pollUrl) setTimeout(poll, wait(element), element, 0)
    else if (fresh.dataset.pollThen) location.reload()
  } catch {
    if (failures < 8) setTimeout(poll, wait(element) * 2 ** Math.min(failures, 5), element, failures + 1)
  }
}

for (const element of document.querySelectorAll('[data-poll-url]')) setTimeout(poll, wait(element), element)
