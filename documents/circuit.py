"""Le circuit d'un document : ses états, les passages permis et ce qu'offre sa fiche.

Valeurs simples en entrée et en sortie ; les états sont les codes de `Document.Etat`.
"""

from typing import NamedTuple

A_REDIGER, EN_REDACTION, EN_RELECTURE = "a_rediger", "en_redaction", "en_relecture"
EN_VIGUEUR, ARCHIVE = "en_vigueur", "archive"

EN_PREPARATION = frozenset({A_REDIGER, EN_REDACTION, EN_RELECTURE})
TRANSITIONS = {
    A_REDIGER: {EN_REDACTION, EN_VIGUEUR, ARCHIVE},
    EN_REDACTION: {EN_RELECTURE, EN_VIGUEUR, ARCHIVE},
    EN_RELECTURE: {EN_REDACTION, EN_VIGUEUR, ARCHIVE},
    EN_VIGUEUR: {EN_REDACTION, EN_VIGUEUR, ARCHIVE},
    ARCHIVE: {EN_REDACTION},
}


class Dossier(NamedTuple):
    """Ce qui décide des actes possibles.

    `en_attente` : une version est déposée, pas encore en vigueur. `approuvee` : elle est approuvée.
    `deja_versionne` : le document a au moins une version.
    """

    etat: str
    approbation: bool = False
    en_attente: bool = False
    approuvee: bool = False
    deja_versionne: bool = False

    @property
    def peut_entrer_en_vigueur(self) -> bool:
        """Une version attend et, si le circuit l'exige, on l'a approuvée.

        Sans aucune version, un document tenu ailleurs que dans l'application entre en vigueur.
        """
        if EN_VIGUEUR not in TRANSITIONS[self.etat]:
            return False
        if self.approbation:
            return self.en_attente and self.approuvee
        return self.en_attente or (not self.deja_versionne and self.etat != EN_VIGUEUR)

    @property
    def peut_etre_approuve(self) -> bool:
        relue = self.etat in (EN_RELECTURE, EN_VIGUEUR)
        return self.approbation and relue and self.en_attente and not self.approuvee


def actes_possibles(
    dossier: Dossier, changer: bool, approuver: bool, renvoyer: bool = False
) -> list[str]:
    """Les verbes qu'offre la fiche, le plus attendu d'abord, à qui a chacun de ces droits."""
    etat = dossier.etat
    offres = (
        ("approuver", approuver and dossier.peut_etre_approuve),
        ("mettre_en_vigueur", changer and dossier.peut_entrer_en_vigueur),
        ("commencer", changer and etat == A_REDIGER),
        ("soumettre", changer and etat == EN_REDACTION and dossier.en_attente),
        ("deposer", changer and etat != ARCHIVE),
        ("relire", changer and etat == EN_VIGUEUR),
        ("prolonger", changer and etat == EN_VIGUEUR),
        ("renvoyer", renvoyer and etat == EN_RELECTURE),
        ("reprendre", changer and etat in (EN_VIGUEUR, ARCHIVE)),
        ("remplacer", changer and etat in (EN_VIGUEUR, ARCHIVE)),
        ("archiver", changer and etat != ARCHIVE),
    )
    return [verbe for verbe, permis in offres if permis]
