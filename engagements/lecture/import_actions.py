"""Import d'un plan d'actions : une ligne du classeur est une action du plan d'une année."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby

from engagements.lecture import actions_lues as lecture
from engagements.lecture import etapes_actions as etapes
from engagements.lecture.actions_rangees import Lue, ranger_les_actions
from engagements.lecture.colonnes_actions import CASES, CHAMPS, est_coche
from engagements.lecture.pilotes_actions import PilotesDesActions
from engagements.models import Action, Engagement, Referentiel
from engagements.plan import FAITES, REALISEE, REFUSEE, SOLDEE
from qualepref.socle.importation import Importeur, Ligne, LigneRefusee
from qualepref.socle.lecture.correspondance import traductions
from qualepref.socle.lecture.valeurs import ValeurRefusee, est_absence, lire_texte, normaliser

ANNEE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
NUMERO = re.compile(r"\D*(\d{1,6})(?:[,.]0+)?")
POUR_CENT = re.compile(r"\b\d{1,3} ?%")
PRIORITE_DITE = re.compile(r"priorite ?(\d)")
TEXTES = {  # champ de l'action → champ du classeur
    "description": "description",
    "moyens": "moyens",
    "indicateur_resultat": "indicateur",
    "bilan": "bilan",
    "commentaire": "commentaires",
    "responsable_lu": "pilote",
    "origine_lue": "origine",
}
REPRIS = "repris du classeur"


class ImporteurDActions(Importeur):
    type = "actions"
    libelle = "Plan d'actions"
    permission_required = "socle.importer_production"
    champs = CHAMPS
    codes = {"etat": tuple(Action.Etat.values), "origine": tuple(Action.Origine.values)}
    aide = (
        "Une ligne par action. Échéance, service et responsable peuvent manquer : l'action est "
        "reprise, et listée comme telle."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departement = self.cadre.departement
        referentiel = Referentiel.objects.suivi_par(departement)
        connus = Engagement.objects.du_referentiel(referentiel, departement)
        self.engagements = {engagement.numero: engagement for engagement in reversed(list(connus))}
        self.traductions = {
            champ: traductions(self.cadre.correspondance, champ) for champ in self.codes
        }
        self.annees: dict[str, int] = {}
        self.pilotes = PilotesDesActions(self)

    def lignes(self, classeur) -> Iterator[Ligne]:
        par_nom = {feuille.nom: feuille for feuille in classeur.feuilles}
        for nom, groupe in groupby(super().lignes(classeur), key=lambda ligne: ligne.feuille):
            lignes = etapes.reunir(groupe, par_nom[nom])
            apercu = next(f for f in self.rapport.feuilles if f["nom"] == nom)
            titres = [
                lire_texte(valeur)
                for numero in apercu["ignorees"]["titre"]
                for valeur in par_nom[nom].lignes[numero - 1]
            ]
            self.annees[nom] = annee_dite((nom, " ".join(titres), classeur.nom)) or (
                annee_des_dates(lignes) or self.cadre.le.year
            )
            self._lire_le_calendrier(lignes, apercu, par_nom[nom])
            sections = self.pilotes.sections(par_nom[nom], apercu["ignorees"]["section"])
            for ligne in lignes:
                passees = [numero for numero in sections if numero < ligne.numero]
                ligne.section = sections[passees[-1]] if passees else None
                yield ligne

    def _lire_le_calendrier(self, lignes, apercu, feuille):
        """Sans colonne d'échéance, des mois ou des trimestres en titres, et des croix dessous."""
        if "echeance" in apercu["colonnes"]:
            return
        periodes = etapes.calendrier(apercu["titres"], self.annees[feuille.nom])
        for ligne in chain.from_iterable(map(etapes.toutes, lignes)) if periodes else ():
            cellules = feuille.lignes[ligne.numero - 1]
            ligne.valeurs["echeance"] = etapes.derniere_cochee(cellules, periodes)
            ligne.titres = ligne.titres | {"echeance": "calendrier"}

    def lire_ligne(self, ligne: Ligne) -> Lue:
        intitule = etapes.intitule(ligne)
        if not intitule.strip("-–. "):
            raise LigneRefusee(
                "action", ligne["action"], "l'action n'a pas de libellé", "libelle_absent"
            )
        lue = Lue(self._annee(ligne), self._numero(ligne), {"intitule": intitule[:300]})
        self._lire_les_dates(ligne, lue)
        self.pilotes.lire(ligne, lue)
        self._lire_les_textes(ligne, lue)
        self._lire_l_origine(ligne, lue)
        self._lire_l_avancement(ligne, lue)
        self._lire_l_etat(ligne, lue)
        self._lire_les_engagements(ligne, lue)
        self._lire_les_etapes(ligne, lue)
        return lue

    def _lire_les_etapes(self, ligne, lue):
        """La dernière échéance, l'état de l'ensemble ; le reste se lit avec les textes."""
        if not ligne.suites:
            return
        suites = [self._etape(suite, lue.annee) for suite in ligne.suites]
        siens = lue.dits.get("date_echeance"), lue.dits.get("etat")
        echeances, etats = zip(siens, *suites, strict=True)
        etat = etapes.etat_des_etapes(etats)
        if etat != lue.dits.get("etat"):
            lue.dits.pop("date_realisation", None)
        lue.dire(date_echeance=max(filter(None, echeances), default=None), etat=etat)
        lue.deduire_l_etat()
        dit = f"{len(ligne.suites) + 1} lignes réunies en une action"
        ligne.avertir("action", dit, "lignes_reunies")

    def _etape(self, suite, annee):
        try:
            options = {"date1904": suite.date1904, "annee": annee}
            echeance = suite.lire("echeance", lecture.lire_echeance, **options)
        except LigneRefusee as refus:
            message = f"{refus.message} (ligne {suite.numero})"
            raise LigneRefusee(refus.champ, refus.valeur, message, refus.code) from None
        return echeance, self._etat_dit(suite)

    def _annee(self, ligne) -> int:
        dite = ANNEE.search(lire_texte(ligne["annee"]))
        return int(dite[1]) if dite else self.annees[ligne.feuille]

    def _numero(self, ligne) -> int | None:
        """« 12 », « A12 », « A-2022-12 » ; « 12 bis » n'en est pas un, l'intitulé fera foi."""
        ecrit = lire_texte(ligne["numero"])
        trouve = NUMERO.fullmatch(re.sub(r"\b20\d\d\s*[-/.]\s*", "", ecrit))
        if trouve and int(trouve[1]):
            return int(trouve[1])
        if re.search(r"\d", ecrit):
            ligne.avertir("numero", "numéro non repris : un autre est donné", "numero_non_repris")
        return None

    def _lire_les_dates(self, ligne, lue):
        options = {"date1904": ligne.date1904, "annee": lue.annee}
        echeance = ligne.lire("echeance", lecture.lire_echeance, **options)
        realisee = ligne.lire("realise_le", lecture.lire_echeance, **options)
        nouvelle = ligne.lire("nouvelle_echeance", lecture.lire_echeance, **options)
        if nouvelle and echeance and nouvelle != echeance:
            dit = f"échéance reportée : {echeance:%d/%m/%Y} au départ"
            ligne.avertir("nouvelle_echeance", dit, "echeance_reportee")
        echeance = nouvelle or echeance
        if "echeance" not in ligne.titres and not self._est_faite(ligne):
            echeance, realisee = realisee, None  # « Date de réalisation » est celle que l'on vise
        if realisee and realisee > self.cadre.le:
            raise LigneRefusee(
                "realise_le",
                ligne["realise_le"],
                f"réalisée le {realisee:%d/%m/%Y}, après le {self.cadre.le:%d/%m/%Y}",
                "date_future",
            )
        lue.dire(date_echeance=echeance, date_realisation=realisee)

    def _est_faite(self, ligne) -> bool:
        return lecture.lire_etat(self._etat_ecrit(ligne)) in FAITES

    def _lire_les_textes(self, ligne, lue):
        for champ, cle in TEXTES.items():
            longueur = Action._meta.get_field(champ).max_length
            lue.dire(**{champ: etapes.texte(ligne, cle)[:longueur]})
        if self.pilotes.nommer(ligne.texte("pilote")):
            lue.dits.pop("responsable_lu")  # « Pilote » dit ici le service
        lue.dire(fonction=lecture.lire_fonction(ligne.texte("pilote")))
        dite = PRIORITE_DITE.fullmatch(normaliser(ligne.texte("commentaires")))
        priorite = lecture.lire_priorite(ligne["priorite"] or (dite and dite[1]))
        if ligne.texte("priorite") and priorite is None:
            ligne.avertir("priorite", "priorité non comprise : normale", "priorite_a_verifier")
        lue.dire(priorite=priorite)

    def _lire_l_origine(self, ligne, lue):
        ecrite = ligne.texte("origine")
        traduite = self.traductions["origine"].get(normaliser(ecrite))
        origines = [traduite] if traduite else lecture.lire_origines(ecrite)
        if ecrite and len(origines) != 1:
            quoi = "plusieurs origines, la première est gardée" if origines else "origine inconnue"
            ligne.avertir("origine", quoi, "origine_a_verifier")
        if ecrite:
            lue.dire(origine=origines[0] if origines else Action.Origine.AUTRE)

    def _lire_l_avancement(self, ligne, lue):
        ecrit = ligne["avancement"]
        if ecrit is None:
            ecrit = self._avancement_dans_l_etat(ligne)
        elif isinstance(ecrit, str) and (trouve := POUR_CENT.search(ecrit)):
            ecrit = trouve[0]
        try:
            lue.dire(avancement=lecture.lire_avancement(ecrit))
        except ValeurRefusee as refus:
            if lecture.lire_etat(ligne["avancement"]) is None:
                ligne.avertir("avancement", f"avancement non repris. {refus}", refus.code)

    def _lire_l_etat(self, ligne, lue):
        ecrit, etat = self._etat_ecrit(ligne), self._etat_dit(ligne)
        chiffre = isinstance(ligne["etat"], int | float)
        if ecrit and etat is None and not chiffre and not est_absence(ligne["etat"]):
            ligne.avertir("etat", "état non compris : déduit de l'avancement", "etat_a_verifier")
        if etat == SOLDEE and not self._peut_solder(lue):
            ligne.avertir(
                "etat", "soldée sans bilan ni vérification : reprise comme réalisée", "soldee"
            )
            etat = REALISEE
        if etat == REFUSEE:
            lue.dire(motif=f"Refus {REPRIS}.")
        elif etat == Action.Etat.REPORTEE and normaliser(ecrit) not in ("reporte", "reportee"):
            lue.dire(motif=f"« {ecrit} », {REPRIS}."[:300])
        lue.dire(etat=etat)
        lue.deduire_l_etat()

    def _etat_dit(self, ligne) -> str | None:
        ecrit = self._etat_ecrit(ligne)
        return self.traductions["etat"].get(normaliser(ecrit)) or lecture.lire_etat(ecrit)

    def _avancement_dans_l_etat(self, ligne) -> str | float | None:
        """« Réalisée à 80 % », ou 0,8 dans la colonne de l'état."""
        if isinstance(ligne["etat"], int | float):
            return ligne["etat"]
        trouve = POUR_CENT.search(lire_texte(ligne["etat"]))
        return trouve and trouve[0]

    def _etat_ecrit(self, ligne) -> str:
        ecrit = lire_texte(ligne["etat"]) or self._etat_coche(ligne)
        return ecrit or self._etat_dans_l_avancement(ligne)

    def _etat_coche(self, ligne) -> str:
        """Une colonne par état et une croix dans l'une d'elles."""
        cochees = [cle for cle in CASES if est_coche(ligne[cle])]
        return CASES[cochees[-1]][0] if cochees else ""

    def _etat_dans_l_avancement(self, ligne) -> str:
        """Sans colonne d'état, « Avancement » dit parfois « en cours » et non un pourcentage."""
        texte = lire_texte(ligne["avancement"])
        return texte if lecture.lire_etat(texte) and re.search(r"[^\W\d_]", texte) else ""

    def _peut_solder(self, lue) -> bool:
        return bool(lue.dits.get("bilan")) and lue.dits.get("origine") not in Action.ORIGINES_AUDIT

    def _lire_les_engagements(self, ligne, lue):
        lus = lecture.lire_engagements(ligne["engagements"], self.engagements)
        if lus.avertissement:
            ligne.avertir("engagements", lus.avertissement, "engagement_a_verifier")
        if lus.numeros:
            lue.engagements = [self.engagements[n] for n in lus.numeros if n in self.engagements]

    def ranger(self, lignes):
        ranger_les_actions(lignes, self.cadre.departement, self.rapport)


def annee_dite(textes: Iterable[str]) -> int | None:
    """L'année que nomme, seule, le premier des textes qui en nomme ; « 2022-2023 » dit 2022."""
    for texte in textes:
        nommees = sorted(set(map(int, ANNEE.findall(texte))))
        if nommees and nommees[-1] - nommees[0] == len(nommees) - 1 < 2:
            return nommees[0]
    return None


def annee_des_dates(lignes: Iterable[Ligne]) -> int | None:
    """La plus fréquente des années des dates, la plus ancienne à égalité."""
    annees = Counter()
    for ligne in lignes:
        for champ in ("echeance", "realise_le"):
            try:
                jour = lecture.lire_echeance(ligne[champ], date1904=ligne.date1904)
            except ValeurRefusee:
                continue
            annees[jour and jour.year] += 1
    annees.pop(None, None)
    return min(annees, key=lambda annee: (-annees[annee], annee), default=None)
