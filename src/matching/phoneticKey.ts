/**
 * The sound of a word, coarsely: how a clerk in Paris, Tunis, Moscow or Ankara would write the same name differently ends in the same key.
 * Written for Latin transcriptions of many languages, which double metaphone (English) is not. Vowels count at the beginning only, and only
 * that there is one.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // one sound in several letters, longest first: Schtscherbakow, Shcherbakov; Khrouchtchev, Khrushchev
  [/schtsch|shch|stch|chtch|szcz|shtsh/g, 'S'],
  [/tsch|tch|dzh|dsch|dj|dz|zh|sch|sh|ch|cz|sz|gi(?=[aou])|j/g, 'S'],
  [/kh|ck|qu|gh|[kqgx]/g, 'K'],
  [/c(?=[eiy])/g, 'Z'],
  [/c/g, 'K'],
  [/ph|[fvwb]|p/g, 'P'],
  [/th|dh|[dt]/g, 'T'],
  [/ts|[sz]/g, 'Z'],
  [/ou|oo|[aeiouy]+/g, 'a'],
  [/h/g, ''],
]

export const phoneticKey = (word: string): string => {
  const sounded = rules.reduce((sound, [letters, key]) => sound.replace(letters, key), word).replace(/(.)\1+/g, '$1')
  const [first = '', rest] = [sounded[0], sounded.slice(1).replaceAll('a', '')]
  return (first === 'a' ? 'A' : first.toUpperCase()) + rest.toUpperCase().replace(/(.)\1+/g, '$1')
}
