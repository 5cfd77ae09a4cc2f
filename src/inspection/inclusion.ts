import { levelAbove, nodeOf } from '#src/audit/chain.ts'

/** From a leaf to the root: at each level the neighbour, and on which side it stands. */
export type PathStep = { side: 'left' | 'right'; hash: string }
/** All levels over the leaves of a block, the leaves first, in the order of their values. */
export type Tree = readonly (readonly string[])[]

export const treeOver = (leaves: readonly string[]): Tree => {
  const levels: string[][] = [leaves.toSorted()]
  while (levels.at(-1)!.length > 1) levels.push(levelAbove(levels.at(-1)!))
  return levels
}

/** Null where the leaf is not of this tree. */
export const pathIn = (tree: Tree, leaf: string): PathStep[] | null => {
  let at = tree[0]!.indexOf(leaf)
  if (at < 0) return null
  const path: PathStep[] = []
  for (const level of tree.slice(0, -1)) {
    const isRight = at % 2 === 1
    const neighbour = level[isRight ? at - 1 : at + 1]
    // the last of an odd number goes up as it is
    if (neighbour !== undefined) path.push({ side: isRight ? 'left' : 'right', hash: neighbour })
    at >>= 1
  }
  return path
}

export const rootBy = (leaf: string, path: readonly PathStep[]): string =>
  path.reduce((hash, step) => (step.side === 'left' ? nodeOf(step.hash, hash) : nodeOf(hash, step.hash)), leaf)
