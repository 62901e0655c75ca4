"""L'enquête des bancs : vingt-cinq questions en cinq thèmes, des sites, leurs points de collecte.

À importer après `banc`, qui prépare Django.
"""

from datetime import timedelta

from enquetes.models import (
    Choix,
    Echelle,
    Enquete,
    Mode,
    PointDeCollecte,
    Question,
    Questionnaire,
    ThemeQuestionnaire,
)
from enquetes.saisies import TypeQuestion
from qualepref.socle.models import Departement, Site
from qualepref.socle.temps import aujourdhui

THEMES, PAR_THEME, SITES = 5, 4, 10
SATISFACTION = {"tres": True, "assez": True, "peu": False, "pas": False, "sans_objet": None}
PROFILS = {
    "age": ("moins_de_25", "de_25_a_39", "de_40_a_59", "60_et_plus"),
    "statut": ("actif", "etudiant", "retraite", "autre"),
    "venue": ("a_pied", "en_bus", "en_voiture"),
}
TEXTE = "MOT"  # le texte libre, dernière question
UN_AN = timedelta(days=365)


def sites_de_plus(departement: Departement) -> list[Site]:
    """Tous ceux du département, jusqu'à SITES."""
    deja = departement.sites.count()
    for rang in range(deja, SITES):
        Site.objects.create(
            departement=departement,
            code=f"SITE{rang}",
            nom=f"Site n° {rang}",
            type=Site.Type.ANNEXE,
        )
    return list(departement.sites.order_by("pk"))


def enquete_ouverte(departement: Departement) -> Enquete:
    jour = aujourdhui()
    return Enquete.objects.create(
        departement=departement,
        questionnaire=questionnaire(departement),
        code="banc",
        intitule="Votre avis",
        etat=Enquete.Etat.OUVERTE,
        date_ouverture=jour,
        date_cloture=jour + UN_AN,
    )


def questionnaire(departement: Departement) -> Questionnaire:
    un = Questionnaire.objects.create(
        departement=departement,
        code="banc",
        version="1",
        intitule="Questionnaire de satisfaction",
        nature=Questionnaire.Nature.SATISFACTION,
        langues=["fr", "en"],
        duree_minutes=5,
        textes={"introduction": dit("Votre avis nous aide.")},
    )
    satisfaction = echelle(un, "satisfaction", SATISFACTION)
    for rang in range(THEMES):
        theme = ThemeQuestionnaire.objects.create(
            questionnaire=un, ordre=rang, cle=f"theme-{rang}", libelles=dit(f"Thème n° {rang}")
        )
        for place in range(PAR_THEME):
            ordre = rang * PAR_THEME + place + 1
            poser(un, ordre, f"Q{ordre}", theme=theme, echelle=satisfaction)
    profils(un)
    return un


def profils(un: Questionnaire) -> None:
    """Une note, trois questions de profil et un texte libre : vingt-cinq questions en tout."""
    ordre = THEMES * PAR_THEME + 1
    poser(un, ordre, "NOTE", TypeQuestion.NOTE)
    for rang, (cle, choix) in enumerate(PROFILS.items(), ordre + 1):
        sienne = echelle(un, cle, dict.fromkeys(choix))
        poser(un, rang, cle.upper(), TypeQuestion.CHOIX_UNIQUE, echelle=sienne, profil=True)
    poser(un, ordre + len(PROFILS) + 1, TEXTE, TypeQuestion.TEXTE_LONG)


def poser(un: Questionnaire, ordre: int, code: str, genre=TypeQuestion.ECHELLE, **champs):
    libelles = dit(f"Que dites-vous de {code} ?")
    Question.objects.create(
        questionnaire=un, ordre=ordre, code=code, type=genre, libelles=libelles, **champs
    )


def echelle(un: Questionnaire, cle: str, choix: dict[str, bool | None]) -> Echelle:
    une = Echelle.objects.create(questionnaire=un, cle=cle)
    Choix.objects.bulk_create(
        Choix(echelle=une, ordre=rang, cle=nom, libelles=dit(nom), favorable=favorable)
        for rang, (nom, favorable) in enumerate(choix.items(), 1)
    )
    return une


def dit(texte: str) -> dict[str, str]:
    return {"fr": texte, "en": f"{texte} (en)"}


def points_de_collecte(enquete: Enquete, plafond: int) -> list[PointDeCollecte]:
    """Un lien et un code QR par site ; `plafond` : les réponses qu'un point prend en un jour."""
    return [
        PointDeCollecte.objects.create(
            enquete=enquete, site=site, mode=mode, plafond_du_jour=plafond
        )
        for site in sites_de_plus(enquete.departement)
        for mode in (Mode.LIEN, Mode.CODE_QR)
    ]
