"""Ce qui a bougé d'une édition à l'autre d'un tableau de bord, valeur par valeur, en mots."""

from collections.abc import Iterator

from pilotage.mots import SITUATIONS, cellule, cible_dite, jour_iso
from qualepref.socle.nombres import ecrire

ABSENTE = "absente de cette édition"
SANS_COMMENTAIRE = "aucun"


def mouvements(avant: dict, apres: dict) -> list[dict]:
    """Une ligne par valeur qui ne se lit plus de même : indicateur, où, quoi, avant, après.

    On compare ce que le lecteur voit : un écart que l'arrondi cache n'a pas bougé pour lui.
    """
    anciennes, nouvelles = dict(_valeurs(avant)), dict(_valeurs(apres))
    return [
        {
            **dict(zip(("indicateur", "ou", "quoi"), cle[1:], strict=True)),
            "avant": anciennes.get(cle, ABSENTE),
            "apres": nouvelles.get(cle, ABSENTE),
        }
        for cle in {**nouvelles, **anciennes}
        if anciennes.get(cle) != nouvelles.get(cle)
    ]


def _valeurs(donnees: dict) -> Iterator[tuple[tuple, str]]:
    """((code, indicateur, où, quoi), ce qui s'en lit), dans l'ordre du tableau."""
    commentaire = donnees.get("commentaire") or SANS_COMMENTAIRE
    yield ("", "Commentaire", "", ""), commentaire
    for suspension in donnees.get("suspensions", []):
        quand = f"du {jour_iso(suspension['debut'])} au {jour_iso(suspension['fin'])}"
        ou = suspension["lieu"] or "Département"
        yield ("", "Mesures suspendues", ou, quand), suspension["motif"]
    for famille in donnees["familles"]:
        for une in famille["indicateurs"]:
            for ou, quoi, lue in _de_la_ligne(une):
                yield (une["code"], une["libelle"], ou, quoi), lue
        for tableau in famille.get("tableaux", []):
            yield from _du_tableau(tableau)


def _de_la_ligne(une: dict) -> Iterator[tuple[str, str, str]]:
    """Le chiffre, celui d'avant, la situation de chaque lieu ; la cible ; chaque point dessiné."""
    yield "Ensemble", "cible", cible_dite(une)
    parts = [("Ensemble", une)] if une["a_un_ensemble"] else []
    for ou, part in [*parts, *((part["nom"], part) for part in une["detail"])]:
        yield ou, une["periode_dite"], chiffre_dit(part["chiffre"], une["unite"])
        yield ou, "période précédente", chiffre_dit(part["precedent"], une["unite"])
        yield ou, "situation", SITUATIONS[part["situation"]]
    serie = une["serie"] or {"categories": [], "lignes": []}
    for li in serie["lignes"]:
        for quand, valeur in zip(serie["categories"], li["valeurs"], strict=True):
            yield li["nom"], quand, ecrire(valeur, une["unite"])


def _du_tableau(tableau: dict) -> Iterator[tuple[tuple, str]]:
    """Chaque case, sous sa ligne et sa colonne ; l'intitulé perd le jour où il fut compté."""
    intitule = tableau["intitule"].partition(" au ")[0]
    _, *colonnes = tableau["entetes"]
    _, *formats = tableau["formats"]
    for nom, *cases in [*tableau["lignes"], *([tableau["total"]] if tableau["total"] else [])]:
        for colonne, format_, valeur in zip(colonnes, formats, cases, strict=True):
            yield (tableau["cle"], intitule, nom, colonne), cellule(valeur, format_)


def chiffre_dit(chiffre: dict, unite: str) -> str:
    """« 85,0 % (170 sur 200) », « sans taux (0 sur 0) », « suspendu »."""
    if chiffre["valeur"] is None and chiffre["etat"] != "mesure":
        return SITUATIONS[chiffre["etat"]].lower()
    dit = "sans taux" if chiffre["valeur"] is None else ecrire(chiffre["valeur"], unite)
    if chiffre["denominateur"] is None:
        return dit
    sur = (ecrire(chiffre[nom], "nombre") for nom in ("numerateur", "denominateur"))
    return f"{dit} ({' sur '.join(sur)})"
