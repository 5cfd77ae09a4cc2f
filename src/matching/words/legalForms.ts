/**
 * Legal forms of companies, as the normal form writes them (ASCII, lower case). They say how a company is set up, not which one it is, and
 * publishers write them or leave them out as they please: dropped on both sides, unless nothing else is left (a company called "SARL").
 */
const words = `
  sa sas sasu sarl eurl snc sca scs selarl sem scop sci gie gip ei eirl eurl asbl sprl srl bvba scrl
  ltd limited llc lllp llp lp plc inc incorporated corp corporation co company cie compagnie pllc pc cic cio
  gmbh mbh ag aktiengesellschaft kg kgaa ohg ug gbr ev eg kommanditgesellschaft gesellschaft
  bv nv vof cv cvba stichting ab aktiebolag asa aps oy oyj oue ou hf ehf ky
  spa sapa sas snc srls societa scarl scrl coop sl slu sau scl sapi sab sociedad sofom sll ltda limitada lda eireli cia
  spzoo spolka sro spol kft bt zrt nyrt rt doo dd ad eood ood ead ooo oao zao pao ao tov zat vat pat pjsc ojsc cjsc jsc fgup gup too tdv uab sia oau
  pt tbk cv sdn bhd sendirian berhad pte pty pvt private kk kabushiki kaisha gk yk kabushikigaisha
  ab oyj sti as ltdsti anonim sirketi wll bsc psc fzc fze fzco fzllc dmcc saog saoc saoe sak kscp kscc saa eirl
  pjs kooperativ unltd unlimited proprietary establishment etablissement etablissements ets ste soc societe
`
/** Several words that make one form; read before the single words. The longest of those that begin alike comes first. */
const phrases = `
  societe a responsabilite limitee; societe par actions simplifiee unipersonnelle; societe par actions simplifiee; societe en nom collectif; societe en commandite par actions;
  societe en commandite simple; societe civile immobiliere; societe anonyme; societe cooperative; entreprise unipersonnelle a responsabilite limitee; entreprise individuelle; groupement d interet economique;
  public limited company; private limited company; limited liability partnership; limited liability company; limited partnership; joint stock company; open joint stock company; public joint stock company;
  closed joint stock company; private joint stock company; company limited; and company; and co; et cie; et compagnie; und co; public company limited; free zone establishment; free zone company;
  gesellschaft mit beschrankter haftung; gmbh and co kg; gmbh co kg; unternehmergesellschaft haftungsbeschrankt; kommanditgesellschaft auf aktien; eingetragener verein;
  besloten vennootschap; naamloze vennootschap; sociedad anonima de capital variable; sociedad anonima; sociedad limitada; sociedad de responsabilidad limitada; sa de cv; s de rl de cv; s de rl; sapi de cv; sociedade anonima; sociedade limitada; c por a;
  societa per azioni; societa a responsabilita limitata; societa in nome collettivo; societatea cu raspundere limitata; societate cu raspundere limitata; societate pe actiuni;
  spolka z ograniczona odpowiedzialnoscia; spolka akcyjna; sp z o o; sp z oo; spol s r o; s r o; d o o; a d; a s; a s a; o y; k d;
  obshchestvo s ogranichennoy otvetstvennostyu; obshchestvo s ogranichennoi otvetstvennostiu; obshchestvo s ogranichennoj otvetstvennostju; tovarystvo z obmezhenoyu vidpovidalnistyu;
  otkrytoe aktsionernoe obshchestvo; zakrytoe aktsionernoe obshchestvo; publichnoe aktsionernoe obshchestvo; aktsionernoe obshchestvo; nepublichnoe aktsionernoe obshchestvo;
  perseroan terbatas; perusahaan perseroan persero; perseroan; kabushiki gaisha; kabushiki kaisha; co ltd; pte ltd; pty ltd; pvt ltd; sdn bhd; anonim sirketi; limited sirketi; ltd sti; l l c; s a r l; s a; s l; b v; n v; l p; p j s c; w l l
`
/** Signs of one script that give several words in Latin: a stock company, in Chinese and Japanese. */
const fromOtherScripts = 'gu fen you xian gong si; you xian ze ren gong si; you xian gong si; zhu shi hui she; ju sik hoe sa'

/** Forms that are also words, names or particles: a form at either end of a company's name only, and in a person's never. */
export const alsoWords: ReadonlySet<string> = new Set(
  'ab ad ag al an ao as co de dd eg ei es est ev gie kg ky ou oy pat pt sau sl so soc spa sr ste tat tic too tov up ug vat cia'.split(' '),
)

export const legalFormWords: ReadonlySet<string> = new Set(words.split(/\s+/).filter(Boolean))

/** By first word, longest first, so that a name is read once. */
const byFirstWord = (phrases: readonly (readonly string[])[]): ReadonlyMap<string, readonly (readonly string[])[]> => {
  const index = new Map<string, (readonly string[])[]>()
  for (const phrase of phrases) index.set(phrase[0]!, [...(index.get(phrase[0]!) ?? []), phrase])
  return index
}

export const legalFormPhrases = byFirstWord(
  `${phrases};${fromOtherScripts}`.split(';').map((phrase) => phrase.trim().split(/\s+/)).sort((a, b) => b.length - a.length),
)
