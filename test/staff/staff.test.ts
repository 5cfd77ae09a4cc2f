import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemOfPassword } from '#src/staff/changePassword.ts'
import { deviceOf } from '#src/staff/device.ts'
import { afterFailure, isLocked, mostFailures, signInFault, stepAfterPassword, type Failures } from '#src/staff/staff.ts'
import { inGroups, matchTotp, newTotpSecret, totpCode, totpUri } from '#src/staff/totp.ts'

const at = (time: string): Date => new Date(`2026-03-02T${time}Z`)
const fresh: Failures = { failedAttempts: 0, lockedUntil: null }
const failTimes = (count: number, now: Date): Failures =>
  Array.from({ length: count }).reduce<Failures>((failures) => afterFailure(failures, now), fresh)

describe('the lock', () => {
  it('falls at the fifth failure, for thirty minutes', () => {
    expect(failTimes(4, at('09:00:00'))).toEqual({ failedAttempts: 4, lockedUntil: null })
    expect(failTimes(5, at('09:00:00'))).toEqual({ failedAttempts: 5, lockedUntil: at('09:30:00') })
  })

  it('does not grow by knocking at it', () => {
    const locked = failTimes(mostFailures, at('09:00:00'))
    expect(afterFailure(locked, at('09:29:59'))).toEqual(locked)
  })

  it('is over at its last second, and a new count begins', () => {
    const locked = failTimes(mostFailures, at('09:00:00'))
    expect([isLocked(locked, at('09:29:59')), isLocked(locked, at('09:30:00'))]).toEqual([true, false])
    expect(afterFailure(locked, at('09:30:00'))).toEqual({ failedAttempts: 1, lockedUntil: null })
  })

  it('is told apart inside only', () => {
    const door = { state: 'active' as const, lockedUntil: null }
    expect(signInFault(null, true, at('09:00:00'), 'password')).toBe('unknown')
    expect(signInFault({ ...door, state: 'disabled' }, true, at('09:00:00'), 'password')).toBe('disabled')
    expect(signInFault({ ...door, lockedUntil: at('09:30:00') }, true, at('09:00:00'), 'code')).toBe('locked')
    expect(signInFault(door, false, at('09:00:00'), 'code')).toBe('code')
    expect(signInFault(door, true, at('09:00:00'), 'password')).toBeNull()
  })
})

it('asks for a new password first, then for the telephone, then for its code', () => {
  expect(stepAfterPassword({ mustChangePassword: true, isEnrolled: true })).toBe('new-password')
  expect(stepAfterPassword({ mustChangePassword: false, isEnrolled: false })).toBe('enrol')
  expect(stepAfterPassword({ mustChangePassword: false, isEnrolled: true })).toBe('second-factor')
})

describe('a code', () => {
  const secret = newTotpSecret()
  const now = at('09:00:10')
  const step = Math.floor(now.getTime() / 30_000)
  const codeAt = (seconds: number): string => totpCode(secret, new Date(now.getTime() + seconds * 1_000))

  it.each([[-30, step - 1], [0, step], [30, step + 1]])('counts one step away: %i s', (seconds, found) => {
    expect(matchTotp(secret, codeAt(seconds), now, null)).toBe(found)
  })

  it.each([-60, -61, 60, 90])('does not count two steps away: %i s', (seconds) => {
    expect(matchTotp(secret, codeAt(seconds), now, null)).toBeNull()
  })

  it('works once, and takes those before it along', () => {
    expect(matchTotp(secret, codeAt(0), now, step - 1)).toBe(step)
    expect(matchTotp(secret, codeAt(0), now, step)).toBeNull()
    expect(matchTotp(secret, codeAt(-30), now, step)).toBeNull()
    expect(matchTotp(secret, codeAt(30), now, step)).toBe(step + 1)
  })

  it('is read as apps show it', () => {
    const code = codeAt(0)
    expect(matchTotp(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, now, null)).toBe(step)
  })

  it('that is none is refused, whatever it is, without a word', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('', '12345', '1234567', 'abcdef', '１２３４５６', '12e456', '-12345')), (text) => {
        expect(text === codeAt(0) || matchTotp(secret, text, now, step) === null).toBe(true)
      }),
    )
  })

  it('comes from a secret of 160 bits, shown in groups of four', () => {
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(inGroups(secret)).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
    expect(totpUri(secret, 'a@b.fr')).toBe(`otpauth://totp/Vigie:a%40b.fr?secret=${secret}&issuer=Vigie`)
  })
})

describe('a password', () => {
  const owner = { email: 'claire.fontaine@vigie.test', name: 'Claire Fontaine' }

  it.each(['onze lettre', 'Court-9!'])('is at least twelve characters long: %s', (password) => {
    expect(problemOfPassword(password, owner)).toBe('errors:password.too_short')
  })

  it.each([
    'passwordpassword',
    'Password2024!',
    'p@ssw0rd1234',
    'azertyuiop12',
    'qwertyuiop123',
    '123456789012',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'MotDePasse2026',
    'Bienvenue2026!',
    'Administrateur1',
    'conformite2026',
    'decembre2026!',
    'iloveyou1234',
    'letmein12345',
    'Vigie-vigie-vigie',
  ])('is not a common one, nor a trivial turn of it: %s', (password) => {
    expect(problemOfPassword(password, owner)).toBe('errors:password.too_common')
  })

  it.each(['le jardin de claire est vert', 'trois fontaines et un pont', 'FONTAINE-9-chevaux-blancs'])(
    'does not hold its owner’s name: %s',
    (password) => {
      expect(problemOfPassword(password, owner)).toMatch(/personal|too_common/)
    },
  )

  it.each(['quatre lampes vertes au grenier', 'Jk9!xv2Lq0Pz', 'correct horse battery', 'marine et le phare', 'zèbre+fusée=orage'])(
    'may be any good one: %s',
    (password) => {
      expect(problemOfPassword(password, owner)).toBeNull()
    },
  )
})

describe('a device in words', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Windows'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'Safari',
      'macOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge',
      'Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome', 'Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'Chrome',
      'Android',
    ],
    ['curl/8.5.0', null, null],
    ['', null, null],
  ])('%s', (userAgent, browser, system) => expect(deviceOf(userAgent)).toEqual({ browser, system }))
})
