"""Les champs d'un modèle de réponse, et leur remplacement par les valeurs d'une demande.

`{{ numero }}` est un champ, pris dans une liste fermée ; `[[ … ]]` est un passage que l'agent
complète ou supprime. Un texte écrit par un utilisateur ne passe jamais par un moteur de gabarits :
un seul passage remplace les champs, et rien de ce qui est remplacé n'est relu.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qualepref.socle.typographie import enumerer

_MARQUE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_PASSAGE = re.compile(r"\[\[\s*(.+?)\s*\]\]", re.DOTALL)
_SIGNES = ("{{", "}}", "[[", "]]")


class Champ(NamedTuple):
    """Un champ de la liste : ce qu'il dit, sur un exemple, et s'il désigne l'usager."""

    libelle: str
    exemple: str
    nomme: bool = False


CHAMPS: dict[str, Champ] = {
    "usager": Champ("nom de l'usager", "Usager 012", nomme=True),
    "coordonnees_usager": Champ("coordonnées de l'usager", "usager012@example.org", nomme=True),
    "numero": Champ("numéro de la demande", "2022-118"),
    "objet": Champ("objet de la demande", "Renouvellement de passeport"),
    "date_arrivee": Champ("date d'arrivée", "7 mars 2022"),
    "date_accuse": Champ("date de l'accusé de réception", "8 mars 2022"),
    "date_echeance": Champ("date limite de réponse", "14 mars 2022"),
    "date_silence": Champ("fin des deux mois de silence", "7 mai 2022"),
    "date_du_jour": Champ("date du jour", "9 mars 2022"),
    "service": Champ("service chargé de la demande", "Accueil général"),
    "site": Champ("site de ce service", "Préfecture"),
    "adresse": Champ("adresse postale du site", "1 place de la Préfecture, 38000 Ville"),
    "courriel": Champ("adresse électronique du site", "contact@example.org"),
    "telephone": Champ("téléphone du site", "04 00 00 00 00"),
    "agent": Champ("agent qui rédige", "Agent 001"),
    "fonction": Champ("fonction de cet agent", "correspondant qualité"),
}
EXEMPLE = {nom: champ.exemple for nom, champ in CHAMPS.items()}


class Restes(NamedTuple):
    """Ce qui manque à un texte pour partir."""

    champs: list[str]
    passages: list[str]

    def __bool__(self):
        return bool(self.champs or self.passages)

    def phrases(self) -> list[str]:
        """Ce qu'il faut faire avant l'envoi, une phrase par genre de manque."""
        dites = []
        if self.champs:
            noms = enumerer([f"« {libelle(nom)} »" for nom in self.champs])
            dites.append(f"Sans valeur pour cette demande : {noms}. Écrivez-les dans le texte.")
        if self.passages:
            noms = enumerer([f"« {passage} »" for passage in self.passages])
            dites.append(f"À compléter ou à supprimer : {noms}.")
        return dites


def libelle(nom: str) -> str:
    """Le nom français d'un champ ; tel quel s'il n'est pas de la liste."""
    return CHAMPS[nom].libelle if nom in CHAMPS else nom


def fautes(texte: str) -> list[str]:
    """Ce qui rend un modèle fautif : champ inconnu, accolade ou crochet seul, avec sa ligne."""
    trouvees = []
    for rang, ligne in enumerate(texte.splitlines(), 1):
        trouvees += [
            f"Ligne {rang} : « {{{{ {nom} }}}} » n'est pas un champ connu{_proches(nom)}."
            for nom in _MARQUE.findall(ligne)
            if nom not in CHAMPS
        ]
        seule = next((s for s in _SIGNES[:2] if s in _MARQUE.sub("", ligne)), None)
        if seule:
            trouvees.append(
                f"Ligne {rang} : « {seule} » est seul ; un champ s'écrit {{{{ nom }}}}."
            )
    if any(signe in _PASSAGE.sub("", texte) for signe in _SIGNES[2:]):
        trouvees.append("Un passage à compléter s'ouvre par « [[ » et se ferme par « ]] ».")
    return trouvees


def _proches(nom: str) -> str:
    voisins = [connu for connu in CHAMPS if nom and (nom in connu or connu in nom)]
    return f" (peut-être {enumerer([f'« {v} »' for v in voisins])})" if voisins else ""


def fusionner(texte: str, valeurs: Mapping[str, str]) -> str:
    """Le texte dont chaque champ qui a une valeur est remplacé ; les autres restent écrits."""

    def remplacer(trouve: re.Match) -> str:
        return valeurs.get(trouve[1]) or trouve[0]

    return _MARQUE.sub(remplacer, texte)


def restes(textes: Iterable[str]) -> Restes:
    """Les champs et les passages encore écrits, dans l'ordre, chacun une fois."""
    tout = "\n".join(textes)
    passages = [" ".join(passage.split()) for passage in _PASSAGE.findall(tout)]
    return Restes(_uniques(_MARQUE.findall(tout)), _uniques(passages))


def _uniques(noms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(noms))
