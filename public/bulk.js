// Select many, act once: counts what is picked, tells the form how many were seen, and hides the bar while nothing is.

const bar = document.querySelector('[data-bulk]')
const boxes = () => [...document.querySelectorAll('.rows .pick input[name="pick"]')]
const all = document.querySelector('[data-pick-all]')

const sentence = ({ dataset }, count) => (count === 0 ? dataset.none : count === 1 ? dataset.one : dataset.many.replace('2', String(count)))

const show = () => {
  const count = boxes().filter((box) => box.checked).length
  const words = bar.querySelector('[data-bulk-count]')
  bar.classList.toggle('is-idle', count === 0)
  words.textContent = sentence(words, count)
  bar.querySelector('[data-bulk-seen]').value = String(count)
  if (!all) return
  all.checked = count > 0 && count === boxes().length
  all.indeterminate = count > 0 && !all.checked
}

let last = null

/** Shift picks everything between the last box and this one. */
const pickBetween = (box, isShift) => {
  const list = boxes()
  if (isShift && last) {
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b)
    list.slice(from, to + 1).forEach((one) => { one.checked = box.checked })
  }
  last = box
}

if (bar) {
  document.addEventListener('click', (event) => {
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked })
    else if (event.target.matches?.('.pick input[name="pick"]')) pickBetween(event.target, event.shiftKey)
    else return
    show()
  })
  show()
}
