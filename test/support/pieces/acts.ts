import { type Drawn, page, pairs, specimen } from './sheet.ts'

const statutes: Drawn = {
  id: 'statutes',
  type: 'statuts',
  html: page(
    `<h1>MARBRERIE DU CHARMANT SOM</h1><p class="centre">Société par actions simplifiée au capital de 12 500 euros<br>Siège social : 14 avenue du Vercors 38600 Fontaine</p><h1>STATUTS</h1><p>Mis à jour le 3 mars 2026</p><br><p>Les soussignés ont établi ainsi qu'il suit les présents statuts.</p>
  <h2>Article 1 - Forme</h2><p>La société est une Société par actions simplifiée régie par les lois en vigueur.</p><h2>Article 2 - Objet</h2><p>La taille et la pose de pierres et de marbres.</p><h2>Article 3 - Dénomination</h2><p>La dénomination sociale est : « MARBRERIE DU CHARMANT SOM ».</p>
  <h2>Article 4 - Siège social</h2><p>Le siège social est fixé au 14 avenue du Vercors 38600 Fontaine.</p><h2>Article 5 - Capital social</h2><p>Le capital social est fixé à la somme de 12 500 euros, divisé en 1 250 actions.</p><h2>Article 6 - Dissolution</h2><p>L'assemblée générale règle le mode de liquidation.</p>${specimen}`,
  ),
  fields: {
    denomination: 'MARBRERIE DU CHARMANT SOM',
    forme: 'Société par actions simplifiée',
    capital: '12 500 euros',
    siege: '14 avenue du Vercors 38600 Fontaine',
    date: '3 mars 2026',
  },
}

const minutes: Drawn = {
  id: 'minutes',
  type: 'pv_nomination',
  html: page(
    `<h1>MARBRERIE DU CHARMANT SOM</h1><p class="centre">Société par actions simplifiée au capital de 12 500 euros<br>Siège social : 14 avenue du Vercors 38600 Fontaine<br>732 829 320 RCS Grenoble</p><h1>PROCÈS-VERBAL DE L'ASSEMBLÉE GÉNÉRALE</h1><p class="centre">du 3 mars 2026</p><br>
  <p>Les associés se sont réunis en assemblée, sur l'ordre du jour suivant : nomination du président.</p><h2>Première résolution</h2><p>L'assemblée nomme Madame Solenn RIVOIRE, née le 17 juin 1979 à Voiron, en qualité de présidente, pour un mandat de trois ans.</p><p>Cette résolution est adoptée à l'unanimité. La séance est levée.</p>${specimen}`,
  ),
  fields: {
    denomination: 'MARBRERIE DU CHARMANT SOM',
    siren: '732 829 320',
    representant: 'Solenn RIVOIRE',
    representant_naissance: '17 juin 1979',
    date: '3 mars 2026',
  },
}

const owners: Drawn = {
  id: 'rbe',
  type: 'rbe_extract',
  html: page(
    `<p>Greffe du Tribunal de Commerce de Grenoble</p><h1>EXTRAIT DU REGISTRE DES BÉNÉFICIAIRES EFFECTIFS</h1><p class="centre">à jour au 12 octobre 2026</p><div class="band">IDENTIFICATION DE LA SOCIÉTÉ</div>
  ${pairs([['Dénomination ou raison sociale', 'MARBRERIE DU CHARMANT SOM'], ['Immatriculation au RCS, numéro', '732 829 320 R.C.S. Grenoble'], ['Forme juridique', 'Société par actions simplifiée'], ['Adresse du siège', '14 avenue du Vercors 38600 Fontaine']])}
  <div class="band">BÉNÉFICIAIRE EFFECTIF N° 1</div>${pairs([['Nom, prénoms', 'RIVOIRE Solenn'], ['Date et lieu de naissance', 'Le 17/06/1979 à Voiron (38)'], ['Nationalité', 'Française'], ['Modalités du contrôle', 'Détention directe de 60,00 % du capital et de 65,50 % des droits de vote']])}
  <div class="band">BÉNÉFICIAIRE EFFECTIF N° 2</div>${pairs([['Nom, prénoms', 'TOURNIER Bérenger Guy'], ['Date et lieu de naissance', 'Le 02/02/1968 à Vizille (38)'], ['Nationalité', 'Française'], ['Modalités du contrôle', 'Détention directe de 40,00 % du capital et de 34,50 % des droits de vote']])}${specimen}`,
  ),
  fields: {
    denomination: 'MARBRERIE DU CHARMANT SOM',
    siren: '732 829 320',
    siege: '14 avenue du Vercors 38600 Fontaine',
    date: '12 octobre 2026',
    beneficiaire: 'RIVOIRE Solenn',
    beneficiaire_naissance: '17/06/1979',
    beneficiaire_capital: '60,00 %',
    beneficiaire_votes: '65,50 %',
  },
}

/** Of a sole trader. */
const extractK: Drawn = {
  id: 'extrait_k',
  type: 'extrait_k',
  html: page(
    `<p>Greffe du Tribunal de Commerce de Limoges</p><p>N° de gestion 2012A00118</p><h1>Extrait K</h1><p class="centre"><b>EXTRAIT D'IMMATRICULATION PRINCIPALE AU REGISTRE DU COMMERCE ET DES SOCIÉTÉS</b><br>à jour au 4 novembre 2026</p><div class="band">IDENTIFICATION DE LA PERSONNE PHYSIQUE</div>
  ${pairs([['Immatriculation au RCS, numéro', '404 833 048 R.C.S. Limoges'], ["Date d'immatriculation", '03/01/2012'], ['Nom, prénoms', 'BEAUREPAIRE Thérèse Anne'], ["Nom d'usage", 'VALLIN'], ['Date et lieu de naissance', 'Le 21/08/1974 à Tulle (19)'], ['Nationalité', 'Française']])}
  <div class="band">RENSEIGNEMENTS RELATIFS À L'ACTIVITÉ ET À L'ÉTABLISSEMENT PRINCIPAL</div>${pairs([["Adresse de l'établissement", '9 rue du Four 87000 Limoges'], ['Enseigne', 'CHEZ THÉRÈSE']])}<p class="right">Le Greffier</p>${specimen}`,
  ),
  fields: {
    siren: '404 833 048',
    representant: 'BEAUREPAIRE Thérèse Anne',
    representant_naissance: '21/08/1974',
    date_extrait: '4 novembre 2026',
    immatriculation: '03/01/2012',
    gestion: '2012A00118',
  },
}

export const actSheets: Drawn[] = [statutes, minutes, owners, extractK]
