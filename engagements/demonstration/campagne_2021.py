"""L'auto-évaluation de 2021 : un classeur rendu, des preuves, puis tout se clôt."""

from datetime import date
from pathlib import Path

from engagements.demonstration.groupes import INTERNET
from engagements.forms import AutoEvaluationForm, CampagneForm
from engagements.forms.applicabilite import NON, OUI, ApplicabiliteForm
from engagements.forms.feuilles import AffectationForm
from engagements.forms.preuves import AutoEvaluationJoindreForm, PreuveForm
from engagements.models import (
    AutoEvaluation,
    Campagne,
    Evaluation,
    Feuille,
    GroupeTravail,
    Labellisation,
)
from qualepref.socle.demonstration import Demonstration, saisir

CODE, OUVERTE_LE, CLOSE_LE = "auto-2021", date(2021, 10, 1), date(2022, 1, 14)
DOSSIER = Path(__file__).parent
Avis = Evaluation.Avis
# (question, site ou None) → réponse, précision
REPONSES = {
    ("svi_local", "PREF38"): (OUI, "Tenu par le SIDSIC"),
    ("svi_local", "MDE"): (NON, "Le standard de la préfecture prend les appels"),
    ("demandes_titres", "PREF38"): (OUI, ""),
    ("demandes_titres", "MDE"): (NON, "Cartes d'identité et passeports en mairie"),
    ("point_numerique", "PREF38"): (OUI, ""),
    ("point_numerique", "MDE"): (OUI, "Un poste dans le hall"),
    ("reseau_social", None): (OUI, ""),
    ("publication_reseau_social", None): (OUI, ""),
    ("cert", None): (OUI, "Permis de conduire"),
}
# code d'exigence → avis, commentaire
ACCUEIL = {
    "1.1": (Avis.CONFORME, ""),
    "1.2": (Avis.PARTIEL, "Les pics d'affluence ne sont pas affichés"),
    "2.1": (Avis.CONFORME, "Charte signée par tous les agents du hall"),
}
# code d'exigence, intitulé, où, prend effet le, valable jusqu'au
PREUVES = [
    (
        *("1.1", "Photographies des horaires affichés", "Intranet > qualité > hall"),
        *(date(2021, 10, 20), date(2022, 10, 19)),
    ),
    ("2.1", "Charte de l'usager signée", "Classeur de l'accueil", date(2021, 9, 1), None),
]
COMMUNE = {
    "intitule": "Lettre de mission de la référente qualité",
    "emplacement": "Intranet > qualité > organisation",
    "date_effet": date(2021, 6, 1),
}


def ouvrir(demonstration: Demonstration, labellisation: Labellisation) -> Campagne:
    with demonstration.le(OUVERTE_LE) as referente:
        saisie = {
            "intitule": "Auto-évaluation 2021",
            "code": CODE,
            "genre": Campagne.Genre.AUTOEVALUATION,
            "referentiel": labellisation.referentiel_id,
            "date_debut": OUVERTE_LE,
            "date_fin": date(2021, 12, 31),
        }
        campagne = saisir(CampagneForm(saisie, agent=referente))
        repondre(campagne, referente)
        confier_au_groupe(demonstration, campagne, referente)
    return campagne


def repondre(campagne, referente) -> None:
    saisie = {}
    for condition, lieux in ApplicabiliteForm(instance=campagne, agent=referente).questions:
        codes = dict(campagne.departement.sites.values_list("pk", "code"))
        for lieu in lieux:
            dite = REPONSES[condition.cle, codes.get(lieu.site)]
            saisie[lieu.reponse.html_name], saisie[lieu.precision.html_name] = dite
    saisir(ApplicabiliteForm(saisie, instance=campagne, agent=referente))


def confier_au_groupe(demonstration, campagne, referente) -> None:
    """Le groupe « Internet » répond pour la communication."""
    groupe = GroupeTravail.objects.get(departement=demonstration.departement, nom=INTERNET)
    saisie = {
        "feuilles": [campagne.feuilles.get(service__code="COM").pk],
        "remplie_par": Feuille.RempliePar.GROUPE,
        "groupe": groupe.pk,
    }
    saisir(AffectationForm(saisie, instance=campagne, agent=referente))


def evaluer(demonstration: Demonstration, campagne: Campagne) -> None:
    with demonstration.le(date(2021, 10, 21), "correspondante") as correspondante:
        evaluer_l_accueil(campagne, ACCUEIL, correspondante)
        for code, *preuve in PREUVES:
            joindre(campagne, code, preuve, correspondante)
    with demonstration.le(date(2021, 11, 8)) as referente:
        saisir(PreuveForm(COMMUNE, agent=referente))
    with demonstration.le(date(2021, 12, 10)):
        classeur = DOSSIER / "autoevaluation-2021.csv"
        demonstration.importer("autoevaluations", classeur, campagne=CODE)


def evaluer_l_accueil(campagne, reponses, agent) -> None:
    for code, (avis, commentaire) in reponses.items():
        evaluer_une_exigence(de_l_accueil(campagne, code), avis, commentaire, agent)


def evaluer_une_exigence(cellule, avis, commentaire, agent) -> None:
    saisie = {
        "avis": avis,
        "avancement": Evaluation.Avancement.A_REVOIR,
        "commentaire": commentaire or cellule.commentaire,
        "version": cellule.version,
    }
    saisir(AutoEvaluationForm(saisie, instance=cellule, agent=agent))


def joindre(campagne, code, preuve, agent) -> None:
    champs = ("intitule", "emplacement", "date_effet", "valable_jusqu_au")
    saisie = dict(zip(champs, preuve, strict=True))
    cellule = de_l_accueil(campagne, code)
    saisir(AutoEvaluationJoindreForm(saisie, instance=cellule, agent=agent))


def de_l_accueil(campagne, code) -> AutoEvaluation:
    return campagne.autoevaluations.get(service__code="AG", exigence__code=code)


def clore(demonstration: Demonstration, campagne: Campagne) -> None:
    """Toutes les feuilles sont soumises puis closes, et la campagne avec elles."""
    with demonstration.le(CLOSE_LE) as referente:
        for feuille in campagne.feuilles.select_related("campagne"):
            feuille.soumettre(referente)
            feuille.clore()
        campagne.clore()
