import { z } from 'zod'
import { fingerprint, isSame } from '#src/platform/crypto.ts'

const column = z.string().regex(/^[a-z][a-z0-9_]*$/)
const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** A table's file: its columns in the order in which a line has them, the sealed ones first, behind the key's name. */
const tablePart = z.strictObject({ table: column, sealed: z.array(column), plain: z.array(column), rows: z.int().nonnegative(), sha256: digest })
export type TablePart = z.infer<typeof tablePart>

const schema = z.strictObject({
  format: z.literal(1), kind: z.enum(['backup', 'keys']), at: z.iso.datetime(),
  /** The newest migration of the database. */
  migration: z.string(),
  /** Under which the files lie, and within them whatever is nobody's own; wrapped by the master key, base64. */
  houseKey: z.base64(),
  tables: z.array(tablePart),
})
export type Manifest = z.infer<typeof schema>

const markOf = (text: string): string => fingerprint(text, 'backup-manifest').toString('hex')

/** Beside the text its keyed digest: whoever has not the master key can make or change none. */
export const writeManifest = (manifest: Manifest): string => {
  const text = JSON.stringify(manifest)
  return JSON.stringify({ manifest: text, mark: markOf(text) })
}

const signed = z.strictObject({ manifest: z.string(), mark: digest })

/** Null: no manifest of ours, changed since, or of another master key. */
export const readManifest = (file: string): Manifest | null => {
  try {
    const { manifest, mark } = signed.parse(JSON.parse(file))
    if (!isSame(Buffer.from(mark, 'hex'), Buffer.from(markOf(manifest), 'hex'))) return null
    return schema.parse(JSON.parse(manifest))
  } catch {
    return null
  }
}

export const manifestName = 'manifest.json'
export const tombstonesName = 'tombstones.csv'
export const houseLabel = (kind: Manifest['kind'], at: string): string => `backup-house:${kind}:${at}`
