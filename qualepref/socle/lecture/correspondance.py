"""La correspondance d'un import : ce que l'importeur ne pouvait pas deviner, vérifié d'abord.

{colonnes: {champ: titre}, feuilles: {feuille: {champ: titre}}, valeurs: {champ: {écrit: code}},
entetes: {feuille: ligne}, themes: {thème: [questions]}, echelle: {écrit: code}, questions: {titre:
question}, modalites: {question: {écrit: code}}} ; les champs sont ceux de l'importeur.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from qualepref.socle.chargement import ChargementRefuse, verifier
from qualepref.socle.lecture.titres import Champ
from qualepref.socle.lecture.valeurs import normaliser
from qualepref.socle.typographie import enumerer

ECRIT = {"type": ["string", "integer", "number", "null"]}
ECRITS = {"type": ["object", "null"], "additionalProperties": ECRIT}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "colonnes": ECRITS,
        "feuilles": {"type": ["object", "null"], "additionalProperties": ECRITS},
        "entetes": {
            "type": ["object", "null"],
            "additionalProperties": {"type": "integer", "minimum": 0},
            "description": "feuille → numéro de la ligne d'en-tête, 0 si elle n'en a pas",
        },
        "valeurs": {"type": ["object", "null"], "additionalProperties": ECRITS},
        "themes": {
            "type": ["object", "null"],
            "additionalProperties": {"type": "array", "items": ECRIT},
        },
        "echelle": ECRITS,
        "questions": ECRITS,
        "modalites": {"type": ["object", "null"], "additionalProperties": ECRITS},
    },
}


def fautes(
    correspondance: Mapping[str, Any],
    champs: Sequence[Champ],
    codes: Mapping[str, Collection[str]],
) -> list[str]:
    """Une phrase par faute ; `codes` : champ → codes que peuvent prendre ses valeurs."""
    try:
        verifier(correspondance, SCHEMA, "Correspondance")
    except ChargementRefuse as refus:
        return refus.messages
    return [
        f"Correspondance : {faute}"
        for faute in (
            *_fautes_des_colonnes(correspondance.get("colonnes") or {}, champs),
            *_fautes_des_feuilles(correspondance.get("feuilles") or {}, champs),
            *_fautes_des_valeurs(correspondance.get("valeurs") or {}, codes),
        )
    ]


def _fautes_des_colonnes(colonnes: Mapping[str, Any], champs: Sequence[Champ]) -> Iterator[str]:
    connus = [champ.cle for champ in champs if not champ.leurre]
    for cle in colonnes:
        if cle not in connus:
            yield f"« {cle} » n'est pas un champ connu ({enumerer(connus)})."
    titres = Counter(normaliser(str(titre)) for titre in colonnes.values() if titre)
    for cle, titre in colonnes.items():
        if titre and titres[normaliser(str(titre))] > 1:
            yield f"la colonne « {titre} », dite pour « {cle} », l'est aussi pour un autre champ."


def _fautes_des_feuilles(voulues: Mapping[Any, Any], champs: Sequence[Champ]) -> Iterator[str]:
    for colonnes in voulues.values():
        yield from _fautes_des_colonnes(colonnes or {}, champs)


def feuilles_absentes(
    correspondance: Mapping[str, Any], feuilles: Collection[str]
) -> Iterator[str]:
    """Une phrase par feuille dont la correspondance parle et que le classeur n'a pas."""
    connues = {normaliser(nom) for nom in feuilles}
    dites = (*(correspondance.get("feuilles") or {}), *(correspondance.get("entetes") or {}))
    for nom in dict.fromkeys(dites):
        if normaliser(str(nom)) not in connues:
            il_y_a = enumerer(list(feuilles))
            yield f"Correspondance : pas de feuille « {nom} » ; il y a {il_y_a}."


def _fautes_des_valeurs(
    valeurs: Mapping[str, Any], codes: Mapping[str, Collection[str]]
) -> Iterator[str]:
    for champ, traductions in valeurs.items():
        if champ not in codes:
            yield f"les valeurs de « {champ} » ne se traduisent pas ({enumerer(list(codes))})."
            continue
        for ecrit, code in (traductions or {}).items():
            if code not in codes[champ]:
                permis = enumerer(list(codes[champ]))
                yield f"« {ecrit} » : « {code} » n'est pas un code de {champ} ({permis})."


def introuvables(
    correspondance: Mapping[str, Any], par_feuille: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Les titres demandés qu'aucune feuille n'a, ou que n'a pas celle qui les demande.

    `par_feuille` : feuille lue → champ → titre qu'on n'y a pas trouvé.
    """
    propres = {normaliser(str(nom)) for nom in correspondance.get("feuilles") or {}}
    partout = set.intersection(*(set(absents.items()) for absents in par_feuille.values()))
    phrases = [
        f"Correspondance : la feuille « {feuille} » n'a pas de colonne « {titre} » ({champ})."
        for feuille, absents in par_feuille.items()
        if normaliser(feuille) in propres
        for champ, titre in absents.items()
        if (champ, titre) not in partout
    ]
    return phrases + [
        f"Correspondance : aucune feuille n'a de colonne « {titre} » ({champ})."
        for champ, titre in sorted(partout)
    ]


def traductions(correspondance: Mapping[str, Any], champ: str) -> dict[str, str]:
    """Écriture normalisée → code."""
    dites = (correspondance.get("valeurs") or {}).get(champ) or {}
    return {normaliser(str(ecrit)): code for ecrit, code in dites.items()}
