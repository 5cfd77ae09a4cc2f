import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigFault, readConfig, trialDefaults } from '#src/platform/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const safe = {
  NODE_ENV: 'production',
  DATA_DIR: folder,
  MASTER_KEY: 'ab'.repeat(32),
  DATABASE_URL: 'postgres://u:p@db/v',
  STORAGE_URL: '/srv/vigie',
  SMTP_URL: 'smtps://mail.example',
  MAIL_FROM: 'Vigie <no-reply@example.com>',
  PUBLIC_URL: 'https://vigie.example.com',
}

describe('settings', () => {
  it('are enough by default for a trial, whose key is made once and kept for its owner only', () => {
    const first = readConfig({ DATA_DIR: folder })
    expect(first).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      redisUrl: null,
      isProduction: false,
      publicUrl: 'http://127.0.0.1:3000',
    })
    expect(readConfig({ DATA_DIR: folder }).masterKey).toEqual(first.masterKey)
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
  })

  it('refuse production on any trial default, and name each', () => {
    for (const name of ['MASTER_KEY', 'DATABASE_URL', 'STORAGE_URL', 'SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']) {
      expect(() => readConfig({ ...safe, [name]: '' }), name).toThrow(name)
    }
    expect(trialDefaults({})).toHaveLength(6)
    expect(() => readConfig({ ...safe, PUBLIC_URL: 'http://vigie.example.com' })).toThrow(/https/)
    expect(readConfig(safe).isProduction).toBe(true)
  })

  it('name the variable that is wrong and never its value', () => {
    const fault = (() => {
      try {
        return readConfig({ DATABASE_URL: 'mysql://root:hunter2@db', DATA_DIR: folder })
      } catch (error) {
        return error as Error
      }
    })() as Error
    expect(fault).toBeInstanceOf(ConfigFault)
    expect(fault.message).toContain('DATABASE_URL')
    expect(fault.message).not.toContain('hunter2')
    expect(() => readConfig({ PORT: '99999', DATA_DIR: folder })).toThrow(/PORT/)
    expect(() => readConfig({ MASTER_KEY: 'short', DATA_DIR: folder })).toThrow(/MASTER_KEY/)
  })
})
