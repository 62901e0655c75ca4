"""Chargement des règles de délai (delais.yaml) : profils et règles, sans toucher aux demandes."""

from datetime import date

from qualepref.socle.chargement import Bilan, ChargementRefuse, chargeur
from suivi.delais.regles import Unite
from suivi.models import NonDue, ObjetReclamation, ProfilDelais, RegleDelai
from suivi.models.nomenclature import CANAUX_DES_REGLES, NATURES_DES_REGLES
from suivi.models.regles import Statut
from suivi.reponses import modeles_livres

chargeur("modeles-reponse", modeles_livres.SCHEMA)(modeles_livres.charger)

UNITES = {"ouvrés": Unite.OUVRES, "calendaires": Unite.CALENDAIRES}
TEXTE = {"type": "string", "minLength": 1}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
JOURS = {"type": ["integer", "null"], "minimum": 1, "maximum": 999}
STATUT = {"enum": Statut.values}
CANAUX = [cle for cle, _ in CANAUX_DES_REGLES]
NATURES = [cle for cle, _ in NATURES_DES_REGLES]


def _parmi(cles):
    """Un dictionnaire dont chaque clé est connue de l'application."""
    return {"type": "object", "propertyNames": {"enum": list(cles)}}


def _liste_de(cles):
    return {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["cle"],
            "properties": {"cle": {"enum": list(cles)}},
        },
    }


REGLE = {
    "type": "object",
    "required": ["cle", "canal", "nature", "jours", "unite", "depuis"],
    "additionalProperties": False,
    "properties": {
        "cle": TEXTE,
        "canal": {"enum": CANAUX},
        "nature": {"enum": NATURES},
        "jours": JOURS,
        "unite": {"enum": list(UNITES)},
        "unite_source": TEXTE,
        "report": {"type": "boolean"},
        "accuse_reception_jours": JOURS,
        "accuse_unite": {"enum": [*UNITES, None]},
        "depuis": DATE,
        "jusqua": DATE,
        "parametrable": {"type": "boolean"},
        "statut": STATUT,
        "source": TEXTE,
    },
}
PROFIL = {
    "type": "object",
    "required": ["cle", "intitule", "statut", "regles"],
    "additionalProperties": False,
    "properties": {
        "cle": TEXTE,
        "intitule": TEXTE,
        "statut": STATUT,
        "source": TEXTE,
        "note": TEXTE,
        "traitement_compte_par": {"enum": ProfilDelais.Traitement.values},
        "regles": {"type": "array", "items": REGLE},
    },
}
OBJET = {
    "type": "object",
    "required": ["cle", "libelle"],
    "additionalProperties": False,
    "properties": {
        "cle": {"type": "string", "pattern": r"^[a-z0-9_-]{1,50}$"},
        "libelle": {"type": "string", "minLength": 1, "maxLength": 150},
        "exigence": {"type": "string", "maxLength": 10},
        "statut": STATUT,
        "note": {"type": "string", "maxLength": 300},
    },
}
GENRES_D_OBJETS = {  # rubrique du fichier → genre ; l'ordre des rubriques est celui de l'écran
    "objets": ObjetReclamation.Genre.RECEVABLE,
    "objets_ajoutes": ObjetReclamation.Genre.RECEVABLE,
    "exclusions": ObjetReclamation.Genre.EXCLUSION,
}
SCHEMA = {
    "type": "object",
    "required": ["meta", "profils", "calcul"],
    "properties": {
        "canaux": _parmi(CANAUX),
        "natures": _parmi(NATURES),
        "reponse_non_due": _liste_de(NonDue.values),
        "recevabilite": {
            "type": "object",
            "properties": {
                "statut": STATUT,
                **dict.fromkeys(GENRES_D_OBJETS, {"type": "array", "items": OBJET}),
            },
        },
        "profils": {"type": "array", "minItems": 1, "items": PROFIL},
        "calcul": {
            "type": "object",
            "required": ["report_echeance_calendaire", "traitement_compte_par"],
            "properties": {
                "report_echeance_calendaire": {"type": "boolean"},
                "traitement_compte_par": {"enum": ProfilDelais.Traitement.values},
            },
        },
    },
}


@chargeur("delais", SCHEMA)
def charger_delais(donnees: dict, bilan: Bilan) -> None:
    """Range profils et règles ; les règles ôtées d'un profil du fichier sont retirées."""
    for valeurs in donnees["profils"]:
        profil = bilan.ranger(
            ProfilDelais.objects,
            {"cle": valeurs["cle"]},
            _valeurs_du_profil(valeurs, donnees["calcul"]),
        )
        for regle in _sans_double(valeurs):
            cle, champs = _valeurs_de_la_regle(regle, profil, donnees["calcul"])
            bilan.ranger(RegleDelai.objects, cle, champs)
        retirees = profil.regles.exclude(cle__in=[regle["cle"] for regle in valeurs["regles"]])
        bilan.retirees += retirees.count()
        retirees.delete()
    if "recevabilite" in donnees:
        _ranger_les_objets(donnees["recevabilite"], bilan)


def _ranger_les_objets(recevabilite, bilan):
    """Communs à tous les départements ; celui qui n'y est plus ne se propose plus."""
    lus = [
        (genre, objet)
        for nom, genre in GENRES_D_OBJETS.items()
        for objet in recevabilite.get(nom, [])
    ]
    for ordre, (genre, objet) in enumerate(lus, 1):
        cle = {"departement": None, "cle": objet["cle"]}
        valeurs = {
            "libelle": objet["libelle"],
            "genre": genre,
            "exigence": objet.get("exigence", ""),
            "statut": objet.get("statut", recevabilite.get("statut", Statut.PROPOSE)),
            "note": objet.get("note", ""),
            "ordre": ordre,
            "actif": True,
        }
        bilan.ranger(ObjetReclamation.objects, cle, valeurs)
    nationaux = ObjetReclamation.objects.filter(departement=None, actif=True)
    for ote in nationaux.exclude(cle__in=[objet["cle"] for _, objet in lus]):
        bilan.changer(ote, {"actif": False})


def _valeurs_du_profil(valeurs, calcul):
    return {
        "intitule": valeurs["intitule"],
        "statut": valeurs["statut"],
        "source": valeurs.get("source", ""),
        "note": valeurs.get("note", ""),
        "traitement_compte_par": valeurs.get(
            "traitement_compte_par", calcul["traitement_compte_par"]
        ),
    }


def _sans_double(profil):
    cles = [regle["cle"] for regle in profil["regles"]]
    for cle in cles:
        if cles.count(cle) > 1:
            raise ChargementRefuse(
                f"Profil « {profil['cle']} » : la règle « {cle} » y est plusieurs fois."
            )
    return profil["regles"]


def _valeurs_de_la_regle(regle, profil, calcul):
    """La clé et les champs d'une règle ; statut et source sont, à défaut, ceux du profil."""
    accuse_unite = regle.get("accuse_unite")
    depuis = _date(regle, "depuis")
    jusqua = _date(regle, "jusqua") if "jusqua" in regle else None
    if jusqua and jusqua < depuis:
        raise ChargementRefuse(f"Règle « {regle['cle']} » : « jusqua » précède « depuis ».")
    return {"profil": profil, "cle": regle["cle"]}, {
        "canal": regle["canal"],
        "nature": regle["nature"],
        "jours": regle["jours"],
        "unite": UNITES[regle["unite"]].value,
        "unite_source": regle.get("unite_source", ""),
        "report": regle.get("report", calcul["report_echeance_calendaire"]),
        "accuse_jours": regle.get("accuse_reception_jours"),
        "accuse_unite": UNITES[accuse_unite].value if accuse_unite else "",
        "depuis": depuis,
        "jusqua": jusqua,
        "statut": regle.get("statut", profil.statut),
        "source": regle.get("source", profil.source),
    }


def _date(regle, champ):
    try:
        return date.fromisoformat(regle[champ])
    except ValueError:
        raise ChargementRefuse(
            f"Règle « {regle['cle']} » : {champ} « {regle[champ]} » n'est pas une date."
        ) from None
