"""Le circuit d'un signalement : ses états, ce qui mène de l'un à l'autre, les actes offerts.

Valeurs simples en entrée et en sortie ; les états sont les codes de `Signalement.Etat`.
"""

RECU, EN_COURS, REPONDU = "recu", "en_cours", "repondu"
CLOS, CLASSE = "clos", "classe_sans_suite"

OUVERTS = frozenset({RECU, EN_COURS, REPONDU})
SANS_REPONSE = frozenset({RECU, EN_COURS})
TERMINES = frozenset({CLOS, CLASSE})
# Une réponse se complète ; un signalement terminé se rouvre, et reprend alors son cours.
TRANSITIONS = {
    RECU: {EN_COURS, REPONDU, CLASSE},
    EN_COURS: {REPONDU, CLASSE},
    REPONDU: {REPONDU, EN_COURS, CLOS},
    CLOS: {EN_COURS},
    CLASSE: {EN_COURS},
}


def actes_possibles(etat: str, a_une_action: bool) -> list[str]:
    """Les verbes qu'offre la fiche à qui tient les signalements, le plus attendu d'abord."""
    offres = (
        ("trier", etat == RECU),
        ("repondre", etat in SANS_REPONSE),
        ("clore", etat == REPONDU),
        ("completer", etat == REPONDU),
        ("proposer", etat in OUVERTS and not a_une_action),
        ("retrier", etat in OUVERTS and etat != RECU),
        ("classer", etat in SANS_REPONSE),
        ("rouvrir", etat in TERMINES),
    )
    return [verbe for verbe, permis in offres if permis]


def etapes(etat: str) -> list[tuple[str, bool]]:
    """Le chemin tel que l'auteur le lit : (état, franchi), jusqu'au terme attendu."""
    chemin = [RECU, EN_COURS, CLASSE] if etat == CLASSE else [RECU, EN_COURS, REPONDU, CLOS]
    return [(pas, rang <= chemin.index(etat)) for rang, pas in enumerate(chemin)]
