import { type Drawn, page, pairs, specimen } from './sheet.ts'

const insee: Drawn = {
  id: 'sirene_insee',
  type: 'avis_sirene',
  html: page(
    `<div class="row"><div><div class="brand ink">Insee</div><p class="small">Institut national de la statistique<br>et des études économiques</p></div><div class="right"><b>RÉPERTOIRE DES ENTREPRISES<br>ET DES ÉTABLISSEMENTS</b></div></div>
  <h1>SITUATION AU RÉPERTOIRE SIRENE</h1><p class="centre">À la date du 02/11/2026</p>
  <table class="kv"><tr><td><b>Description de l'entreprise</b></td><td>Entreprise active depuis le 01/06/2017</td></tr>
  <tr><td>Identifiant SIREN</td><td>829 771 439</td></tr><tr><td>Identifiant SIRET du siège</td><td>829 771 439 00017</td></tr><tr><td>Dénomination</td><td>VERGERS ET POTAGERS DU QUERCY</td></tr>
  <tr><td>Sigle</td><td>VPQ</td></tr><tr><td>Catégorie juridique</td><td>5499 - Société à responsabilité limitée (sans autre indication)</td></tr>
  <tr><td>Activité Principale Exercée (APE)</td><td>47.21Z - Commerce de détail de fruits et légumes en magasin spécialisé</td></tr><tr><td>Appartenance au champ de l'ESS</td><td>Non</td></tr></table><br>
  <table class="kv"><tr><td><b>Description de l'établissement</b></td><td>Etablissement actif depuis le 15/02/2020</td></tr><tr><td>Identifiant SIRET</td><td>829 771 439 00017</td></tr>
  <tr><td>Enseigne</td><td>LE PANIER DE MARCEL</td></tr><tr><td>Adresse</td><td>ZA DES GRANDS CHAMPS<br>48 ROUTE DE FIGEAC<br>46090 ARCAMBAL</td></tr><tr><td>Activité Principale Exercée (APE)</td><td>47.21Z - Commerce de détail de fruits et légumes en magasin spécialisé</td></tr></table>
  <p class="small" style="margin-top:40px">REMARQUE : A l'exception des informations relatives à l'identification de l'entreprise, les renseignements figurant dans ce document, en particulier le code APE, n'ont de valeur que pour les applications statistiques.</p>${specimen}`,
  ),
  fields: {
    siren: '829 771 439',
    siret: '829 771 439 00017',
    denomination: 'VERGERS ET POTAGERS DU QUERCY',
    sigle: 'VPQ',
    ape: '47.21Z',
    date: '02/11/2026',
    siege_ascii: 'za des grands champs 48 route de figeac 46090 arcambal',
  },
}

const inseeSole: Drawn = {
  id: 'sirene_ei',
  type: 'avis_sirene',
  html: page(
    `<p class="small">INSEE - Répertoire Sirene</p><h1>Avis de situation au répertoire Sirene</h1><p>Situation au 14 octobre 2026</p><div class="band">Entreprise</div>
  ${pairs([['SIREN :', '404833048'], ['Nom :', 'BEAUREPAIRE'], ['Prénoms :', 'Thérèse Anne'], ["Nom d'usage :", 'VALLIN'], ['Catégorie juridique :', '1000 - Entrepreneur individuel'], ['Activité principale (APE) :', '96.02A - Coiffure']])}
  <div class="band">Établissement siège</div>${pairs([['SIRET :', '404833048 00022'], ['Adresse :', '9 RUE DU FOUR 87000 LIMOGES'], ['État :', 'Actif depuis le 03/01/2012']])}${specimen}`,
  ),
  fields: {
    siren: '404833048',
    siret: '404833048 00022',
    representant: 'BEAUREPAIRE Thérèse Anne',
    date: '14 octobre 2026',
    forme_ascii: 'entrepreneur individuel',
    adresse: '9 RUE DU FOUR 87000 LIMOGES',
  },
}

const kbisLong: Drawn = {
  id: 'kbis_sci',
  type: 'kbis',
  html: page(
    `<div class="row"><div>Greffe du Tribunal de Commerce de Saint-Étienne<br><span class="small">36 RUE DE LA RÉSISTANCE<br>42006 SAINT-ÉTIENNE CEDEX 1</span></div><div class="small">N° de gestion 2011D00387</div></div><br>
  <h1>Extrait Kbis</h1><p class="centre"><b>EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS</b><br>à jour au 1er septembre 2026</p>
  <div class="band">IDENTIFICATION DE LA PERSONNE MORALE</div>${pairs([['Immatriculation au RCS, numéro', '356 000 000 R.C.S. Saint-Étienne'], ["Date d'immatriculation", '19/07/2011'], ['Dénomination ou raison sociale', 'SOCIÉTÉ CIVILE IMMOBILIÈRE DES TROIS FRÈRES DE LA HAUTE VALLÉE DE LA LOIRE ET DU LIGNON'], ['Forme juridique', 'Société civile immobilière'], ['Capital social', '1 524,49 Euros'], ['Adresse du siège', '17 Montée du Château 42170 Saint-Just-Saint-Rambert'], ['Activités principales', 'Acquisition, administration et gestion par location ou autrement de tous immeubles'], ['Durée de la personne morale', "Jusqu'au 18/07/2110"]])}
  <div class="band">GESTION, DIRECTION, ADMINISTRATION, CONTRÔLE, ASSOCIÉS OU MEMBRES</div><b>Gérant - Associé indéfiniment responsable</b>
  ${pairs([['Nom, prénoms', 'PEYRACHE Jean-Loup Émile'], ['Date et lieu de naissance', 'Le 09/01/1962 à Firminy (42)'], ['Nationalité', 'Française'], ['Domicile personnel', '17 Montée du Château 42170 Saint-Just-Saint-Rambert']])}<br><b>Associé indéfiniment responsable</b>
  ${pairs([['Nom, prénoms', 'PEYRACHE Odile'], ["Nom d'usage", 'CHARROIN'], ['Date et lieu de naissance', 'Le 30/10/1965 à Le Puy-en-Velay (43)'], ['Nationalité', 'Française'], ['Domicile personnel', '2 Impasse des Tilleuls 43000 Le Puy-en-Velay']])}
  <p class="right" style="margin-top:30px">Le Greffier</p><p class="small">R.C.S. Saint-Étienne - 02/09/2026 - 14:02:11</p>${specimen}`,
  ),
  fields: {
    siren: '356 000 000',
    denomination: 'SOCIÉTÉ CIVILE IMMOBILIÈRE DES TROIS FRÈRES DE LA HAUTE VALLÉE DE LA LOIRE ET DU LIGNON',
    forme: 'Société civile immobilière',
    capital: '1 524,49 Euros',
    siege: '17 Montée du Château 42170 Saint-Just-Saint-Rambert',
    gerant: 'PEYRACHE Jean-Loup Émile',
    gerant_naissance: '09/01/1962',
    date_extrait: '1er septembre 2026',
    gestion: '2011D00387',
    immatriculation: '19/07/2011',
  },
}

const kbisColons: Drawn = {
  id: 'kbis_sas',
  type: 'kbis',
  html: page(
    `<div class="row"><b>GREFFE DU TRIBUNAL DE COMMERCE<br>DE MONTPELLIER</b><div>Code de vérification : QwR7tZ24ps<br><span class="small">https://controle.infogreffe.example</span></div></div><h1>EXTRAIT K-BIS</h1><p class="centre">Extrait à jour au : 20/10/2026</p>
  <h2>IDENTIFICATION</h2><p>Dénomination sociale : <b>BRASSERIE L'ÉCUME D'OC</b></p><p>Numéro d'immatriculation : <b>552 100 554 RCS MONTPELLIER</b></p><p>Date d'immatriculation : <b>03/04/2022</b></p><p>Forme juridique : <b>Société par actions simplifiée à associé unique</b></p>
  <p>Au capital de : <b>5 000 €</b></p><p>Adresse du siège : <b>4 Avenue de Palavas 34070 Montpellier</b></p><p>Nom commercial : <b>L'ÉCUME D'OC</b></p><p>Sigle : <b>BEO</b></p>
  <h2>ADMINISTRATION</h2><p><b>PRÉSIDENTE</b></p><p>Nom, prénom(s) : <b>DELMAS Zoé Inès</b></p><p>Date de naissance : <b>24/12/1993</b></p><p>Lieu de naissance : <b>Béziers</b></p><p>Nationalité : <b>Française</b></p>
  <h2>ÉTABLISSEMENT PRINCIPAL</h2><p>Adresse : <b>4 Avenue de Palavas 34070 Montpellier</b></p><p>Activité : <b>Fabrication de bière</b></p>${specimen}`,
  ),
  fields: {
    siren: '552 100 554',
    denomination: "BRASSERIE L'ÉCUME D'OC",
    forme: 'Société par actions simplifiée à associé unique',
    capital: '5 000 €',
    siege: '4 Avenue de Palavas 34070 Montpellier',
    president: 'DELMAS Zoé Inès',
    president_naissance: '24/12/1993',
    date_extrait: '20/10/2026',
    immatriculation: '03/04/2022',
    enseigne: "L'ÉCUME D'OC",
    code_verification: 'QwR7tZ24ps',
  },
}

const rne: Drawn = {
  id: 'rne',
  type: 'attestation_rne',
  html: page(
    `<div class="row"><div class="brand ink">INPI</div><p class="right">Registre national des entreprises<br>Document généré le 08/11/2026</p></div><h1>Attestation d'immatriculation<br>au Registre National des Entreprises</h1>
  <div class="band">IDENTITÉ DE L'ENTREPRISE</div>${pairs([['SIREN', '732 829 320'], ['Dénomination', 'MENUISERIE GARCÍA'], ['Forme juridique', 'Société à responsabilité limitée'], ["Date d'immatriculation au RNE", '01/01/2023'], ['Capital social', '7 622,45 EUR'], ['Code APE', '43.32A - Travaux de menuiserie bois et PVC'], ['Adresse du siège', '31 RUE JEAN JAURÈS 66000 PERPIGNAN']])}<div class="band">GESTION ET DIRECTION</div>${pairs([['Qualité', 'Gérant'], ['Nom, prénoms', 'GARCÍA Miguel'], ['Date de naissance', '05/1970'], ['Nationalité', 'Espagnole']])}${specimen}`,
  ),
  fields: {
    siren: '732 829 320',
    denomination: 'MENUISERIE GARCÍA',
    forme: 'Société à responsabilité limitée',
    capital: '7 622,45 EUR',
    siege: '31 RUE JEAN JAURÈS 66000 PERPIGNAN',
    representant: 'GARCÍA Miguel',
    date: '08/11/2026',
    immatriculation: '01/01/2023',
  },
}

export const registerSheets: Drawn[] = [insee, inseeSole, kbisLong, kbisColons, rne]
