"""Les pièces qu'un auditeur demande : cochées si elles sont dans le dossier."""

from collections.abc import Mapping
from urllib.parse import quote

from pilotage.dossier.lecture import Etendue, Masque
from pilotage.envoi import PieceFournie
from pilotage.pieces import pieces_fournies
from qualepref.socle.typographie import insecables

AUTRE = "hors de ce dossier, ou introuvable"


def pieces_demandees(
    etendue: Etendue, joints: Mapping[int, str], tenus: Mapping[str, str]
) -> list[dict]:
    """`joints` : document → son fichier dans le dossier ; `tenus` : type → son tableau."""
    pieces = pieces_fournies(etendue.departement, etendue.le, etendue.agent)
    return [_piece(piece, joints, tenus, etendue.masquer) for piece in pieces]


def _piece(
    piece: PieceFournie, joints: Mapping[int, str], tenus: Mapping[str, str], masque: Masque
) -> dict:
    liens = [
        (f"{un.reference} {masque(un.intitule)}", quote(joints[un.document]))
        for un in piece.valables
        if un.document in joints
    ]
    liens += [(piece.types[code], quote(tenus[code])) for code in piece.types if code in tenus]
    return {
        "intitule": piece.intitule,
        "tenue": bool(liens),
        "etat": _etat(bool(liens), bool(piece.valables)),
        "liens": liens,
        "dehors": [
            f"{un.reference} ({insecables(masque(un.reserve or AUTRE))})"
            for un in piece.valables
            if un.document not in joints
        ],
        "caducs": [un.reference for un in piece.caducs],
    }


def _etat(au_dossier: bool, au_registre: bool) -> str:
    if au_dossier:
        return "Au dossier"
    return "À joindre à part" if au_registre else "Manque"
