import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '#src/platform/config.ts'

/** Beside the data: where the last server of this folder can be reached, for the letters of commands that were told no PORT. */
const fileOf = (dataDir: string): string => join(dataDir, 'serve.json')

export const keepAddress = ({ dataDir }: Pick<Config, 'dataDir'>, publicUrl: string): Promise<void> =>
  writeFile(fileOf(dataDir), `${JSON.stringify({ publicUrl })}\n`, { mode: 0o600 }).catch(() => {})

const isAddress = (value: unknown): value is string => typeof value === 'string' && URL.canParse(value)

/** Where links lead: as the settings say, else where the last server of this folder stood, else the default. */
export const addressOf = async (
  { dataDir, publicUrl, hasAddress }: Pick<Config, 'dataDir' | 'publicUrl' | 'hasAddress'>,
): Promise<string> => {
  if (hasAddress) return publicUrl
  try {
    const kept: unknown = (JSON.parse(await readFile(fileOf(dataDir), 'utf8')) as { publicUrl?: unknown }).publicUrl
    return isAddress(kept) ? kept : publicUrl
  } catch {
    return publicUrl
  }
}
