"""Import des réponses d'une enquête menée ailleurs : un export devient enquête et réponses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from enquetes.forms.appariement import AppariementForm
from enquetes.langues import AUTRES_NOMS, FRANCAIS, LANGUES, NOMS_EN_FRANCAIS
from enquetes.lecture import appariement
from enquetes.lecture.colonnes import FIXES, JOUR, LANGUE, MODE, NUMERO, SITE, Tri, texte_de, trier
from enquetes.lecture.enquete_visee import enquete_dite, enquete_visee
from enquetes.lecture.modalites import SATISFACTION
from enquetes.lecture.questionnaire_suppose import apparier, questionnaire_suppose, themes_de
from enquetes.lecture.questions_du_fichier import QuestionDuFichier, regrouper
from enquetes.lecture.reponses_rangees import ranger_les_reponses
from enquetes.models import ExportConnu, Mode, Questionnaire
from qualepref.socle.importation import Faute, Importeur, ImportRefuse, Ligne, LigneRefusee
from qualepref.socle.lecture.annuaire import LieuInconnu
from qualepref.socle.lecture.apercu import apercu
from qualepref.socle.lecture.cellules import est_vide
from qualepref.socle.lecture.dates import lire_date
from qualepref.socle.lecture.entetes import ligne_dite
from qualepref.socle.lecture.lignes import lignes_utiles
from qualepref.socle.lecture.rangs_de_titres import entete_probable
from qualepref.socle.lecture.reconnaissance import Colonne, Reconnaissance
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import ValeurRefusee, lire_texte, normaliser
from qualepref.socle.models import Departement
from qualepref.socle.temps import aujourdhui

SANS_TITRES = "Cet export n'a pas de ligne de titres : une colonne par question."
MODES = {
    "tablette": Mode.TABLETTE,
    "borne": Mode.TABLETTE,
    "qr": Mode.CODE_QR,
    "papier": Mode.PAPIER,
    "telephone": Mode.TELEPHONE,
    "internet": Mode.LIEN,
    "web": Mode.LIEN,
    "lien": Mode.LIEN,
    "site": Mode.LIEN,
}


@dataclass
class ReponseLue:
    """Une ligne de l'export : d'où vient la réponse, et ce que dit chaque question."""

    jour: date | None
    mode: Mode
    langue: str
    site: object | None
    numero: str
    valeurs: dict[str, str]  # clé de colonne → texte brut, sans les vides


class ImporteurDeReponses(Importeur):
    type = "reponses-enquete"
    libelle = "Réponses d'une enquête (Sphinx, LimeSurvey)"
    permission_required = "socle.importer_production"
    champs = FIXES
    choix = {
        "questionnaire": ("Questionnaire", appariement.questionnaires_proposes),
        "enquete": ("Enquête", appariement.enquetes_proposees),
    }
    anonyme = True
    gabarit = "enquetes/import_reponses.html"
    suite = AppariementForm
    aide = (
        "Une ligne par réponse, une colonne par question. Rien de ce qui désigne une personne "
        "n'est lu, et le fichier n'est pas gardé. Importé deux fois, il n'ajoute rien."
    )

    def __init__(self, cadre, *args, **kwargs):
        super().__init__(cadre, *args, **kwargs)
        self.tris: dict[str, Tri] = {}
        self.questions: list[QuestionDuFichier] = []
        self.connu: ExportConnu | None = None

    @property
    def dites(self) -> dict:
        """Titre normalisé → question comparable ; ce qu'on dit l'emporte sur l'export connu."""
        connues = self.connu.dites if self.connu else {}
        dites = self.cadre.correspondance.get("questions") or {}
        return connues | {normaliser(str(titre)): dite or "" for titre, dite in dites.items()}

    @property
    def colonnes(self):
        """Une fois chacune, toutes feuilles réunies."""
        return list({c.cle: c for tri in self.tris.values() for c in tri.questions}.values())

    # --- Lire -----------------------------------------------------------------------------------

    def lignes(self, classeur) -> Iterator[Ligne]:
        """Les questions sont celles que dit la ligne d'en-tête de l'export."""
        feuilles = self.feuilles_voulues(classeur)
        titrees = [
            (feuille, rang) for feuille in feuilles if (rang := self._rang(feuille)) is not None
        ]
        titres = [titre for feuille, rang in titrees for titre in titres_de(feuille, rang).values()]
        textes = [texte_de(titre) for titre in titres]
        self.connu = ExportConnu.objects.reconnaitre(self.cadre.departement, textes)
        lues = [(feuille, self._reconnaitre(feuille, rang)) for feuille, rang in titrees]
        if not any(tri.questions for tri in self.tris.values()):
            raise ImportRefuse(SANS_TITRES)
        for feuille, reconnue in lues:
            utiles = lignes_utiles(feuille, reconnue)
            self.rapport.feuilles.append(apercu(feuille, reconnue, utiles, self.anonyme))
            titres = {cle: colonne.titre for cle, colonne in reconnue.colonnes.items()}
            for numero, valeurs in utiles:
                yield Ligne(self, feuille.nom, numero, valeurs, titres, classeur.date1904)

    def _rang(self, feuille) -> int | None:
        dite = ligne_dite(self.cadre.correspondance, feuille.nom)
        if dite:
            return dite - 1 if dite <= len(feuille.lignes) else None
        probable = entete_probable(feuille)
        return probable.lignes[0] if probable else None

    def _reconnaitre(self, feuille, rang) -> Reconnaissance:
        titres = titres_de(feuille, rang)
        valeurs = {
            j: [brut(feuille.valeur(i, j)) for i in range(rang + 1, len(feuille.lignes))]
            for j in titres
        }
        fixes = self.cadre.correspondance.get("colonnes") or {}
        dits = {normaliser(str(titre)): cle for cle, titre in fixes.items() if titre}
        tri = self.tris[feuille.nom] = trier(titres, valeurs, self.dites, dits)
        self._dire_ce_qui_n_est_pas_lu(feuille, rang, tri)
        places = tri.fixes | {colonne.cle: colonne.rang for colonne in tri.lues}
        propres = tuple(Champ(c.cle, c.titre, libre=True) for c in tri.lues)
        return Reconnaissance(
            feuille.nom,
            (*FIXES, *propres),
            lignes_entete=(rang + 1,),
            colonnes={cle: Colonne(j, titres[j]) for cle, j in places.items()},
            colonnes_ignorees=tuple(
                Colonne(j, titre) for j, titre in titres.items() if j not in places.values()
            ),
        )

    def _dire_ce_qui_n_est_pas_lu(self, feuille, rang, tri) -> None:
        """Ce qui désigne quelqu'un n'est jamais lu ; qui l'a exporté doit le savoir."""
        for colonne in tri.questions:
            if colonne.personnelle:
                code, dit = (
                    "colonne_personnelle",
                    "cette colonne désigne des personnes : elle n'est pas lue",
                )
            elif not colonne.lue and normaliser(colonne.titre) not in self.dites:
                code = "colonne_sans_code"
                dit = (
                    "sans code de question, elle n'est pas lue : dites au besoin à quoi elle répond"
                )
            else:
                continue
            faute = Faute(feuille.nom, rang + 1, colonne.titre, "", dit, code)
            self.rapport.avertissements.append(faute)

    def lire_ligne(self, ligne: Ligne) -> ReponseLue:
        lues = [colonne.cle for colonne in self.colonnes if colonne.lue]
        valeurs = {cle: texte for cle in lues if (texte := brut(ligne[cle])).strip()}
        if not valeurs:
            ligne.avertir(NUMERO, "aucune réponse : ne compte pas", "sans_reponse")
        return ReponseLue(
            jour=self._jour(ligne),
            mode=lire_mode(ligne.texte(MODE)),
            langue=self._langue(ligne),
            site=self._site(ligne),
            numero=ligne.texte(NUMERO),
            valeurs=valeurs,
        )

    def _jour(self, ligne) -> date | None:
        try:
            return lire_date(ligne[JOUR], ligne.date1904)
        except ValeurRefusee as refus:
            raise LigneRefusee(JOUR, None, "date non comprise", refus.code) from None

    def _langue(self, ligne) -> str:
        ecrite = ligne.texte(LANGUE)
        lue = lire_langue(ecrite)
        if ecrite and not lue:
            ligne.avertir(LANGUE, "langue inconnue : comptée en français", "langue_inconnue")
        return lue or FRANCAIS

    def _site(self, ligne):
        ecrit = ligne.texte(SITE)
        if not ecrit:
            return self.cadre.site
        try:
            return self.annuaire.situer("", ecrit, "", None)[0].site
        except LieuInconnu:
            ligne.avertir(SITE, "site inconnu : réponse gardée sans site", "site_inconnu")
            return self.cadre.site

    # --- Ranger ---------------------------------------------------------------------------------

    def ranger(self, lignes: list[Ligne]) -> None:
        """D'abord comprendre chaque question d'après toutes ses réponses ; puis ranger."""
        # Deux imports du même département se suivent : le second reconnaît le premier.
        Departement.objects.select_for_update().get(pk=self.cadre.departement.pk)
        remplies = [ligne for ligne in lignes if ligne.objet.valeurs]
        self.questions = self._comprendre(remplies)
        jours = [ligne.objet.jour for ligne in remplies if ligne.objet.jour] or [aujourdhui()]
        appariement.montrer(self, jours)
        if not remplies:
            raise ImportRefuse("Aucune ligne de cet export ne porte de réponse.", self.rapport)
        try:
            questionnaire, paires = self._questionnaire()
            code = self.cadre.choix.get("enquete", "")
            enquete = enquete_visee(self.cadre.departement, questionnaire, jours, code)
            ranger_les_reponses(self.rapport, enquete, remplies, paires)
        except ImportRefuse as refus:
            raise ImportRefuse(refus.messages, self.rapport) from None
        appariement.garder(self)

    def _comprendre(self, remplies) -> list[QuestionDuFichier]:
        dite = self.cadre.correspondance
        echelle = {
            normaliser(str(ecrit)): str(c) for ecrit, c in (dite.get("echelle") or {}).items()
        }
        modalites = appariement.modalites_dites(self.connu, dite)
        valeurs: dict[str, list[str]] = {}
        for ligne in remplies:
            for cle, texte in ligne.objet.valeurs.items():
                valeurs.setdefault(cle, []).append(texte)
        lues = [colonne for colonne in self.colonnes if colonne.lue]
        return list(regrouper(lues, valeurs, echelle, modalites))

    def _questionnaire(self):
        """Celui de l'enquête dite, celui qu'on a choisi, ou celui que suppose l'export."""
        dep, choix = self.cadre.departement, self.cadre.choix
        enquete = enquete_dite(dep, choix.get("enquete", ""))
        questionnaire = enquete.questionnaire if enquete else appariement.questionnaire_choisi(self)
        if questionnaire is None:
            questionnaire = self._suppose()
            trouvees = {une.code: une for une in questionnaire.questions.avec_choix()}
        else:
            trouvees = apparier(questionnaire, self.questions)
        if not trouvees:
            raise ImportRefuse(f"Aucune colonne ne répond à une question de « {questionnaire} ».")
        return questionnaire, [(q, trouvees[q.code]) for q in self.questions if q.code in trouvees]

    def _suppose(self) -> Questionnaire:
        if not any(question.comprise.echelle == SATISFACTION for question in self.questions):
            raise ImportRefuse(
                "Aucune question n'est sur l'échelle de satisfaction : dites ce que veut dire "
                "chaque réponse, sur la page ou sous « echelle » dans la correspondance."
            )
        comparables = appariement.comparables(appariement.reference(self))
        dits = self.cadre.correspondance.get("themes") or {}
        themes = themes_de(dits, self.connu, self.questions, comparables)
        intitule = self.connu.intitule if self.connu else "Enquête importée"
        return questionnaire_suppose(self.cadre.departement, self.questions, themes, intitule)


def titres_de(feuille, rang: int) -> dict[int, str]:
    """Rang de colonne → titre tel qu'écrit."""
    ecrits = enumerate(feuille.lignes[rang])
    return {j: titre for j, valeur in ecrits if (titre := lire_texte(brut(valeur)))}


def brut(valeur) -> str:
    """Le texte d'une cellule tel qu'on l'a écrit, retours à la ligne compris."""
    if est_vide(valeur):
        return ""
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return str(valeur).replace("\x00", "")


def lire_mode(ecrit: str) -> Mode:
    """« Tablette hall », « INTERNET » ; ce qu'on ne reconnaît pas vient d'un fichier."""
    plat = normaliser(ecrit)
    return next((mode for mot, mode in MODES.items() if mot in plat), Mode.FICHIER)


def lire_langue(ecrit: str) -> str:
    """« fr », « en-GB », « anglais », « English », « Türkçe » ; vide si elle n'est pas connue."""
    plat = normaliser(ecrit)
    noms = {normaliser(nom): code for nom, code in _noms_des_langues()}
    code = plat.replace("_", "-").partition("-")[0]
    return noms.get(plat) or (code if code in LANGUES else "")


def _noms_des_langues() -> Iterator[tuple[str, str]]:
    for code, nom in LANGUES.items():
        for dit in (nom, NOMS_EN_FRANCAIS.get(code, nom), *AUTRES_NOMS.get(code, ())):
            yield dit, code
