"""Ce qui voyage scellé dans la page même : les réponses en chemin, le jour d'une tablette.

Ni session ni témoin : le serveur n'en garde rien tant que l'usager n'a pas envoyé. Le sceau vaut
pour un formulaire, et empêche de faire passer pour lues des réponses qui ne l'ont pas été.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core import signing

SEL = "enquetes.reponses-en-chemin"
SEL_DE_TABLETTE = "enquetes.page-de-tablette"
SIGNES_MAX = 10_000  # d'une question, gardés en chemin ; relue, elle peut encore être trop longue
TOTAL_MAX = 150_000  # signes de toutes ensemble : la page reste légère quoi qu'on y colle
VALEURS_MAX = 100  # cases d'une même question

Reponses = dict[str, list[str]]


class SceauBrise(ValueError):
    """Ce texte n'a pas été scellé ici, ou pas pour ce formulaire."""


def sceller(formulaire: str, reponses: Mapping[str, Sequence[str]]) -> str:
    gardees = {code: list(valeurs) for code, valeurs in reponses.items() if any(valeurs)}
    return signing.dumps({"pour": formulaire, "reponses": gardees}, salt=SEL, compress=True)


def desceller(formulaire: str, texte: str) -> Reponses:
    """Rien de scellé : rien de répondu encore. Lève SceauBrise."""
    if not texte:
        return {}
    try:
        contenu = signing.loads(texte, salt=SEL)
    except signing.BadSignature as faute:
        raise SceauBrise(texte[:40]) from faute
    if contenu["pour"] != formulaire:
        raise SceauBrise(formulaire)
    return contenu["reponses"]


def sceller_la_page(formulaire: str, jour: date) -> str:
    """Le sceau d'une page de tablette : elle fut ouverte ici, pour ce formulaire, ce jour-là."""
    return signing.dumps({"pour": formulaire, "jour": jour.isoformat()}, salt=SEL_DE_TABLETTE)


def jour_de_la_page(formulaire: str, sceau: str) -> date:
    """Le jour où la page fut ouverte. Lève SceauBrise."""
    try:
        contenu = signing.loads(sceau, salt=SEL_DE_TABLETTE)
    except signing.BadSignature as faute:
        raise SceauBrise(sceau[:40]) from faute
    if contenu["pour"] != formulaire:
        raise SceauBrise(formulaire)
    return date.fromisoformat(contenu["jour"])


def bornees(valeurs: Sequence[str]) -> list[str]:
    """Les premières valeurs d'une question, tant qu'elles tiennent ensemble dans SIGNES_MAX."""
    gardees, reste = [], SIGNES_MAX
    for valeur in valeurs[:VALEURS_MAX]:
        if reste <= 0:
            break
        gardees.append(valeur[:reste])
        reste -= len(valeur)
    return gardees


def taille(reponses: Mapping[str, Sequence[str]]) -> int:
    """Signes de toutes les réponses en chemin."""
    return sum(len(valeur) for valeurs in reponses.values() for valeur in valeurs)
