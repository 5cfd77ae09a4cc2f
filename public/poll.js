// Progress that moves: a block asks for its own newest state and takes its own place. Nothing else on the page moves.
// data-poll-url on an element with an id; the answer holds an element with the same id. When it no longer asks, the work is done.

const wait = (element) => Number(element.dataset.pollEvery ?? 2) * 1000

const fetchPage = async (element) => {
  const answer = await fetch(element.dataset.pollUrl, { headers: { accept: 'text/html', 'x-poll': '1' }, redirect: 'error' })
  if (!answer.ok) throw new Error(String(answer.status))
  return new DOMParser().parseFromString(await answer.text(), 'text/html')
}

/** As it came last: what the reader opened or lit inside is no news. */
const shown = new WeakMap()

/** The live element stays and takes the new content: screen readers announce it. False while somebody is at work inside: it is left to him. */
const renew = (element, fresh) => {
  const html = fresh.innerHTML
  if (html === shown.get(element)) return true
  if (element.contains(document.activeElement)) return false
  if (fresh.hasAttribute('viewBox')) element.setAttribute('viewBox', fresh.getAttribute('viewBox'))
  element.replaceChildren(...fresh.childNodes)
  shown.set(element, html)
  element.dispatchEvent(new CustomEvent('renewed', { bubbles: true }))
  return true
}

/** `data-poll-also`: other blocks of the page that the same answer holds. */
const blocksOf = (element) => [...(element.dataset.pollAlso ?? '').split(' ').filter(Boolean).map((id) => document.getElementById(id)).filter(Boolean), element]

const renewAll = (element, page) => {
  const pairs = blocksOf(element).map((one) => [one, page.getElementById(one.id)]).filter(([, fresh]) => fresh)
  return pairs.map(([one, fresh]) => renew(one, fresh)).every(Boolean)
}

const poll = async (element, failures = 0) => {
  if (document.hidden) return setTimeout(poll, 1000, element, failures)
  try {
    const page = await fetchPage(element)
    const fresh = page.getElementById(element.id)
    if (!fresh || !element.isConnected) return
    const again = fresh.dataset.pollUrl
    const isWhole = renewAll(element, page)
    if (again || !isWhole) setTimeout(poll, wait(element), element, 0)
    else if (fresh.dataset.pollThen) location.reload()
  } catch {
    if (failures < 8) setTimeout(poll, wait(element) * 2 ** Math.min(failures, 5), element, failures + 1)
  }
}

for (const element of document.querySelectorAll('[data-poll-url]')) {
  for (const block of blocksOf(element)) shown.set(block, block.innerHTML)
  setTimeout(poll, wait(element), element)
}
