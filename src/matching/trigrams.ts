/** The signs of a normal form: the blank, ten digits, twenty-six letters. */
const signs = 37
/** Every trigram is a whole number below this. */
export const trigramKinds = signs ** 3

const signAt = (form: string, at: number): number => {
  const code = form.charCodeAt(at)
  if (code >= 97 && code <= 122) return code - 86
  return code >= 48 && code <= 57 ? code - 47 : 0
}

/**
 * The trigrams of a normal form as PostgreSQL's pg_trgm takes them: of each word, with two blanks before it and one after; each once, in no
 * order.
 */
export const trigramsOf = (form: string): number[] => {
  const found = new Set<number>()
  let [before, last] = [0, 0]
  for (let at = 0; at <= form.length; at++) {
    const sign = signAt(form, at)
    if (sign !== 0 || last !== 0) found.add((before * signs + last) * signs + sign)
    if (sign === 0) [before, last] = [0, 0]
    else [before, last] = [last, sign]
  }
  return [...found]
}
