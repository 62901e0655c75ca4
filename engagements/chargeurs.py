"""Chargement des référentiels et de leurs correspondances : le fichier est seul à les écrire.

Ce qui disparaît d'un fichier est marqué « retiré » et garde les réponses qu'on y a faites.
"""

import re
from datetime import date
from itertools import count

from engagements.models import (
    Condition,
    Correspondance,
    Engagement,
    Exigence,
    Module,
    Referentiel,
    Theme,
)
from engagements.versions.rangement import ranger_engagement, ranger_exigences
from engagements.versions.renumerotation import renumeroter
from engagements.versions.renvois import fautes_de_renvoi
from engagements.versions.schemas import SCHEMA_CORRESPONDANCES, SCHEMA_CYCLE, SCHEMA_REFERENTIEL
from qualepref.socle.chargement import Bilan, ChargementRefuse, chargeur

# Un référentiel se nomme par son année : qual-e-pref-2019, services-publics-plus-2023…
CODE_DE_REFERENTIEL = re.compile(r"^[a-z0-9.+-]+-(19|20)\d\d$")
TEXTES_META = (
    "intitule intitule_long version version_donnees editeur remplace remplace_par "
    "successeur_annonce fin_d_usage motif_fin"
).split()
CHEMINS = {
    Module: "referentiel",
    Engagement: "module__referentiel",
    Exigence: "referentiel",
    Theme: "referentiel",
    Condition: "referentiel",
}


def est_un_referentiel(meta: dict) -> bool:
    return CODE_DE_REFERENTIEL.match(str(meta["code"])) is not None


@chargeur(est_un_referentiel, SCHEMA_REFERENTIEL)
def charger_referentiel(donnees: dict, bilan: Bilan) -> None:
    if fautes := fautes_de_renvoi(donnees):
        raise ChargementRefuse(fautes)
    bilan.ecarts.fil = (Engagement, Exigence)
    referentiel = _ranger_referentiel(donnees, bilan)
    conditions = _ranger_conditions(referentiel, donnees.get("conditions", []), bilan)
    themes = _ranger_themes(referentiel, None, donnees.get("themes", []), bilan)
    charges = [*conditions.values(), *themes.values()]
    rangs = count(1)  # un seul fil pour tout le fichier : l'ordre de lecture
    modules = {
        valeurs["numero"]: _ranger_module(referentiel, rang, valeurs, conditions, bilan)
        for rang, valeurs in enumerate(donnees["modules"], 1)
    }
    renumeroter(referentiel, donnees, modules, bilan)
    for valeurs in donnees["modules"]:
        module = modules[valeurs["numero"]]
        siens = _ranger_themes(referentiel, module, valeurs.get("themes", []), bilan)
        charges += [module, *siens.values()]
        for promesse in valeurs["engagements"]:
            engagement = ranger_engagement(
                module, next(rangs), promesse, themes | siens, conditions, bilan
            )
            charges.append(engagement)
            charges += ranger_exigences(
                referentiel, engagement, rangs, promesse["exigences"], bilan
            )
    pilotage = donnees.get("pilotage", {}).get("exigences", [])
    charges += ranger_exigences(referentiel, None, rangs, pilotage, bilan)
    _retirer_les_absents(referentiel, charges, bilan)
    for campagne in referentiel.campagnes.ouvertes():
        campagne.aligner()


def _ranger_referentiel(donnees, bilan):
    meta = donnees["meta"]
    pilotage = donnees.get("pilotage", {})
    valeurs = {nom: meta.get(nom, "") for nom in TEXTES_META} | {
        "date": _date(meta["date"]),
        "en_vigueur_depuis": _date(meta.get("en_vigueur_depuis")),
        "sources": meta["sources"],
        "evaluation": donnees.get("evaluation", {}),
        "pilotage": {nom: pilotage[nom] for nom in ("intitule", "statut") if pilotage},
        "complements": {
            nom: valeur
            for nom, valeur in (meta | donnees).items()
            if nom in ("pages", "caractere", "label", "chapitres", "faits_confirmes")
        },
    }
    return bilan.ranger(Referentiel.objects, {"code": meta["code"]}, valeurs)


def _date(texte):
    try:
        return date.fromisoformat(texte) if texte else None
    except ValueError:
        raise ChargementRefuse(f"« {texte} » n'est pas une date du calendrier.") from None


def _ranger_conditions(referentiel, conditions, bilan):
    return {
        valeurs["cle"]: bilan.ranger(
            Condition.objects,
            {"referentiel": referentiel, "cle": valeurs["cle"]},
            {nom: valeurs[nom] for nom in ("question", "portee", "si_non", "origine")}
            | {"explication": valeurs.get("explication", ""), "ordre": rang, "retire": False},
        )
        for rang, valeurs in enumerate(conditions, 1)
    }


def _ranger_themes(referentiel, module, themes, bilan):
    return {
        valeurs["cle"]: bilan.ranger(
            Theme.objects,
            {"referentiel": referentiel, "cle": valeurs["cle"]},
            {
                "module": module,
                "libelle": valeurs["libelle"],
                "statut": valeurs.get("statut", "confirmé"),
                "ordre": rang,
                "retire": False,
            },
        )
        for rang, valeurs in enumerate(themes, 1)
    }


def _ranger_module(referentiel, rang, valeurs, conditions, bilan):
    return bilan.ranger(
        Module.objects,
        {"referentiel": referentiel, "numero": valeurs["numero"]},
        {
            "intitule": valeurs["intitule"],
            "intitule_officiel": valeurs.get("intitule_officiel", True),
            "caractere": valeurs["caractere"],
            "caractere_statut": valeurs.get("caractere_statut", "confirmé"),
            "condition": conditions.get(valeurs.get("condition")),
            "statut": valeurs["statut"],
            "source": valeurs.get("source", ""),
            "note": valeurs.get("note", ""),
            "ordre": rang,
            "retire": False,
        },
    )


def _retirer_les_absents(referentiel, charges, bilan):
    for modele, chemin in CHEMINS.items():
        presents = [element.pk for element in charges if isinstance(element, modele)]
        elements = modele.objects.du_fichier().filter(**{chemin: referentiel})
        _retirer(elements.exclude(pk__in=presents), bilan)


def _retirer(elements, bilan):
    for element in elements.en_vigueur():
        bilan.retirer(element)


@chargeur("cycle-du-label", SCHEMA_CYCLE)
def charger_cycle(donnees: dict, bilan: Bilan) -> None:
    """Après le référentiel dont il donne le cycle ; un label déjà obtenu garde ses chiffres."""
    code = donnees["meta"]["referentiel"]
    if not Referentiel.objects.filter(code=code).exists():
        raise ChargementRefuse(f"Le référentiel « {code} » n'est pas chargé.")
    cycle = donnees["cycle"] | {"version": donnees["meta"]["version"]}
    bilan.ranger(Referentiel.objects, {"code": code}, {"cycle": cycle})


@chargeur("correspondances", SCHEMA_CORRESPONDANCES)
def charger_correspondances(donnees: dict, bilan: Bilan) -> None:
    """Après les référentiels qu'elles rapprochent : un élément inconnu est une faute."""
    meta = donnees["meta"]
    lignes = [*donnees["correspondances"], *_sans_equivalent(donnees)]
    rangees = []
    for rang, ligne in enumerate(lignes, 1):
        elements = Renvois(ligne["cle"])
        valeurs = elements.depart(ligne["de"]) | elements.arrivee(meta["vers"], ligne["vers"])
        liens = {nom: valeurs.pop(nom) for nom in ("vers_engagements", "vers_exigences")}
        valeurs |= {nom: ligne.get(nom, "") for nom in ("relation", "commentaire")}
        valeurs |= {"statut": meta["statut"], "ordre": rang, "retire": False}
        rangee = bilan.ranger(Correspondance.objects, {"cle": ligne["cle"]}, valeurs)
        for nom, cibles in liens.items():
            getattr(rangee, nom).set(cibles)
        rangees.append(rangee.pk)
    _retirer(Correspondance.objects.exclude(pk__in=rangees), bilan)


def _sans_equivalent(donnees):
    """Les promesses sans équivalent se rangent comme ce qui n'existe que du côté « vers »."""
    if propres := donnees.get("sans_equivalent_services_publics_plus"):
        yield {
            "cle": "sans-equivalent-services-publics-plus",
            "de": {"referentiel": "services-publics-plus-2023"},
            "vers": {"engagements": propres["engagements"]},
            "relation": "nouveau",
            "commentaire": propres["commentaire"],
        }


class Renvois:
    """Retrouve les éléments qu'une correspondance cite ; dit sa clé si l'un est inconnu."""

    def __init__(self, cle):
        self.cle = cle

    def depart(self, de):
        referentiel = self.un(Referentiel, code=de["referentiel"])
        module, theme, engagement = (de.get(nom) for nom in ("module", "theme", "engagement"))
        return {
            "de_referentiel": referentiel,
            "de_module": module and self.un(Module, referentiel=referentiel, numero=module),
            "de_theme": theme and self.un(Theme, referentiel=referentiel, cle=theme),
            "de_engagement": engagement
            and self.un(Engagement, module__referentiel=referentiel, numero=engagement),
        }

    def arrivee(self, code, vers):
        referentiel = self.un(Referentiel, code=code)
        module = vers.get("module")
        return {
            "vers_referentiel": referentiel,
            "vers_module": module and self.un(Module, referentiel=referentiel, numero=module),
            "vers_engagements": [
                self.un(Engagement, module__referentiel=referentiel, numero=numero)
                for numero in vers.get("engagements", [])
            ],
            "vers_exigences": [
                self.un(Exigence, referentiel=referentiel, code=code)
                for code in vers.get("exigences", [])
            ],
        }

    def un(self, modele, **cle):
        elements = modele.objects.du_fichier().filter(**cle)
        element = min(elements, key=lambda un: getattr(un, "retire", False), default=None)
        if element is None:
            cherche = ", ".join(f"{nom.split('__')[-1]} « {v} »" for nom, v in cle.items())
            raise ChargementRefuse(
                f"« correspondances/{self.cle} » cite un élément inconnu ({cherche})."
            )
        return element
