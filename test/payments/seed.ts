// Seed 003, "Test cards", "Test IBANs" and "Return codes": its facts, row by row, in a form of ours. Whoever changes a row says that the
// reference is wrong.

const rowsOf = (table: string): string[][] => table.trim().split('\n').map((line) => line.trim().split(/ {2,}/))

export type ThreeDs = 'not_required' | 'optional' | 'required' | 'not_enrolled'
/** `ok`: approved. A code: refused with it. `captured`: at once. A network and a code: captured and disputed at once, for that. */
export type End = { kind: 'ok' } | { kind: 'refused'; response: string } | { kind: 'captured' } | {
  kind: 'disputed'
  network: string
  response: string
}
export type CardRow = { number: string; brand: string; funding: string | null; country: string; threeDs: ThreeDs; end: End }

const endOf = (text: string): End => {
  const [network = '', response = ''] = text.split(':')
  if (text === 'ok' || text === 'captured') return { kind: text }
  return text.includes(':') ? { kind: 'disputed', network, response } : { kind: 'refused', response: text }
}

/**
 * Number, brand (by its digits: the table shows it as a picture), funding where the table has it, country, 3-D Secure, what comes of it.
 * "Duplicated" and "Fraud" have no code in the table of cards: those of the same meaning for Visa in the table of disputes. The stolen card
 * answers 42, as its row says (spec/api.md §16, 12 and 14).
 */
export const cardRows: CardRow[] = rowsOf(`
  4242424242424242  visa        credit   US  not_required  ok
  4444333322221111  visa        debit    US  not_required  ok
  4111111111111111  visa        prepaid  US  not_required  ok
  5555555555554444  mastercard  credit   US  optional      ok
  5200828282828210  mastercard  debit    US  optional      ok
  5105105105105100  mastercard  prepaid  US  optional      ok
  4000000000003220  visa        credit   US  required      A1
  4000000000003055  visa        credit   US  not_enrolled  ok
  4000000760000002  visa        credit   BR  optional      ok
  4000001240000000  visa        credit   CA  optional      ok
  4000004840000008  visa        credit   MX  optional      ok
  4000000400000008  visa        -        AT  optional      ok
  4000000560000004  visa        -        BE  optional      ok
  4000002080000001  visa        -        DK  optional      ok
  4000002460000001  visa        -        FI  optional      ok
  4000002500000003  visa        -        FR  optional      ok
  4000002760000016  visa        -        DE  optional      ok
  4000003720000005  visa        -        IE  optional      ok
  4000003800000008  visa        -        IT  optional      ok
  4000004420000006  visa        -        LU  optional      ok
  4000005280000002  visa        -        NL  optional      ok
  4000005780000007  visa        -        NO  optional      ok
  4000006200000007  visa        -        PT  optional      ok
  4000006430000009  visa        -        RU  optional      ok
  4000007240000007  visa        -        ES  optional      ok
  4000007520000008  visa        -        SE  optional      ok
  4000007560000009  visa        -        CH  optional      ok
  4000008260000000  visa        -        GB  optional      ok
  4000000360000006  visa        -        AU  optional      ok
  4000001560000002  visa        -        CN  optional      ok
  4000003440000004  visa        -        HK  optional      ok
  4000003920000003  visa        -        JP  optional      ok
  3530111333300000  jcb         -        JP  optional      ok
  4000007020000003  visa        -        SG  optional      ok
  4000005540000008  visa        -        NZ  optional      ok
  4000000000000002  visa        -        FR  optional      05
  4000000000009995  visa        -        FR  optional      51
  4000000000009987  visa        -        FR  optional      41
  4000000000009979  visa        -        FR  optional      42
  4000000000000077  visa        -        FR  optional      captured
  4000000000000259  visa        -        FR  optional      national:45
  4000000000001976  visa        -        FR  optional      visa:1261
  4000000000005423  visa        -        FR  optional      visa:1040
`)
  .map(([number = '', brand = '', funding = '', country = '', threeDs = '', end = '']) => ({
    number,
    brand,
    funding: funding === '-' ? null : funding,
    country,
    threeDs: threeDs as ThreeDs,
    end: endOf(end),
  }))

export type AccountRow = { iban: string; country: string; name: string; bornOn: string; end: End }

/** IBAN, holder, date of birth, what comes of a debit. */
export const accountRows: AccountRow[] = rowsOf(`
  AT611904300234573201         Otto Normalverbraucher       1971-02-02  ok
  BE62510007547061             Jef Van Pijperzele           1972-03-03  ok
  CH2089144321842946678        Leonhard Euler               1973-04-04  ok
  DE89370400440532013000       Max Mustermann               1974-05-05  ok
  EE382200221020145685         Friedrich Robert Faehlmann   1975-06-06  ok
  ES0700120345030000067890     Juan Pérez                   1976-07-07  ok
  FI2112345600000785           Maija Meikäläinen            1977-08-08  ok
  FR1420041010050500013M02606  Pierre Martin                1978-09-09  ok
  GB33BUKB20201555555555       John Doe                     1970-01-01  ok
  IE29AIBK93115212345678       John Kilkenny                1979-10-10  ok
  LT121000011101001000         Jonas Petraitis              1980-11-11  ok
  LU280019400644750000         Adalbert Boros               1981-12-12  ok
  IT02A0301926102000000490887  Piero Pers                   1982-01-13  ok
  NL39RABO0300065264           Jan Modaal                   1983-02-14  ok
  NO9386011117947              Peder Aas                    1984-03-15  ok
  PT50000201231234567890154    Jan Kowalski                 1985-04-16  ok
  SE3550000000054910000003     Lisa Svensson                1986-05-17  ok
  FR2990665286926539507769811  Jean Banbois                 1992-11-23  AC01
  FR8191676442817818484578833  Marie-Jeanne Sansbanque      1993-12-24  AC04
  FR3083648641551044006702169  Marc Barrer                  1994-01-25  AC06
  FR4200838098473368525032012  Sophie Fontek                1995-02-26  AG01
  FR7099253427049384102178149  Hector Fauché                1996-03-27  AM04
  FR7240745948453163519978561  Lillianne Sansmandat         1997-04-28  MD01
  FR5533686478441573584650545  Vincent Refusé               1998-05-29  MD06
  FR2488294045573706143240475  Eric Indécis                 1999-06-30  MS02
  FR9430003000409249176322Z50  Gilles Dupont                1987-06-18  captured
  BE08510007547063             Camille Honnête              1988-07-19  sepa:AM04
  ES5000120345030000067892     Pepito Pérez                 1990-09-21  sepa:AC04
  FR5720041010050500013M02608  Michel Pascontent            1989-08-20  sepa:MS02
  NL82RABO0300065266           Agathe Feeling               1991-10-22  sepa:MD06
`)
  .map(([iban = '', name = '', bornOn = '', end = '']) => ({ iban, country: iban.slice(0, 2), name, bornOn, end: endOf(end) }))

/** Of a closed, blocked or wrong account the bank tells when it is asked whose it is; the other codes are of debits. */
export const faultsOfAccounts = ['AC01', 'AC04', 'AC06']

const words = (text: string): string[] => text.trim().split(/\s+/)

export const paymentStatuses = words('authorized canceled captured capture_sent disputed expired failed refused to_capture')
/** Without `failed`, which kills one client, and with `payment_canceled`, which the live service says (spec/api.md §10). */
export const refundStatuses = words('not_honored payment_canceled refund_sent refunded to_refund')
export const authStatuses = words('attempted available declined expired failed requested success unavailable')

export const cardResponses = words(`
  00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 19 20 21 22 25 28 30 41 43 51 52 53 54 55 57 58 59 61 62 63 65 68 75 76 77 78 80 81 82 83 85 91 92 93 94 95 96
  A0 A1 B1 N0 N3 N4 N7 P2 P5 P6 Q1 R0 R1 R3 XA XD Z1 Z3 7810 7811 7812 7840 7898`)
/** A code means something within its network only. */
export const disputeResponses: [network: string, codes: string[]][] = [['national', words('14 42 45')], ['visa', words('1040 1261')], [
  'mastercard',
  words('4808 4834 4837 4853 4863'),
]]
