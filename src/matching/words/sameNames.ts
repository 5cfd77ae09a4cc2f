/**
 * One name in several spellings, where the letters alone do not tell: transcriptions from Arabic, Persian, Cyrillic, Chinese. Each line is
 * one name. Hassan and Hussein, Salim and Salem, Said and Saad are different names and stand on different lines.
 */
const spellings = `
  mohamed mohammed muhammad mohammad mohamad muhammed mohamet mehmet muhamad mohd mohand mahomed magomed muhamed mohamud mahamat mamadou mouhamed mouhamadou mehmed
  abd abdul abdel abdal abdoul abdol abdil abdur abder abdar abdus abdes abdun abduz abdud
  ahmed ahmad ahmet akhmed ahmadou amadou akhmad hamadou
  mahmoud mahmud mahmood mahmut makhmud
  hussein hussain husain husein hossein hosein houssein houcine hocine huseyin khusein hossain husayn hussien hussin
  hassan hasan hacene hacen khasan hassane hasen hassen
  ali aly alii
  youssef yusuf youssouf yousef yousuf yosef yussuf yousif yusef iusuf yousaf youcef
  ibrahim ibrahima ebrahim brahim ibragim ibrahem
  ismail ismael esmail ismaila smail ismayil
  abdallah abdullah abdoulaye abdulla abdellah abdalla abdollah abdilah
  abdelkader abdulqader abdulkadir abdelqader abdulkader abdoulkader abdulqadir
  omar umar oumar omer umer
  othman osman uthman ousmane usman osmane ottman
  khaled khalid haled halid kaled
  saleh salih
  mustafa moustapha mustapha moustafa mostafa mostefa
  aisha aicha ayesha aysha aishah
  fatima fatma fatimah fatoumata fatoumatta fathima
  khadija khadidja hatice khadijah
  zainab zeinab zaynab zineb zeynep
  jamal djamel gamal jamel cemal djamal
  jalal djalal galal celal jallal
  jamila djamila gamila
  hajar hadjar hagar
  said saeed sayeed saiid saed
  rachid rashid rasheed rached raschid reshid
  hamid hameed
  karim kareem kerim
  nasir naser nasser nacer nassir
  tariq tarek tareq tarik
  bashar bachar
  bashir bachir basheer
  sharif cherif sherif shareef charif
  walid oualid waleed velid
  wahid ouahid waheed
  issa isa eissa aissa
  musa moussa mousa moosa
  yahya yahia iahia yehia yahiya yehya
  zakaria zakariya zekeriya zakariyya zacharia
  idris idriss driss
  suleiman sulaiman soliman souleymane suleyman sulayman sulejman slimane soleiman
  daoud dawood dawud daud davud
  younes yunus younis yunis younus
  ayoub ayyub ayub ayoob
  yacoub yaqub yakub yaqoob yaakub
  muammar moammar mouammar moamer muamar
  rahman rahmane rehman rakhman
  rahim rahiim raheem
  aziz azeez
  amin amine ameen
  din deen dine eddine
  jihad djihad cihad gihad
  qassem kassem qasim qasem gassem kasim qassim kacem
  qadir kader qader kadir
  sergei sergey serguei sergej serhii sergiy sergii serhiy siergiej
  dmitri dmitry dmitrii dimitri dmytro dimitry dzmitry dmitriy
  alexei aleksei alexey aleksey oleksii oleksiy alexej aliaksei
  andrei andrey andrej andriy andrii andriej
  nikolai nikolay nikolaj mykola nicolai mikalai
  yuri yury iurii yuriy jurij iouri yurii juri
  yevgeny evgeny evgeni evgenii evgueni yevgeni yevhen eugeny yevgeniy evgeniy
  mikhail mihail michail mykhailo mykhaylo mihailo
  alexander aleksandr alexandr alexandre aleksander oleksandr aliaksandr alexandru aleksandar alejandro alessandro aleksandre
  vladimir volodymyr uladzimir wladimir volodimir
  igor ihor
  oleg oleh aleh
  pavel pavlo paval
  piotr petr pyotr petro
  fyodor fedor feodor fiodor
  semyon semen
  artyom artem artiom
  viktor victor viktar
  vasily vasilii vasiliy vassili vasyl wassili
  grigory grigori hryhorii grigoriy grigorii
  gennady gennadi gennadii gennadiy hennadii
  arkady arkadi arkadii arkadiy
  anatoly anatoli anatolii anatoliy
  ivan iwan
  yelena elena olena ielena
  natalia nataliya natalya nataliia natalja
  tatiana tatyana tetiana tatjana
  ekaterina yekaterina kateryna katerina
  xenia ksenia kseniya
  julia yulia iulia yuliya yuliia
  jong chong cheong jeong jung chung
  kim gim
  lee rhee
  park pak bak bag
  choi choe
  un eun
  yong yeong young ryong
  sok seok suk
  hyon hyun hyeon
  kyong kyung gyeong
  song seong sung
  chol cheol chul
  hun hoon
  zhou chow
  nguyen nguyn
  goncalves goncalvez
  rodriguez rodrigues
  gonzalez gonzales
  fernandez fernandes
  hernandez hernandes
  gomez gomes
  lopez lopes
  perez peres
  sanchez sanches
  schmidt schmitt schmid
  meyer meier maier mayer
  muller mueller
`
/**
 * Short and pet forms with the names they stand for, in English, French, Spanish, German, Italian, Russian and others; then the same name
 * in two languages, which a person who moves may use. Both are less than sure. A short form may stand on several lines.
 */
const shortForms = `
  william bill billy will willy liam wim guillaume guillermo wilhelm guglielmo
  robert bob bobby rob robbie roberto bert
  richard dick rick rich ricky ricardo
  charles charlie chuck carlos karl carl carlo karel
  james jim jimmy jamie jaime jacques
  john jack johnny jon jean juan johann johannes giovanni joao jan ivan johan hans ian sean yahya yohann yoan
  jonathan jon johnny
  joseph joe joey jose josef giuseppe jozef pepe josip youssef
  michael mike mick mickey michel miguel michele mikhail misha michal mikael
  christopher chris christophe cristobal christoph
  christian chris cristian
  christine chris christina cristina kristina tina
  daniel dan danny daniele
  david dave davy
  thomas tom tommy tomas tommaso
  theodore ted teddy theo
  edward ed eddie ted ned teddy eduard edouard eduardo edoardo
  edmund ed ted
  edwin ed
  andrew andy drew andre andreas andres andrea andrei andrzej
  anthony tony antoine antonio anton antoni
  benjamin ben benny benji
  benedict ben benoit benedikt
  alexander alex sasha alec sacha sandy aleksandr alexandre
  alexandra alex sasha sandra alexandrine
  alexei alyosha lyosha aliocha
  steven steve stephen stefan stephane etienne esteban stefano stephan
  peter pete pierre pedro pietro petr piotr pieter
  paul pablo paolo pavel paulo
  george jorge georges georg giorgio yuri jerzy juri georgi
  henry harry hank henri enrique heinrich enrico henrik
  francis frank francois francisco franz francesco paco pancho frans franck
  frederick fred freddy frederic federico
  friedrich fritz fred
  philip phil philippe felipe filippo
  patrick pat paddy patrice
  matthew matt mathieu matteo mateo matthias
  nicholas nick nicolas nikolai niko nico nicola nikolas kolya klaus
  lawrence larry laurent lorenzo laurence
  gregory greg gregoire gregorio grigory
  geoffrey jeff geoff jeffrey geoffroy
  gerald gerry jerry gerard
  jerome jerry
  kenneth ken kenny
  leonard leo len lenny
  leopold leo
  louis lou luis luigi ludwig ludovic lewis
  martin marty
  raymond ray ramon raimundo
  ronald ron ronnie ronaldo
  samuel sam sammy
  timothy tim
  vincent vince vicente vincenzo
  walter walt walther
  zachary zach zack
  abraham abe ibrahim
  albert al bert alberto
  alfred al fred alfredo
  bernard bernie barney bernardo
  donald don donny
  douglas doug
  eugene gene evgeny yevgeny
  ernest ernie ernesto
  harold harry hal
  isaac ike isak ishaq
  jacob jake jakob yacoub
  nathaniel nate nathan
  oliver ollie olivier
  randolph randy
  stanley stan stanislas
  valery valeri valera
  ignacio nacho inaki
  enrique quique kike
  manuel manolo manny emmanuel
  emmanuel manu
  fernando nando ferdinand
  jesus chucho chuy
  rafael rafa raphael
  roberto beto
  eduardo edu lalo
  salvador chava
  sebastian sebastien seb
  maximilian max maxime massimo maksim maxim
  elizabeth liz beth betty lizzie eliza elisabeth isabel elsa lisa bess
  margaret maggie meg peggy marguerite greta margarita rita marge
  catherine kate cathy katie kathy katherine catalina katarina ekaterina kathryn kitty karen
  mary marie maria molly polly miriam maryam
  anne anna ann annie ana hannah nancy anya
  susan sue susie suzanne susanna
  patricia pat patty tricia trish
  jennifer jen jenny
  barbara barb babs
  deborah deb debbie
  dorothy dot dolly dorothee
  eleanor nell ellie nora leonor eleonore
  helen ellen elena helene lena
  jane jeanne joan juana giovanna johanna
  jacqueline jackie
  judith judy
  julie julia juliette
  caroline carol carrie carolina
  rebecca becky
  sarah sally sara
  theresa terry tess therese teresa tracy
  victoria vicky
  virginia ginny
  dolores lola
  francesca fran francoise frances francisca paquita
  consuelo chelo
  guadalupe lupe
  mercedes merche
  pilar pili
  rosario charo
  dmitri dima mitya
  ivan vanya
  mikhail misha
  vladimir vova volodya vlad
  vladislav vlad slava
  vyacheslav slava
  yevgeny zhenya
  sergei seryozha serge sergio serj
  konstantin kostya constantin
  boris borya
  grigory grisha
  pavel pasha
  leonid lyonya
  lev leo leon
  roman roma
  anatoly tolya
  viktor vitya victor
  yuri yura
  anastasia nastya
  tatiana tanya
  natalia natasha nathalie
  maria masha marusya
  olga olya
  irina ira irene
  ludmila lyuda mila
  svetlana sveta
  wolfgang wolf
  heinrich heinz
  johannes hannes jo
  gunther gunter
  sigmund siggi
  giuseppe beppe peppe pino
  luigi gigi
  giovanni gianni nino
  francesco franco ciccio
  antonio toni tonino
  krzysztof krzysiek christophe
  jerzy jurek
  tadeusz tadek
  zbigniew zbyszek
  mustafa mus
  suleiman soliman solomon salomon
  mamadou mamad
  abdoulaye abdou
  fatoumata fatou
  ousmane ous
  sylvestre sylvester silvestre
`
const linesOf = (text: string): string[][] => text.trim().split('\n').map((line) => line.trim().split(/\s+/))

/** For each name the lines it stands on. */
const indexed = (lines: string[][]): ReadonlyMap<string, readonly number[]> => {
  const index = new Map<string, number[]>()
  lines.forEach((names, line) => names.forEach((name) => index.set(name, [...(index.get(name) ?? []), line])))
  return index
}

export const spellingsOf = indexed(linesOf(spellings))
export const shortFormsOf = indexed(linesOf(shortForms))

/** Names that a great part of a country carries: that one side leaves such a name out says little. */
export const frequentNames: ReadonlySet<string> = new Set([
  ...linesOf(spellings).slice(0, 9).flat(),
  ...'khan haji shah ali omar maria jose jean kumar singh begum bibi ullah abu'.split(' '),
])
