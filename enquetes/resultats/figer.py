"""Les chiffres d'une publication : des valeurs simples, déjà masquées, qui ne changent plus."""

from enquetes.models import Enquete
from enquetes.resultats import comptes, phrases, presentation
from enquetes.resultats.tableau import QuestionDite, Resultats

FORME = 2  # change quand le dictionnaire change de forme


def figer(enquete: Enquete) -> dict:
    """Ce que montrent la page publique, l'affiche, le diaporama et les données ouvertes.

    Aucune ventilation : comparée à une autre, elle rendrait un petit groupe
    (docs/decisions/ventilations-recoupees.md).
    """
    lus = comptes.resultats(enquete)
    return {
        "forme": FORME,
        "intitule": enquete.intitule,
        "departement": str(enquete.departement.nom),
        "debut": enquete.date_ouverture.isoformat(),
        "fin": enquete.date_cloture.isoformat(),
        "repondants": lus.nombre,
        "seuil": lus.seuils.satisfaction,
        "montrer": lus.seuils.montrer,
        "synthese": phrases.synthese(lus),
        "themes": _themes(lus),
        "actions": _actions(enquete),
        "verbatims": _verbatims(enquete),
    }


def _themes(lus: Resultats) -> list[dict]:
    dits = presentation.themes_dits(lus)
    return [
        dit
        | chiffres_nus(theme)
        | {
            "questions": [
                question | chiffres_nus(lue)
                for question, lue in zip(dit["questions"], theme.questions, strict=True)
            ],
            "plus_basse": theme.plus_basse.question.libelle if theme.plus_basse else "",
        }
        for dit, theme in zip(dits, lus.themes, strict=True)
    ]


def chiffres_nus(ligne) -> dict:
    """En proportion ; None pour ce qui se masque ou n'a pas de réponse."""
    chiffre = ligne.chiffre
    bornes = chiffre.intervalle or (None, None)
    vu = chiffre.est_lisible
    nus = {
        "valeur": chiffre.valeur,
        "bas": bornes[0],
        "haut": bornes[1],
        "favorables": chiffre.taux.favorables if vu else None,
        "exprimees": chiffre.taux.exprimees if vu else None,
        "masque": chiffre.est_masque,
    }
    return nus | ({"effectif": None} if _cache_l_effectif(ligne) else {})


def _cache_l_effectif(ligne) -> bool:
    return isinstance(ligne, QuestionDite) and ligne.est_masquee


def _verbatims(enquete: Enquete) -> list[dict]:
    """Les textes relus et publiés, tels qu'ils ont été anonymisés."""
    publies = enquete.verbatims.publies().select_related("question")
    return [{"question": v.question.texte(), "texte": v.texte_publie} for v in publies]


def _actions(enquete: Enquete) -> list[dict]:
    """Les actions décidées, dans les mots du plan."""
    suites = enquete.suites.decidees().select_related("theme", "action")
    return [
        {
            "theme": str(suite.theme),
            "intitule": suite.action.intitule,
            "etat": suite.action.get_etat_display(),
            "echeance": suite.action.date_echeance and suite.action.date_echeance.isoformat(),
        }
        for suite in suites
    ]
