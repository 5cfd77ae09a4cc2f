import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { isBic, isIban } from '#src/kernel/identifiers.ts'
import { logLevels } from './log.ts'

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://').optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'must start with redis://').optional(),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must start with smtp://').optional(),
  MAIL_FROM: z.string().min(3).default('Vigie <ne-pas-repondre@vigie.example>'),
  STORAGE_URL: z.string().min(1).optional(),
  MASTER_KEY: z.string().optional(),
  // who is written the head of the chain of the history each day
  CHAIN_HEAD_TO: z.email().optional(),
  // folders of the nightly backup and, apart from it, of its keys
  BACKUP_TO: z.string().min(1).optional(),
  BACKUP_KEYS: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(logLevels).optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(5).default(0),
  NODE_ENV: z.string().default('development'),
  // whose account payouts are paid from
  PAYOUT_DEBTOR_NAME: z.string().min(1).max(70).optional(),
  PAYOUT_DEBTOR_IBAN: z.string().transform((text) => text.replace(/\s/g, '').toUpperCase()).refine(isIban, 'is no IBAN').optional(),
  PAYOUT_DEBTOR_BIC: z.string().transform((text) => text.replace(/\s/g, '').toUpperCase()).refine(isBic, 'is no BIC').optional(),
})

export type Config = {
  port: number
  host: string
  /** Where the links in letters lead. */
  publicUrl: string
  /** Said by the settings (PUBLIC_URL, PORT or HOST), not only by default. */
  hasAddress: boolean
  databaseUrl: string | null
  dataDir: string
  redisUrl: string | null
  smtpUrl: string | null
  mailFrom: string
  storageUrl: string
  masterKey: Buffer
  /** Null: it is written to a file alone. */
  chainHeadTo: string | null
  /** Where the nightly backup goes; null: nowhere. */
  backup: { to: string; keys: string } | null
  trustProxy: number
  isProduction: boolean
  /** Null: payouts are made and cannot leave until the three PAYOUT_DEBTOR_ settings say whose account is debited. */
  payoutDebtor: { name: string; iban: string; bic: string } | null
}

type Env = Record<string, string | undefined>

/** Every setting that is only safe for a trial, in words. Empty: the program may run in production. */
export const trialDefaults = (env: Env): string[] => {
  const faults: string[] = []
  const must = (name: string, why: string) => void (env[name] || faults.push(`${name} is not set: ${why}`))
  must('MASTER_KEY', 'the key that seals every file and secret would be kept beside them')
  must('DATABASE_URL', 'the embedded PostgreSQL is for trials')
  must('STORAGE_URL', 'files would lie in a folder of the program')
  must('SMTP_URL', 'letters would not leave, and no clock would start')
  must('MAIL_FROM', 'letters would come from an example address')
  must('PUBLIC_URL', 'links in letters would lead to this machine')
  if (env['PUBLIC_URL'] && !env['PUBLIC_URL'].startsWith('https://')) faults.push('PUBLIC_URL must be https: session cookies are Secure')
  return faults
}

/** A settings error: the message names the variable, and nothing of its value. */
export class ConfigFault extends Error {}

const decodeMasterKey = (text: string): Buffer => {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (key.length !== 32) throw new ConfigFault('MASTER_KEY must be 32 bytes, as 64 hexadecimal digits or base64')
  return key
}

/** For a trial: made once, kept beside the data with mode 0600. */
const trialMasterKey = (dataDir: string): Buffer => {
  const path = join(dataDir, 'master.key')
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  return decodeMasterKey(readFileSync(path, 'utf8').trim())
}

const named = (error: z.ZodError): string => error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')

/** A trial pays from an account that nobody has. */
const trialDebtor = { name: 'VIGIE TRIAL', iban: 'FR7630001007941234567890185', bic: 'TESTFRPPXXX' }

const debtorOf = (
  { PAYOUT_DEBTOR_NAME: name, PAYOUT_DEBTOR_IBAN: iban, PAYOUT_DEBTOR_BIC: bic }: z.output<typeof schema>,
  isProduction: boolean,
): Config['payoutDebtor'] => name && iban && bic ? { name, iban, bic } : isProduction ? null : trialDebtor

const backupOf = ({ BACKUP_TO: to, BACKUP_KEYS: keys }: z.output<typeof schema>): Config['backup'] => {
  if (to && keys) return { to: resolve(to), keys: resolve(keys) }
  if (to ?? keys)
    throw new ConfigFault(`${to ? 'BACKUP_KEYS' : 'BACKUP_TO'}: backups and their keys lie in two places, name both or neither`)
  return null
}

/** Reads the environment once. Throws `ConfigFault` naming each variable that is wrong, or unsafe in production. */
export const readConfig = (env: Env = process.env): Config => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = schema.safeParse(set)
  if (!read.success) throw new ConfigFault(named(read.error))
  const isProduction = read.data.NODE_ENV === 'production'
  const faults = isProduction ? trialDefaults(set) : []
  if (faults.length > 0)
    throw new ConfigFault(`NODE_ENV=production refuses trial defaults:\n${faults.map((one) => `  - ${one}`).join('\n')}`)
  const v = read.data
  const dataDir = resolve(v.DATA_DIR)
  return {
    port: v.PORT,
    host: v.HOST,
    publicUrl: (v.PUBLIC_URL ?? `http://${v.HOST}:${v.PORT}`).replace(/\/$/, ''),
    hasAddress: ['PUBLIC_URL', 'PORT', 'HOST'].some((name) => set[name] !== undefined),
    databaseUrl: v.DATABASE_URL ?? null,
    dataDir,
    redisUrl: v.REDIS_URL ?? null,
    smtpUrl: v.SMTP_URL ?? null,
    mailFrom: v.MAIL_FROM,
    chainHeadTo: v.CHAIN_HEAD_TO ?? null,
    backup: backupOf(v),
    storageUrl: v.STORAGE_URL ?? join(dataDir, 'files'),
    masterKey: v.MASTER_KEY ? decodeMasterKey(v.MASTER_KEY) : trialMasterKey(dataDir),
    trustProxy: v.TRUST_PROXY,
    isProduction,
    payoutDebtor: debtorOf(v, isProduction),
  }
}
