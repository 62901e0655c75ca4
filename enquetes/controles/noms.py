"""Le nom d'un agent ne s'écrit pas dans une enquête mystère : ce qui y ressemble se relit."""

from typing import NamedTuple

from django.db import transaction

from enquetes.anonymat import Proposition, masquer, proposer
from enquetes.models import Releve
from qualepref.socle.models import Agent


class Trouve(NamedTuple):
    """Un mot à relire, et le point où il est écrit ; sans point, la remarque d'ensemble."""

    point: str
    mot: str
    raison: str


def noms_ecrits(releve: Releve) -> list[Trouve]:
    """Dans l'ordre de la grille, chaque mot une fois par point."""
    noms = _noms_du_departement(releve)
    dits = [("", releve.remarque)]
    for valeur in releve.valeurs.select_related("question"):
        dits += [(valeur.question.code, texte) for texte in (valeur.texte, valeur.commentaire)]
    trouves = [
        Trouve(point, un.texte, un.raison) for point, texte in dits for un in proposer(texte, noms)
    ]
    return list(dict.fromkeys(trouves))


@transaction.atomic
def masquer_les_noms(releve: Releve) -> None:
    """Chaque mot à relire devient une mention ; le reste ne bouge pas."""
    releve.verrouiller()
    noms = _noms_du_departement(releve)
    for valeur in releve.valeurs.all():
        for champ in ("texte", "commentaire"):
            setattr(valeur, champ, _masque(getattr(valeur, champ), noms))
        valeur.save(update_fields=["texte", "commentaire"])
    releve.remarque = _masque(releve.remarque, noms)
    releve.save(update_fields=["remarque"])


def _masque(texte: str, noms: list[str]) -> str:
    propositions: list[Proposition] = proposer(texte, noms)
    return masquer(texte, propositions)


def _noms_du_departement(releve):
    agents = Agent.objects.filter(departement=releve.controle.departement_id)
    return list(agents.exclude(last_name="").values_list("last_name", flat=True))
