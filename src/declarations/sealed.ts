import { newKey, seal, sealWithMaster, unseal, unsealWithMaster } from '#src/platform/crypto.ts'
import type { Content } from './content.ts'

/** A declaration has a key of its own, so that it outlives the merchant's where the law says so, and dies by itself. */
type Keyed = { id: string; wrapped_key: Buffer | null }

const keyLabel = (id: string): string => `declaration-key:${id}`
const contentLabel = (id: string): string => `declaration:${id}`

export const newDeclarationKey = (id: string): Buffer => sealWithMaster(newKey(), keyLabel(id))

export const keyOf = ({ id, wrapped_key: wrapped }: Keyed): Buffer => {
  if (!wrapped) throw new Error('the key of this declaration was destroyed')
  return unsealWithMaster(wrapped, keyLabel(id))
}

export const sealContent = (row: Keyed, content: Content): Buffer => seal(keyOf(row), Buffer.from(JSON.stringify(content)), contentLabel(row.id))
export const openContent = (row: Keyed & { content: Buffer }): Content => JSON.parse(unseal(keyOf(row), row.content, contentLabel(row.id)).toString()) as Content
