"""Les actes qu'une demande permet, selon où elle en est ; valeurs simples, codes de Demande."""

from collections.abc import Mapping
from dataclasses import dataclass

CLOSES = frozenset({"repondue", "retiree"})


@dataclass(frozen=True, kw_only=True)
class OuEnEst:
    """L'état d'une demande et ce qui s'y ajoute. `accuse_seul` : traitée par son seul accusé."""

    etat: str
    accusee: bool = False
    attendue: bool = False
    suspendue: bool = False
    accuse_seul: bool = False

    @property
    def close(self) -> bool:
        return self.etat in CLOSES


def actes_possibles(demande: OuEnEst) -> list[str]:
    """Les verbes permis, le plus attendu d'abord."""
    ouverte = not demande.close
    offres: Mapping[str, bool] = {
        "repondre": ouverte or demande.accuse_seul,
        "accuser": ouverte and not demande.accusee,
        "transferer": ouverte,
        "reprendre": ouverte and demande.suspendue,
        "attendre": ouverte and not demande.attendue,
        "suspendre": ouverte and not demande.suspendue,
        "prolonger": ouverte,
        "retirer": ouverte,
        "rouvrir": demande.close,
    }
    return [verbe for verbe, permis in offres.items() if permis]
