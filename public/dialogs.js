// Menus made of <details> close like menus; the narrow navigation closes with Escape; a refused form starts at its summary.

const menus = () => document.querySelectorAll('details[data-menu][open]')

document.addEventListener('click', (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false
  if (event.target instanceof HTMLDialogElement) event.target.close()
})

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of menus()) {
    menu.open = false
    menu.querySelector('summary').focus()
  }
  if (location.hash === '#nav') location.replace('#main')
})

document.querySelector('[data-focus-first]')?.focus({ preventScroll: true })
