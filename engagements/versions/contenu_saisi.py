"""Le contenu qu'une préfecture ajoute à un référentiel, en YAML au schéma du référentiel.

Ce que le fichier livré apporte n'est jamais touché ; ce qui manque au fichier déposé reste.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

import yaml
from django.db import transaction
from django.db.models import Prefetch

from engagements.models import Engagement, Exigence, Module, Referentiel
from engagements.models.saisi import aligner_les_campagnes
from engagements.versions.rangement import TEXTES_EXIGENCE, ranger_engagement, ranger_exigences
from engagements.versions.renvois import fautes_de_renvoi
from engagements.versions.schemas import SCHEMA_REFERENTIEL
from qualepref.socle.chargement import Bilan, ChargementRefuse, verifier
from qualepref.socle.ecarts import Ecarts, nommer, texte_de
from qualepref.socle.models import Departement

NUMERO_MAX = 999
PREMIER_RANG, PAS = 1000, 30  # après tout ce que le fichier apporte
SUITE = "-contenu-"


def rang_de(numero: int) -> int:
    """Le rang d'un engagement saisi, qui ne dépend que de son numéro ; ses exigences suivent."""
    return PREMIER_RANG + PAS * numero


def rang_d_une_exigence(numero: int, code: str) -> int:
    """Le rang d'une exigence saisie, d'après le dernier nombre de son code : 24.2 après 24.1."""
    nombres = re.findall(r"\d+", code) or ["0"]
    return rang_de(numero) + min(int(nombres[-1]), PAS - 1)


# --- Écrire -----------------------------------------------------------------------------------


def exporter(referentiel: Referentiel, departement: Departement) -> str:
    """Le YAML de ce que la préfecture a saisi et n'a pas retiré, module par module."""
    siens = Exigence.objects.en_vigueur().filter(departement=departement).order_by("ordre", "pk")
    engagements = (
        Engagement.objects.en_vigueur()
        .pour(departement)
        .filter(module__referentiel=referentiel)
        .select_related("module", "theme", "condition")
        .prefetch_related(Prefetch("exigences", siens, to_attr="saisies"))
        .order_by("module__ordre", "ordre", "pk")
    )
    retenus = [e for e in engagements if e.est_saisi or e.saisies]
    donnees = {
        "meta": _meta(referentiel, departement),
        "themes": _uniques(_theme(e.theme) for e in retenus if e.theme and e.est_saisi),
        "conditions": _uniques(_condition(e.condition) for e in retenus if e.condition),
        "modules": [
            _module(module, [e for e in retenus if e.module_id == module.pk])
            for module in referentiel.modules.order_by("ordre")
        ],
    }
    return yaml.safe_dump(donnees, allow_unicode=True, sort_keys=False, width=120)


def _meta(referentiel, departement):
    champs = ("intitule", "version", "version_donnees", "editeur")
    return {
        "code": f"{referentiel.code}{SUITE}{departement.code.lower()}",
        **{nom: getattr(referentiel, nom) for nom in champs},
        "date": referentiel.date.isoformat(),
        "langue": "fr",
        "sources": referentiel.sources,
    }


def _uniques(elements):
    return list({element["cle"]: element for element in elements}.values())


def _theme(theme):
    return {"cle": theme.cle, "libelle": theme.libelle, "statut": theme.statut}


def _condition(condition):
    champs = ("cle", "question", "portee", "si_non", "origine", "explication")
    return _sans_vide({nom: getattr(condition, nom) for nom in champs})


def _module(module, engagements):
    return {
        "numero": module.numero,
        "intitule": module.intitule,
        "caractere": module.caractere,
        "statut": module.statut,
        "engagements": [_engagement(engagement) for engagement in engagements],
    }


def _engagement(engagement):
    """Un engagement du fichier n'y figure que pour porter les exigences ajoutées."""
    entier = {"numero": engagement.numero, "intitule": engagement.intitule or None}
    if engagement.est_saisi:
        entier |= {
            "intitule_officiel": engagement.intitule_officiel,
            "facultatif": engagement.facultatif,
            "statut": engagement.statut,
            **_sans_vide(
                {
                    "theme": engagement.theme and engagement.theme.cle,
                    "condition": engagement.condition and engagement.condition.cle,
                    "source": engagement.source,
                    "note": engagement.note,
                }
            ),
        }
    return entier | {"exigences": [_exigence(exigence) for exigence in engagement.saisies]}


def _exigence(exigence):
    textes = {nom: getattr(exigence, nom) for nom in TEXTES_EXIGENCE}
    return {
        "code": exigence.code,
        **_sans_vide(textes),
        "code_officiel": exigence.code_officiel,
        "facultative": exigence.facultative,
        "preuves": exigence.preuves,
        **_sans_vide({"preuve_automatique": exigence.preuve_automatique}),
    }


def _sans_vide(valeurs):
    return {nom: valeur for nom, valeur in valeurs.items() if valeur}


# --- Lire -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Apercu:
    """Ce qu'un dépôt ferait ; `restent` : ce qui est saisi et que le fichier ne dit pas."""

    bilan: Bilan
    restent: list[str]

    @property
    def par_verbe(self) -> dict:
        return self.bilan.ecarts.par_verbe()

    @property
    def empreinte(self) -> str:
        """La même tant que l'aperçu dit la même chose."""
        dit = [(verbe, list(map(str, ecarts))) for verbe, ecarts in self.par_verbe.items()]
        return sha256(repr((dit, self.restent)).encode()).hexdigest()


class Depot:
    """Un fichier déposé par une préfecture, vérifié, prêt à ranger.

    Lève ChargementRefuse à la construction, une phrase par faute.
    """

    def __init__(self, donnees: dict, nom: str, referentiel: Referentiel, departement: Departement):
        verifier(donnees, SCHEMA_REFERENTIEL, nom)
        self.donnees, self.referentiel, self.departement = donnees, referentiel, departement
        self._lire_le_referentiel()
        if fautes := [*fautes_de_renvoi(donnees), *self._fautes()]:
            raise ChargementRefuse([f"{nom} : {faute}" for faute in fautes])

    def _lire_le_referentiel(self):
        referentiel = self.referentiel
        self.modules = {module.numero: module for module in referentiel.modules.en_vigueur()}
        self.themes = {theme.cle: theme for theme in referentiel.themes.en_vigueur()}
        self.conditions = {c.cle: c for c in referentiel.conditions.en_vigueur()}
        livres = Engagement.objects.du_fichier().filter(module__referentiel=referentiel)
        self.livres = {engagement.numero: engagement for engagement in livres}
        exigences = Exigence.objects.du_fichier().filter(referentiel=referentiel)
        self.codes_livres = set(exigences.values_list("code", flat=True))

    def _fautes(self):
        """Ce que le schéma ne voit pas : un autre référentiel, des renvois à ce qu'il n'a pas."""
        code, attendu = self.donnees["meta"]["code"], self.referentiel.code
        if code != attendu and not code.startswith(f"{attendu}{SUITE}"):
            yield f"c'est le contenu de « {code} », pas celui de « {attendu} »."
            return
        for valeurs in self.donnees["modules"]:
            module = self.modules.get(valeurs["numero"])
            if module is None:
                yield f"Le référentiel n'a pas de module {valeurs['numero']}."
                continue
            for promesse in valeurs["engagements"]:
                yield from self._fautes_de_la_promesse(module, promesse)

    def _fautes_de_la_promesse(self, module: Module, promesse: dict):
        numero = promesse["numero"]
        livre = self.livres.get(numero)
        if livre and livre.module_id != module.pk:
            yield f"L'engagement {numero} du référentiel est d'un autre module."
        if numero > NUMERO_MAX:
            yield f"L'engagement {numero} : de 1 à {NUMERO_MAX}."
        if livre is None and not promesse["intitule"]:
            yield f"L'engagement {numero} n'a pas d'intitulé."
        for cle, connus in (("theme", self.themes), ("condition", self.conditions)):
            if promesse.get(cle) and promesse[cle] not in connus:
                yield f"« engagement {numero}/{cle} » : le référentiel n'a pas « {promesse[cle]} »."

    def apercu(self) -> Apercu:
        """Range tout, puis défait : ce qu'il annonce est ce qui se fera."""
        with transaction.atomic():
            bilan, rangees = self._ranger()
            restent = [*self._saisis(Engagement, rangees), *self._saisis(Exigence, rangees)]
            transaction.set_rollback(True)
        return Apercu(bilan, [f"{nommer(objet)} : {texte_de(objet)}" for objet in restent])

    def _saisis(self, modele, rangees):
        """Ce que la préfecture a saisi dans ce référentiel, sauf ce qui vient d'être rangé."""
        chemin = "module__referentiel" if modele is Engagement else "referentiel"
        siens = modele.objects.en_vigueur().filter(departement=self.departement)
        autres = siens.filter(**{chemin: self.referentiel}).order_by("ordre", "pk")
        return [objet for objet in autres if objet not in rangees]

    @transaction.atomic
    def ranger(self) -> Bilan:
        """Crée ou met à jour ; les campagnes ouvertes suivent."""
        bilan, _ = self._ranger()
        aligner_les_campagnes(self.referentiel, self.departement)
        return bilan

    def _ranger(self) -> tuple[Bilan, set]:
        bilan, rangees = Bilan(ecarts=Ecarts(fil=(Engagement, Exigence))), set()
        for valeurs in self.donnees["modules"]:
            for promesse in valeurs["engagements"]:
                module = self.modules[valeurs["numero"]]
                rangees |= self._ranger_promesse(module, promesse, bilan)
        return bilan, rangees

    def _ranger_promesse(self, module, promesse, bilan):
        numero = promesse["numero"]
        engagement = self.livres.get(numero) or ranger_engagement(
            module, rang_de(numero), promesse, self.themes, self.conditions, bilan, self.departement
        )
        ajoutees = [e for e in promesse["exigences"] if e["code"] not in self.codes_livres]
        rangs = iter([rang_d_une_exigence(numero, e["code"]) for e in ajoutees])
        exigences = ranger_exigences(
            self.referentiel, engagement, rangs, ajoutees, bilan, self.departement
        )
        return {engagement, *exigences}
