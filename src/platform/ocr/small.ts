import { type Grey, greyOf, workOn } from './grey.ts'

/** A page at a size at which its lines and its light still show. `full`: the picture it was made from. */
export type Small = Grey & { full: { width: number; height: number } }

/** A dense page still has five pixels from one line to the next. */
const longSide = 900

export const smallOf = async (picture: Grey): Promise<Small> => ({
  ...(await greyOf(workOn(picture).resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true }))),
  full: { width: picture.width, height: picture.height },
})
