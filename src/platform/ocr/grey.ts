import sharp, { type Sharp } from 'sharp'

/**
 * A picture of one channel, eight bits, not packed in any way: it is read, cut and turned in this process, and packing it only to unpack it
 * takes a twentieth of the reading.
 */
export type Grey = { data: Buffer; width: number; height: number }

/** For libvips to work on. */
export const workOn = ({ data, width, height }: Grey): Sharp => sharp(data, { raw: { width, height, channels: 1 } })

/** What comes of a work of libvips; of a picture that has colours still, or is partly transparent, the first channel. */
export const greyOf = async (work: Sharp): Promise<Grey> => {
  const { data, info: { width, height, channels } } = await work.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return {
    data: channels === 1 ? data : await sharp(data, { raw: { width, height, channels } }).extractChannel(0).raw().toBuffer(),
    width,
    height,
  }
}

/** As a file that the engines open by themselves (PGM): its head, then the pixels as they are. */
export const pgmOf = ({ data, width, height }: Grey): Buffer => Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), data])
