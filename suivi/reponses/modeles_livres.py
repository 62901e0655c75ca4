"""Les modèles de réponse livrés (reponses.yaml) : communs à tous, à reprendre à son compte."""

from qualepref.socle.chargement import Bilan, ChargementRefuse
from suivi.models import ModeleReponse, Nature, Registre, Support, Usage
from suivi.models.regles import Statut
from suivi.reponses import fusion

TEXTE = {"type": "string", "minLength": 1}
PAR_SUPPORT = {
    "type": "object",
    "additionalProperties": False,
    "properties": dict.fromkeys(Support.values, TEXTE),
}


def _parmi(cles):
    return {"type": "array", "items": {"enum": list(cles)}}


MODELE = {
    "type": "object",
    "required": ["cle", "intitule", "usage", "supports", "objet", "corps"],
    "additionalProperties": False,
    "properties": {
        "cle": TEXTE,
        "intitule": TEXTE | {"maxLength": 150},
        "usage": {"enum": Usage.values},
        "supports": _parmi(Support.values) | {"minItems": 1},
        "registres": _parmi(Registre.values),
        "natures": _parmi(Nature.values),
        "objets": {"type": "array", "items": TEXTE},  # clés de delais.yaml, ou du département
        "source": TEXTE,
        "objet": TEXTE | {"maxLength": 200},
        "corps": TEXTE,
    },
}
SCHEMA = {
    "type": "object",
    "required": ["meta", "statut", "politesse", "signature", "modeles"],
    "properties": {
        "statut": {"enum": Statut.values},
        "politesse": PAR_SUPPORT,
        "signature": TEXTE,
        "modeles": {"type": "array", "minItems": 1, "items": MODELE},
    },
}


def charger(donnees: dict, bilan: Bilan) -> None:
    """Range un modèle par support ; un modèle ôté du fichier n'est plus proposé."""
    cles = []
    for valeurs in donnees["modeles"]:
        for support in valeurs["supports"]:
            cles.append(_ranger(valeurs, support, donnees, bilan).cle)
    retires = ModeleReponse.objects.livres().actifs().exclude(cle__in=cles)
    bilan.retirees += retires.update(actif=False)


def _ranger(valeurs, support, donnees, bilan):
    contenu = {
        "objet": valeurs["objet"],
        "corps": valeurs["corps"].strip(),
        "politesse": donnees["politesse"].get(support, "").strip(),
        "signature": donnees["signature"].strip(),
    }
    _verifier(valeurs["cle"], contenu)
    criteres = {nom: valeurs.get(nom, []) for nom in ("registres", "natures", "objets")}
    modele = bilan.ranger(
        ModeleReponse.objects,
        {"departement": None, "cle": f"{valeurs['cle']}-{support}"},
        {
            **criteres,
            "intitule": valeurs["intitule"],
            "usage": valeurs["usage"],
            "support": support,
            "statut": donnees["statut"],
            "source": valeurs.get("source", ""),
            "actif": True,
        },
    )
    modele.ecrire(**contenu)
    return modele


def _verifier(cle, contenu):
    fautes = [
        f"Modèle « {cle} », {nom} : {faute}"
        for nom, texte in contenu.items()
        for faute in fusion.fautes(texte)
    ]
    if fautes:
        raise ChargementRefuse(fautes)
