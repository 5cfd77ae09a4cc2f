/**
 * The letters that a contract can print (DejaVu Sans has them all): Latin, Greek and Cyrillic, with the marks and signs that go with them.
 * Identity documents give every name in Latin letters as well (ICAO 9303-3 §3.4), so nobody is kept out by what is missing.
 */
const printed =
  /^[\t\n\u0020-\u007e\u00a0-\u024f\u0259\u02b0-\u02e9\u0370-\u03ff\u0400-\u0525\u1e00-\u1efb\u1f00-\u1fff\u2000-\u200a\u2010-\u2027\u202f-\u205e\u20a0-\u20b5\u20b8-\u20ba\u20bd\u2116\u2122\u2190-\u2193\u2212\ufb01\ufb02]*$/u

export const isPrintable = (text: string): boolean => printed.test(text.normalize('NFC')) && !/\p{Cn}/u.test(text)
