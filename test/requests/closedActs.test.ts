import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '#src/kernel/actor.ts'
import { extendRequest } from '#src/requests/extendRequest.ts'
import { withdrawRequest } from '#src/requests/withdrawRequest.ts'
import { openHouse, type Client, type House } from '#test/support/house.ts'
import { askAt, type Case } from './case.ts'

let house: House
let officer: StaffActor
let client: Client
let other: StaffActor
let closed: Case & { requestId: string }
beforeAll(async () => {
  house = await openHouse({ at: '2026-02-01T10:00:00Z' })
  officer = await house.staff('officer', 'Camille Roy')
  other = await house.staff('officer', 'Claire Morel')
  closed = await askAt(house, '2026-02-10T10:00:00Z', { name: 'Boulangerie Lenoir', analyst: officer })
  await withdrawRequest(house.ctx(other), closed.requestId, { reason: 'Reçue par ailleurs' })
  house.forward(120_000)
  client = await house.clientOf(officer)
})
afterAll(() => house.close())

const page = (one: { requestId: string }, act = ''): string => `/console/requests/${one.requestId}${act && `/${act}`}`
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

describe('an act on a request that was closed meanwhile', () => {
  it.each([['extend', { days: '7', seen: '2026-03-19T23:00:00.000Z' }], ['withdraw', {}]])(
    '%s: the request as it now is, who closed it, what was typed',
    async (act, more) => {
      const { status, text } = await client.post(page(closed, act), { reason: 'Le greffe est fermé.', ...more })
      expect(status).toBe(409)
      for (
        const said of [
          'Boulangerie Lenoir',
          'La demande a été retirée',
          'Claire Morel a retiré',
          'il y a 2 min',
          'Ce que vous aviez écrit',
          'Le greffe est fermé.',
        ]
      ) expect(plain(text)).toContain(said)
    },
  )

  it('with nothing typed it says the same', async () => {
    const { status, text } = await client.post(page(closed, 'withdraw'), { reason: '' })
    expect(status).toBe(422)
    expect(text).toContain('Quelqu’un est passé avant vous')
    expect(text).not.toContain('Ce que vous aviez écrit')
  })

  it('its pages lead back to the request, which says why', async () => {
    for (const act of ['extend', 'withdraw'])
      expect(await client.get(page(closed, act))).toMatchObject({ status: 303, location: page(closed) })
  })

  it('all thirty days granted: the request, with what was typed', async () => {
    const one = await askAt(house, '2026-02-11T10:00:00Z', { analyst: officer })
    const late = await house.clientOf(officer)
    await extendRequest(house.ctx(officer), one.requestId, { days: 30, reason: 'Succession' })
    const { status, text } = await late.post(page(one, 'extend'), { days: '1', reason: 'Encore un jour' })
    expect(status).toBe(409)
    expect(plain(text)).toContain('Les 30 jours de prolongation possibles sont déjà accordés')
    expect(text).toContain('Encore un jour')
  })
})
