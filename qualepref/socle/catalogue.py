"""Les rapports que l'application sait faire, par slug ; chaque sous-classe de Rapport s'y inscrit.

Ce registre est à part : qui ne fait que chercher un rapport n'importe ni page ni PDF.
"""

_rapports: dict[str, type] = {}


class RapportInconnu(LookupError):
    """Aucun rapport ne porte ce slug."""


def inscrire(classe: type) -> None:
    if classe.slug in _rapports:
        raise ValueError(f"Deux rapports pour le slug {classe.slug}")
    _rapports[classe.slug] = classe


def trouver(slug: str):
    """Une instance du rapport. Lève RapportInconnu."""
    if slug not in _rapports:
        raise RapportInconnu(f"Le rapport « {slug} » n'existe pas.")
    return _rapports[slug]()


def tous() -> list:
    return [classe() for classe in _rapports.values()]
