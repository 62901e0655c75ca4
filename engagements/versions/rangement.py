"""Ranger un engagement et ses exigences lus d'un fichier : du référentiel, ou d'une préfecture."""

from engagements.models import Engagement, Exigence

TEXTES_EXIGENCE = "intitule origine complement verification exception source note".split()


def connus(modele, departement):
    """Où chercher un élément à son numéro : un autre, retiré du fichier, a pu le porter."""
    return modele.objects.all() if departement else modele.objects.en_vigueur()


def ranger_engagement(module, rang, valeurs, themes, conditions, bilan, departement=None):
    return bilan.ranger(
        connus(Engagement, departement),
        {"module": module, "numero": valeurs["numero"], "departement": departement},
        {
            "intitule": valeurs["intitule"] or "",
            "intitule_officiel": valeurs.get("intitule_officiel", True),
            "theme": themes.get(valeurs.get("theme")),
            "condition": conditions.get(valeurs.get("condition")),
            "facultatif": valeurs.get("facultatif", False),
            "statut": valeurs.get("statut", "confirmé"),
            "source": valeurs.get("source", ""),
            "note": valeurs.get("note", ""),
            "ordre": rang,
            "retire": False,
        },
    )


def ranger_exigences(referentiel, engagement, rangs, exigences, bilan, departement=None):
    return [
        bilan.ranger(
            connus(Exigence, departement),
            {"referentiel": referentiel, "code": valeurs["code"], "departement": departement},
            {nom: valeurs.get(nom, "") for nom in TEXTES_EXIGENCE}
            | {
                "engagement": engagement,
                "code_officiel": valeurs["code_officiel"],
                "facultative": valeurs.get("facultative", False),
                "preuves": valeurs["preuves"],
                "preuve_automatique": valeurs.get("preuve_automatique"),
                "ordre": next(rangs),
                "retire": False,
            },
        )
        for valeurs in exigences
    ]
