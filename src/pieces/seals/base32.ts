const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648, padding or not. Null where a sign is none of the alphabet's. */
export const fromBase32 = (text: string): Uint8Array | null => {
  const signs = text.replace(/=+$/, '')
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const sign of signs) {
    const value = alphabet.indexOf(sign)
    if (value < 0) return null
    held = ((held << 5) | value) & 0xfff
    bits += 5
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 0xff)
  }
  return Uint8Array.from(bytes)
}

export const toBase32 = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}
