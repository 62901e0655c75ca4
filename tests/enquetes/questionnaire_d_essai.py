"""Un questionnaire qui a une question de chaque sorte, en français, en anglais et en arabe."""

from datetime import date

from django.urls import reverse

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
from enquetes.saisies import TypeQuestion as T

ECHELLES = {
    "satisfaction": [("tres", True), ("assez", True), ("peu", False), ("pas", False), ("so", None)],
    "visages": [("content", True), ("moyen", None), ("triste", False)],
    "oui_non": [("oui", True), ("non", False), ("partie", None)],
    "moyens": [("guichet", None), ("telephone", None), ("courriel", None)],
}
# code, type, échelle, obligatoire, (affichée selon, pour ces réponses)
QUESTIONS = [
    ("E1", T.ECHELLE, "satisfaction", True, None),
    ("E2", T.SMILEY, "visages", False, None),
    ("E3", T.OUI_NON, "oui_non", False, None),
    ("E4", T.TEXTE_COURT, None, True, ("E3", ["non"])),
    ("E5", T.CHOIX_UNIQUE, "moyens", False, None),
    ("E6", T.CHOIX_MULTIPLE, "moyens", False, None),
    ("E7", T.NOTE, None, False, None),
    ("E8", T.DATE, None, False, None),
    ("E9", T.NOMBRE, None, False, None),
    ("E10", T.TEMPS, None, False, None),
    ("E11", T.TEXTE_LONG, None, False, None),
]
LANGUES = ["fr", "en", "ar"]
REPONSES = {
    "E1": ["tres"],
    "E2": ["moyen"],
    "E3": ["oui"],
    "E5": ["guichet"],
    "E6": ["courriel", "guichet"],
    "E7": ["10"],
    "E8": ["2022-03-01"],
    "E9": ["12,5"],
    "E10": ["2:05"],
    "E11": ["Merci à l'accueil."],
}


def dit(texte):
    return {"fr": texte, "en": f"{texte} (en)", "ar": f"سؤال {texte}"}


def questionnaire(departement):
    un = Questionnaire.objects.create(
        departement=departement,
        code="essai",
        version="1",
        intitule="Questionnaire d'essai",
        nature=Questionnaire.Nature.SATISFACTION,
        langues=LANGUES,
        duree_minutes=5,
        textes={"introduction": dit("Votre avis"), "conclusion": dit("À bientôt")},
    )
    theme = ThemeQuestionnaire.objects.create(
        questionnaire=un, cle="accueil", libelles=dit("Accueil")
    )
    echelles = {cle: echelle(un, cle, choix) for cle, choix in ECHELLES.items()}
    faites = {}
    for rang, (code, genre, cle, obligatoire, condition) in enumerate(QUESTIONS, 1):
        faites[code] = Question.objects.create(
            questionnaire=un,
            theme=theme,
            ordre=rang,
            code=code,
            type=genre,
            echelle=echelles.get(cle),
            obligatoire=obligatoire,
            libelles=dit(f"Que dites-vous de {code} ?"),
            aides=dit(f"Aide de {code}"),
            condition=faites[condition[0]] if condition else None,
            condition_choix=condition[1] if condition else [],
        )
    return un


def echelle(questionnaire, cle, choix):
    une = Echelle.objects.create(questionnaire=questionnaire, cle=cle)
    for rang, (nom, favorable) in enumerate(choix, 1):
        Choix.objects.create(
            echelle=une, ordre=rang, cle=nom, libelles=dit(nom.capitalize()), favorable=favorable
        )
    return une


def enquete(departement, **champs):
    return Enquete.objects.create(
        **{
            "departement": departement,
            "questionnaire": questionnaire(departement),
            "code": "essai-2022",
            "intitule": "Votre avis 2022",
            "etat": Enquete.Etat.OUVERTE,
            "date_ouverture": date(2022, 1, 1),
            "date_cloture": date(2099, 12, 31),
            **champs,
        }
    )


def point(enquete, mode=Mode.LIEN, **champs):
    return PointDeCollecte.objects.create(enquete=enquete, mode=mode, **champs)


def adresse(point, nom="formulaire"):
    return reverse(f"recueil:{nom}", args=[point.code])
