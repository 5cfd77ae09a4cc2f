import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asset, assetRouter } from '#src/web/assets.ts'
import { wornFile, wornTabler } from '../../bin/wear-tabler.ts'

let server: Server
const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)

beforeAll(async () => {
  server = createServer(express().use('/assets', assetRouter()))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => server.close())

test.each(['app.css', 'tabler.css', 'app.js', 'keys.js', 'bench.js', 'icons.svg', 'favicon.svg'])(
  '%s is kept for a year under its hash',
  async (name) => {
    const answer = await get(asset(name))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await answer.text()).length).toBeGreaterThan(100)
  },
)

test('without its hash, or with an old one, it is served but not kept', async () => {
  for (const path of ['/assets/app.js', '/assets/0123456789ab/app.js']) {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
  }
})

test('Tabler stands in its own layer and is sent compressed', async () => {
  const answer = await get(asset('tabler.css'))
  expect(answer.headers.get('content-encoding')).toMatch(/gzip|br/)
  expect(await answer.text()).toMatch(/^@layer tabler\{/)
})

test('all that our pages wear of Tabler is in its sheet (else: npm run styles)', async () => {
  const kept = new Set((await readFile(wornFile, 'utf8')).split('\n'))
  expect((await wornTabler()).split('\n').filter((rule) => !kept.has(rule))).toEqual([])
})

test.each(['/assets/nothing.js', '/assets/../package.json', '/assets/%2e%2e/package.json', '/assets/css/'])(
  '%s is nothing',
  async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(404)
  },
)

test('nothing is fetched from outside', async () => {
  for (const name of ['app.css', 'tabler.css', 'app.js', 'icons.svg']) {
    const text = await (await get(asset(name))).text()
    expect(text).not.toMatch(/(url\(\s*["']?|@import\s+["']|from ["'])(https?:)?\/\//)
  }
})
