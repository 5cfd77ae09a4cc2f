/** Words that stand before a name and are written or not at will. */
const particles = `
  al el ul ur as ash es an ad at ar la le les lo los las l d de du des da do dos das di del della dei degli dell y e i und and et
  bin ben ibn bint binti binte bt van von vom zu zum zur den der dem ten ter ver af av st the of for pour per a abu abou abi umm um oum bou ould uld ait walad
  zadeh zada oghlu ogly oglu kyzy qizi
`
/** Titles, offices, ranks, religious and tribal honours: said of a person, no part of who he is. */
const titles = `
  mr mrs ms miss mister messrs m mme mlle monsieur madame mademoiselle maitre herr frau fraulein senor senora senorita sr sra srta signor signora dr doctor docteur doktor prof professor professeur
  dipl sir lord lady rev reverend honorable honourable excellency phd md esq jr junior snr senior ii iii comrade
  gen general lt lieutenant col colonel maj major capt captain capitaine cpt sgt sergeant adm admiral amiral brig brigadier marechal cmdr commander commandant
  president prasident presidente presidentul premier minister ministre ministro senator senateur deputy governor chancellor
  sheikh shaikh shaykh sheik cheikh sheykh shaik haji hadji hajji hajj alhaji alhadji elhadj hadj mullah mulla mollah molla maulavi mawlawi maulawi mawlavi moulavi maulana mawlana moulana qari sayyid sayyed sayed seyed
  ayatollah hojatoleslam hojjatoleslam akhund akhond akhundzada ustad ustaz tuan datuk dato
`
/** "Known as", "born", "widow of": what a French paper puts between the names of one woman. */
const links = 'ep epouse epse nee ne vve veuve dit dite alias aka fka nka formerly'
/** Of an organisation: said in one version and left out in the other. */
const joints =
  'the of for and et de des du la le les und der die das y del los las e i d l in a to per pour fur au aux von van zu da do dos na in on with'

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean))
export const particleWords = setOf(particles)
export const titleWords = setOf(`${titles} ${links}`)
export const jointWords = setOf(joints)
