import { dictionary } from '#src/kernel/dictionary.ts'

/**
 * A holder as the simulated bank knows him. `fault`: what the bank says of the account itself (ISO 20022); the other codes of the table are
 * of debits.
 */
export type TestAccount = { name: string; bornOn: string; fault?: 'AC01' | 'AC04' | 'AC06' }

/** The test IBANs of the reference, with holder and date of birth (seed 003, "Test IBANs"). */
export const testAccounts: Readonly<Record<string, TestAccount>> = dictionary({
  AT611904300234573201: { name: 'Otto Normalverbraucher', bornOn: '1971-02-02' },
  BE62510007547061: { name: 'Jef Van Pijperzele', bornOn: '1972-03-03' },
  CH2089144321842946678: { name: 'Leonhard Euler', bornOn: '1973-04-04' },
  DE89370400440532013000: { name: 'Max Mustermann', bornOn: '1974-05-05' },
  EE382200221020145685: { name: 'Friedrich Robert Faehlmann', bornOn: '1975-06-06' },
  ES0700120345030000067890: { name: 'Juan Pérez', bornOn: '1976-07-07' },
  FI2112345600000785: { name: 'Maija Meikäläinen', bornOn: '1977-08-08' },
  FR1420041010050500013M02606: { name: 'Pierre Martin', bornOn: '1978-09-09' },
  GB33BUKB20201555555555: { name: 'John Doe', bornOn: '1970-01-01' },
  IE29AIBK93115212345678: { name: 'John Kilkenny', bornOn: '1979-10-10' },
  LT121000011101001000: { name: 'Jonas Petraitis', bornOn: '1980-11-11' },
  LU280019400644750000: { name: 'Adalbert Boros', bornOn: '1981-12-12' },
  IT02A0301926102000000490887: { name: 'Piero Pers', bornOn: '1982-01-13' },
  NL39RABO0300065264: { name: 'Jan Modaal', bornOn: '1983-02-14' },
  NO9386011117947: { name: 'Peder Aas', bornOn: '1984-03-15' },
  PT50000201231234567890154: { name: 'Jan Kowalski', bornOn: '1985-04-16' },
  SE3550000000054910000003: { name: 'Lisa Svensson', bornOn: '1986-05-17' },
  // "invalid": three are of the account, five only of a debit
  FR2990665286926539507769811: { name: 'Jean Banbois', bornOn: '1992-11-23', fault: 'AC01' },
  FR8191676442817818484578833: { name: 'Marie-Jeanne Sansbanque', bornOn: '1993-12-24', fault: 'AC04' },
  FR3083648641551044006702169: { name: 'Marc Barrer', bornOn: '1994-01-25', fault: 'AC06' },
  FR4200838098473368525032012: { name: 'Sophie Fontek', bornOn: '1995-02-26' },
  FR7099253427049384102178149: { name: 'Hector Fauché', bornOn: '1996-03-27' },
  FR7240745948453163519978561: { name: 'Lillianne Sansmandat', bornOn: '1997-04-28' },
  FR5533686478441573584650545: { name: 'Vincent Refusé', bornOn: '1998-05-29' },
  FR2488294045573706143240475: { name: 'Eric Indécis', bornOn: '1999-06-30' },
  // captured at once, disputed
  FR9430003000409249176322Z50: { name: 'Gilles Dupont', bornOn: '1987-06-18' },
  BE08510007547063: { name: 'Camille Honnête', bornOn: '1988-07-19' },
  ES5000120345030000067892: { name: 'Pepito Pérez', bornOn: '1990-09-21' },
  FR5720041010050500013M02608: { name: 'Michel Pascontent', bornOn: '1989-08-20' },
  NL82RABO0300065266: { name: 'Agathe Feeling', bornOn: '1991-10-22' },
})

/** The bank's code of a test account in the test world: TESTFRPP. Of others it is not guessed. */
export const testBic = (iban: string, mode: 'test' | 'live'): string | null =>
  mode === 'test' && Object.hasOwn(testAccounts, iban) ? `TEST${iban.slice(0, 2)}PP` : null
