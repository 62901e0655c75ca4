"""Chargement des YAML livrés ou remis par l'utilisateur : une machine, un chargeur par genre.

Un chargeur dit le code de `meta.code` qu'il reconnaît, le schéma du fichier (JSON Schema) et
comment ranger les données ; tout est fait en une transaction, deux chargements de suite ne
changent rien.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema
import yaml
from django.db import transaction

from qualepref.socle.ecarts import Ecarts


class ChargementRefuse(Exception):
    """Le fichier n'est pas chargeable ; `messages` : une phrase par faute, avec sa clé."""

    def __init__(self, messages):
        self.messages = messages if isinstance(messages, list) else [messages]
        super().__init__("\n".join(self.messages))


@dataclass
class Bilan:
    """Ce qu'un chargement a fait ; `ecarts` le dit élément par élément."""

    creees: int = 0
    mises_a_jour: int = 0
    inchangees: int = 0
    retirees: int = 0
    messages: list[str] = field(default_factory=list)
    ecarts: Ecarts = field(default_factory=Ecarts)

    def __str__(self):
        return (
            f"{self.creees} créés, {self.mises_a_jour} mis à jour, "
            f"{self.inchangees} inchangés, {self.retirees} retirés"
        )

    @property
    def est_nouveau(self) -> bool:
        """Rien de ce fichier n'était connu : tout y apparaît."""
        return not (self.mises_a_jour or self.inchangees or self.retirees)

    def ranger(self, gestionnaire, cle: dict, valeurs: dict):
        """Crée l'objet de cette clé, ou ne l'écrit que si une valeur diffère ; rend l'objet."""
        objet = gestionnaire.filter(**cle).first()
        if objet is None:
            self.creees += 1
            objet = gestionnaire.create(**cle, **valeurs)
            self.ecarts.apparait(objet)
        elif not self.changer(objet, valeurs):
            self.inchangees += 1
        return objet

    def changer(self, objet, valeurs: dict) -> bool:
        """Écrit les valeurs qui diffèrent ; faux s'il n'y en a pas."""
        changes = [nom for nom, valeur in valeurs.items() if getattr(objet, nom) != valeur]
        if not changes:
            return False
        self.mises_a_jour += not self.ecarts.connait(objet)
        self.ecarts.change(objet, {nom: valeurs[nom] for nom in changes})
        for nom in changes:
            setattr(objet, nom, valeurs[nom])
        objet.save(update_fields=changes)
        return True

    def retirer(self, objet, note: str = "") -> None:
        """Marque retiré : l'objet et ce qui s'y rattache restent."""
        self.retirees += 1
        self.ecarts.disparait(objet, note)
        objet.retire = True
        objet.save(update_fields=["retire"])

    def remettre(self, objet) -> None:
        self.mises_a_jour += not self.ecarts.connait(objet)
        self.ecarts.apparait(objet)
        objet.retire = False
        objet.save(update_fields=["retire"])


@dataclass(frozen=True)
class Chargeur:
    """`reconnait` dit, d'après `meta`, si un fichier est de ce genre."""

    reconnait: Callable[[dict], bool]
    schema: dict
    charger: Callable[[dict, Bilan], None]


_chargeurs: list[Chargeur] = []


DOUBLE = "clé en double"
EMPILES = "trop d'éléments les uns dans les autres"
PROFONDEUR = 50
RENVOI = "renvoi par « * », à écrire en toutes lettres"
BOOLEEN = "tag:yaml.org,2002:bool"


class Rubriques(dict):
    """Un dictionnaire lu d'un YAML, qui sait à quelle ligne commence chacune de ses clés."""

    lignes: dict[str, int] = {}


yaml.SafeDumper.add_representer(Rubriques, yaml.SafeDumper.represent_dict)


def ligne_de(lues: dict, cle: str) -> int | None:
    """La ligne d'une clé ; None si le dictionnaire ne vient pas d'un fichier."""
    return lues.lignes.get(cle) if isinstance(lues, Rubriques) else None


class Lecteur(yaml.CSafeLoader):
    """Refuse les clés en double, que YAML écrase sans rien dire, et garde les dates en texte.

    Seuls « true » et « false » sont des booléens : « No » et « on » restent des textes.
    """

    yaml_implicit_resolvers = {
        lettre: [(genre, motif) for genre, motif in regles if genre != BOOLEEN]
        for lettre, regles in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(lecteur, noeud, deep=False):
    vues = {}
    for cle, _ in noeud.value:
        valeur = lecteur.construct_object(cle, deep=True)
        if valeur in vues:
            raise yaml.constructor.ConstructorError(
                None, None, f"{DOUBLE} : « {valeur} »", cle.start_mark
            )
        vues[valeur] = cle.start_mark.line + 1
    lues = Rubriques(yaml.CSafeLoader.construct_mapping(lecteur, noeud, deep))
    lues.lignes = vues
    return lues


Lecteur.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
Lecteur.add_implicit_resolver(BOOLEEN, re.compile("^(?:true|false)$", re.I), list("tTfF"))
Lecteur.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda lecteur, noeud: lecteur.construct_scalar(noeud)
)


def _garder(texte: str, renvois: bool) -> None:
    """Refuse avant de lire ce qui épuiserait la machine : un empilement sans fin, et les renvois.

    Quelques lignes de renvois font des milliards d'éléments : seuls les fichiers livrés en ont.
    """
    profondeur = 0
    for evenement in yaml.parse(texte, Loader=yaml.CSafeLoader):
        if isinstance(evenement, yaml.AliasEvent) and not renvois:
            raise yaml.composer.ComposerError(None, None, RENVOI, evenement.start_mark)
        profondeur += isinstance(evenement, yaml.CollectionStartEvent)
        profondeur -= isinstance(evenement, yaml.CollectionEndEvent)
        if profondeur > PROFONDEUR:
            raise yaml.composer.ComposerError(None, None, EMPILES, evenement.start_mark)


def chargeur(reconnait, schema):
    """Décorateur : `fonction(donnees, bilan)` range les fichiers reconnus.

    `reconnait` est un code (celui de `meta.code`), ou un prédicat sur `meta`.
    """

    def enregistrer(fonction):
        predicat = reconnait if callable(reconnait) else (lambda meta: meta["code"] == reconnait)
        _chargeurs.append(Chargeur(predicat, schema, fonction))
        return fonction

    return enregistrer


def lire(chemin: Path) -> dict:
    """Le contenu d'un YAML, ou ChargementRefuse avec le fichier et la ligne."""
    try:
        octets = chemin.read_bytes()
    except FileNotFoundError:
        raise ChargementRefuse(f"« {chemin} » : ce fichier n'existe pas.") from None
    except OSError:
        raise ChargementRefuse(f"« {chemin} » : ce fichier ne s'ouvre pas.") from None
    return analyser(octets, chemin.name, renvois=True)


def analyser(octets: bytes, nom: str, *, renvois: bool = False) -> dict:
    """Le contenu d'un YAML déjà en mémoire, ou ChargementRefuse avec son nom et la ligne."""
    try:
        texte = octets.decode("utf-8-sig")
        _garder(texte, renvois)
        donnees = yaml.load(texte, Loader=Lecteur)
    except (yaml.YAMLError, UnicodeDecodeError) as faute:
        raise ChargementRefuse(f"{nom} : YAML illisible ({_ou(faute)}).") from None
    if not isinstance(donnees, dict):
        raise ChargementRefuse(f"{nom} : on attend un dictionnaire YAML.")
    return donnees


def _ou(faute):
    """L'analyseur YAML parle anglais : on ne garde que la ligne, et nos propres raisons."""
    marque = getattr(faute, "problem_mark", None)
    if marque is None:
        return "texte qui n'est pas en UTF-8"
    dite = faute.problem or ""
    notre = (
        dite
        if dite.startswith((DOUBLE, RENVOI, EMPILES))
        else "retrait, deux-points, guillemet ou crochet fautif"
    )
    return f"ligne {marque.line + 1} : {notre}"


def verifier(donnees: dict, schema: dict, nom: str) -> None:
    """Compare au schéma ; lève ChargementRefuse avec fichier et clé de chaque faute."""
    validateur = jsonschema.Draft202012Validator(schema)
    fautes = sorted(validateur.iter_errors(donnees), key=lambda faute: list(map(str, faute.path)))
    if fautes:
        raise ChargementRefuse([_en_clair(faute, nom) for faute in fautes[:20]])


TYPES = {
    **{"string": "un texte (entre guillemets)", "array": "une liste", "object": "un dictionnaire"},
    **{"integer": "un entier", "number": "un nombre", "boolean": "true ou false", "null": "rien"},
}


def _en_clair(faute, nom):
    cle = "/".join(str(morceau) for morceau in faute.absolute_path) or "(racine)"
    if faute.validator == "required":
        manquante = faute.message.split("'")[1]
        return f"{nom} : à la clé « {cle} », il manque « {manquante} »."
    if faute.validator == "additionalProperties":
        permises = faute.schema.get("properties", {})
        inconnues = ", ".join(str(cle) for cle in faute.instance if cle not in permises)
        connues = ", ".join(permises)
        return f"{nom} : à la clé « {cle} », clé inconnue : {inconnues} (connues : {connues})."
    if faute.validator in ("minItems", "minLength"):
        return f"{nom} : « {cle} » est vide."
    valeur = textwrap.shorten(str(faute.instance), 60, placeholder="…")
    return f"{nom} : « {cle} » vaut « {valeur} » ; on attend {_attendu(faute)}."


def _attendu(faute) -> str:
    """Ce que dit le schéma (`description`), sinon ce que veut la règle."""
    if "description" in faute.schema:
        return faute.schema["description"]
    if faute.validator == "enum":
        return "l'une de ces valeurs : " + ", ".join(map(str, faute.validator_value))
    if faute.validator == "maxLength":
        return f"{faute.validator_value} caractères au plus"
    if faute.validator == "type":
        voulus = faute.validator_value
        return " ou ".join(TYPES[t] for t in ([voulus] if isinstance(voulus, str) else voulus))
    return f"autre chose ({faute.message})"


def charger(chemin: Path, essai: bool = False) -> Bilan:
    """Charge un fichier par le chargeur de son meta.code ; `essai` annule tout à la fin."""
    donnees = lire(chemin)
    meta = donnees.get("meta")
    code = meta.get("code") if isinstance(meta, dict) else None
    if not code:
        raise ChargementRefuse(f"{chemin.name} : il manque « meta/code ».")
    trouve = next((c for c in _chargeurs if c.reconnait(meta)), None)
    if trouve is None:
        raise ChargementRefuse(f"{chemin.name} : « {code} » n'a pas encore de chargeur.")
    verifier(donnees, trouve.schema, chemin.name)
    try:
        return ranger(donnees, trouve.charger, essai)
    except ChargementRefuse as refus:
        raise ChargementRefuse([f"{chemin.name} : {faute}" for faute in refus.messages]) from None


def ranger(donnees: dict, fonction: Callable[[dict, Bilan], None], essai: bool = False) -> Bilan:
    """Tout ou rien : la fonction range les données dans une transaction."""
    bilan = Bilan()
    with transaction.atomic():
        fonction(donnees, bilan)
        if essai:
            transaction.set_rollback(True)
    return bilan
