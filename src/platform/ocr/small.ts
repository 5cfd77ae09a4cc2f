import sharp from 'sharp'

/** One channel, eight bits: a page at a size at which its lines and its light still show. `full`: the picture it was made from. */
export type Small = { data: Buffer; width: number; height: number; full: { width: number; height: number } }

/** A dense page still has five pixels from one line to the next. */
const longSide = 900

/** Of an encoded picture; null where it has colours (what `prepare` makes has none). */
export const smallOf = async (picture: Buffer): Promise<Small | null> => {
  const source = sharp(picture)
  const { width, height } = await source.metadata()
  const { data, info } = await source.resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true }).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return info.channels === 1 ? { data, width: info.width, height: info.height, full: { width, height } } : null
}
