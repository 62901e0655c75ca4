"""L'auto-évaluation de 2022, ouverte d'après la précédente : une feuille dans chaque état."""

from datetime import date

from engagements.demonstration.campagne_2021 import (
    DOSSIER,
    Avis,
    evaluer_l_accueil,
    evaluer_une_exigence,
    joindre,
)
from engagements.forms import CampagneForm
from engagements.forms.campagne import portee_de
from engagements.forms.feuilles import RetourForm
from engagements.models import Campagne
from qualepref.socle.demonstration import Demonstration, saisir

CODE, OUVERTE_LE = "auto-2022", date(2022, 10, 1)
RENDUES_LE, RELUES_LE = date(2022, 12, 15), date(2022, 12, 20)
# Les avis de l'accueil s'accordent à ceux de son classeur : aucun chiffre n'en dépend.
ACCUEIL = {
    "2.1": (Avis.CONFORME, "Charte signée aussi par les arrivants"),
    "2.2": (Avis.CONFORME, ""),
}
PREUVE = (
    *("Feuille d'émargement de la formation à l'accueil", "Intranet > qualité > formations"),
    *(date(2022, 11, 17), date(2026, 11, 16)),
)
SOUMISES = {"AG": "correspondante", "STD": "referente", "SPVIE": "referente"}
CLOSES = {"CERTPC": "agent002", "SPTDP": "referente"}
MOT = (
    "L'engagement 17 n'est pas évalué et la photographie des horaires n'est plus valable : "
    "complétez, puis soumettez de nouveau."
)


def ouvrir(demonstration: Demonstration, precedente: Campagne) -> Campagne:
    with demonstration.le(OUVERTE_LE) as referente:
        saisie = portee_de(precedente) | {
            "intitule": "Auto-évaluation 2022",
            "code": CODE,
            "date_debut": OUVERTE_LE,
            "date_fin": date(2022, 12, 31),
        }
        return saisir(CampagneForm(saisie, agent=referente))


def evaluer(demonstration: Demonstration, campagne: Campagne) -> None:
    """Le classeur de la préfecture, celui des sous-préfectures, et l'écran de l'accueil."""
    with demonstration.le(date(2022, 11, 21), "correspondante") as correspondante:
        evaluer_l_accueil(campagne, ACCUEIL, correspondante)
        joindre(campagne, "2.2", PREUVE, correspondante)
    with demonstration.le(RENDUES_LE):
        sous_prefectures = DOSSIER / "autoevaluation-2022-sous-prefectures.csv"
        demonstration.importer("autoevaluations", sous_prefectures, campagne=CODE)
        demonstration.importer("autoevaluations", "autoevaluation-engagements.xlsx", campagne=CODE)
    for code, identifiant in CLOSES.items():
        with demonstration.le(RENDUES_LE, identifiant) as agent:
            detailler(campagne, code, agent)


def detailler(campagne: Campagne, code: str, agent) -> None:
    """Le service cote aussi chaque exigence des engagements qu'il dit conformes."""
    conformes = campagne.avisengagements.filter(service__code=code, avis=Avis.CONFORME)
    for cellule in campagne.autoevaluations.filter(
        service__code=code, exigence__engagement__in=conformes.values("engagement")
    ):
        evaluer_une_exigence(cellule, Avis.CONFORME, "", agent)


def relire(demonstration: Demonstration, campagne: Campagne) -> None:
    """Soumise, retournée avec un mot, close ; les autres restent à remplir."""
    feuilles = {
        feuille.service.code: feuille
        for feuille in campagne.feuilles.select_related("campagne", "service")
    }
    for code, identifiant in (SOUMISES | CLOSES).items():
        with demonstration.le(RENDUES_LE, identifiant) as agent:
            feuilles[code].soumettre(agent)
    with demonstration.le(RELUES_LE) as referente:
        saisir(RetourForm({"note": MOT}, instance=feuilles["AG"], agent=referente))
        for code in CLOSES:
            feuilles[code].clore()
