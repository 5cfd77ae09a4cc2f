import { dictionary } from '#src/kernel/dictionary.ts'

const entities: Record<string, string> = dictionary({
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
  nbsp: '\u00a0',
})

const decode = (text: string): string => text.replace(/&([a-z]+|#x[0-9A-Fa-f]+);/g, (whole, name: string) => entities[name] ?? whole)

const strip = (html: string): string => decode(html.replace(/<[^>]*>/g, ''))

/** The label, and the address on a line of its own; an address that is its own label is said once. */
const link = (_: string, href: string, label: string): string => {
  const said = label.replace(/<[^>]*>/g, '').trim()
  return said === href ? href : `${said}\n${href}`
}

/**
 * The plain text of a letter, from its HTML: one template, two forms that cannot disagree. Knows what our own templates use (h1, p, ul,
 * li, br, a) and nothing else; it is not for HTML of anybody else. The heading is left out: the text layout says the title itself.
 */
export const plainText = (html: string): string =>
  strip(
    html
      .replace(/[ \t\n]+/g, ' ')
      .replace(/<h1.*?<\/h1>/g, '')
      .replace(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/g, link)
      .replace(/<br>/g, '\n')
      .replace(/<li[^>]*>/g, '\n- ')
      .replace(/<\/(p|ul|li)>|<(p|ul)[^>]*>/g, (_, end: string | undefined) => (end === 'li' ? '' : '\n\n')),
  )
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
