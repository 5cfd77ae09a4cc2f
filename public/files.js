// Says which files were dropped; the plain input under the drawing takes them with or without this.

const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: bytes < 1e6 ? 'kilobyte' : 'megabyte', maximumFractionDigits: bytes < 1e6 ? 0 : 1 }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6))

const list = (drop) => {
  const names = drop.parentElement.querySelector('[data-drop-files]')
  names.replaceChildren(...[...drop.querySelector('input').files].map((file) => {
    const line = document.createElement('li')
    line.textContent = `${file.name} · ${size(file.size)}`
    return line
  }))
}

for (const drop of document.querySelectorAll('[data-drop]')) {
  drop.addEventListener('change', () => list(drop))
  drop.addEventListener('dragenter', () => drop.classList.add('is-over'))
  for (const end of ['dragleave', 'drop']) drop.addEventListener(end, () => drop.classList.remove('is-over'))
}
