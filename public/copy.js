// Copies an id and says so, in place.

const say = (button) => {
  const drawing = [...button.childNodes]
  button.classList.add('is-done')
  button.textContent = button.dataset.copied
  setTimeout(() => {
    button.classList.remove('is-done')
    button.replaceChildren(...drawing)
  }, 1200)
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button || button.classList.contains('is-done')) return
  await navigator.clipboard.writeText(button.dataset.copy)
  say(button)
})
