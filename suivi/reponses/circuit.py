"""Le circuit d'une réponse : du brouillon à l'envoi, avec ou sans second regard.

Valeurs simples en entrée et en sortie ; les états sont les codes de `Reponse.Etat`.
"""

BROUILLON, A_RELIRE, REFUSEE, RELUE = "brouillon", "a_relire", "refusee", "relue"
EN_ENVOI, ECHOUEE, ENVOYEE, REMISE = "en_envoi", "echouee", "envoyee", "remise"

MODIFIABLES = frozenset({BROUILLON, A_RELIRE, REFUSEE, RELUE, ECHOUEE})
PARTIES = frozenset({ENVOYEE, REMISE})
EN_COURS = MODIFIABLES | {EN_ENVOI}
TRANSITIONS = {
    BROUILLON: {A_RELIRE, EN_ENVOI, REMISE},
    A_RELIRE: {RELUE, REFUSEE, BROUILLON},
    REFUSEE: {A_RELIRE, BROUILLON},
    RELUE: {EN_ENVOI, REMISE, BROUILLON},
    EN_ENVOI: {ENVOYEE, ECHOUEE},
    ECHOUEE: {EN_ENVOI, REMISE, BROUILLON},
    ENVOYEE: set(),
    REMISE: set(),
}
# Ce qu'exige un second regard : rien ne part qu'un autre n'ait relu.
SANS_RELECTURE = {BROUILLON: {EN_ENVOI, REMISE}}


def suites(etat: str, relecture: bool) -> set[str]:
    """Où mène un état, selon que le département veut un second regard ou non."""
    interdites = SANS_RELECTURE.get(etat, set()) if relecture else set()
    return TRANSITIONS[etat] - interdites


def actes_possibles(
    etat: str, support: str, *, relecture: bool, a_ecrit: bool, peut_relire: bool
) -> list[str]:
    """Les verbes offerts, le plus attendu d'abord ; on ne relit pas ce qu'on a écrit."""
    permis = suites(etat, relecture)
    courriel = support == "courriel"
    a_lire = etat == A_RELIRE and peut_relire and not a_ecrit
    offres = (
        ("approuver", a_lire),
        ("refuser", a_lire),
        ("renvoyer", etat == ECHOUEE and courriel),
        ("envoyer", etat != ECHOUEE and courriel and EN_ENVOI in permis),
        ("remettre", not courriel and REMISE in permis),
        ("soumettre", A_RELIRE in permis),
        ("modifier", etat in MODIFIABLES),
        ("jeter", etat in MODIFIABLES),
    )
    return [verbe for verbe, offert in offres if offert]
