"""Les rôles d'accès et ce que chacun peut faire.

Chaque app dit dans son module `droits.py` ce que les rôles peuvent sur ses objets, par
`accorder("app", {rôle: "verbes modèle, …"})` ; les groupes Django en sont tenus à jour après
chaque migration. Une désignation en vigueur donne son rôle à la personne (voir `Designation`).
"""

from collections import defaultdict
from collections.abc import Callable

from django.apps import apps as installees
from django.core.cache import cache

ROLES = {
    "administrateur": "Administrateur",
    "referent_qualite": "Référent qualité",
    "correspondant": "Correspondant qualité",
    "copil": "Comité de pilotage",
    "auditeur": "Auditeur",
    "agent": "Agent",
    "lecteur_national": "Lecteur national",
}
TOUS = tuple(ROLES)
CLE_CACHE = "droits-par-role"

_accords: dict[str, set[str]] = defaultdict(set)
_habilitations: list[tuple[frozenset[str], Callable]] = []


def accorder(app: str, accords: dict[str, list[str]]) -> None:
    """Enregistre « verbe_modele » → rôles ; `verbe_modele` est un codename Django de l'app."""
    for codename, roles in accords.items():
        for role in roles:
            if role not in ROLES:
                raise ValueError(f"Rôle inconnu dans les droits de {app} : {role}")
            _accords[role].add(f"{app}.{codename}")


def habiliter(*permissions: str):
    """Décorateur : `fonction(agent) -> bool` ouvre ces permissions à qui n'a pas le rôle.

    Ce que l'agent en voit se borne dans `PerimetreQuerySet.confies`.
    """

    def enregistrer(fonction):
        _habilitations.append((frozenset(permissions), fonction))
        return fonction

    return enregistrer


def est_habilite(agent, permission: str) -> bool:
    """Vrai si une habilitation lui ouvre cette permission ; jugée une fois par requête."""
    jugees = agent.__dict__.setdefault("_habilitations", {})
    for permissions, fonction in _habilitations:
        if permission in permissions and jugees.setdefault(fonction, None) is None:
            jugees[fonction] = fonction(agent)
    return any(permission in p and jugees.get(f) for p, f in _habilitations)


def synchroniser(sender=None, apps=None, **kwargs) -> None:
    """Aligne les groupes Django sur les accords déclarés, une fois toutes les apps migrées."""
    if sender is not None and sender.name != list(installees.get_app_configs())[-1].name:
        return
    Group, Permission = (installees.get_model("auth", nom) for nom in ("Group", "Permission"))
    permissions = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        groupe, _ = Group.objects.get_or_create(name=role)
        groupe.permissions.set(permissions[code] for code in _accords[role] if code in permissions)
    cache.delete(CLE_CACHE)


def par_role() -> dict[str, frozenset[str]]:
    """Permissions de chaque rôle, lues dans les groupes et gardées une minute en mémoire."""
    return cache.get_or_set(CLE_CACHE, _lire_les_groupes, 60)


def _lire_les_groupes():
    droits = {role: set() for role in ROLES}
    lignes = (
        installees.get_model("auth", "Permission")
        .objects.filter(group__name__in=ROLES)
        .values_list("group__name", "content_type__app_label", "codename")
    )
    for role, app, codename in lignes:
        droits[role].add(f"{app}.{codename}")
    return {role: frozenset(codes) for role, codes in droits.items()}


accorder(
    "socle",
    {
        "view_departement": list(TOUS),
        "view_site": list(TOUS),
        "add_site": ["administrateur", "referent_qualite"],
        "change_site": ["administrateur", "referent_qualite"],
        "view_service": list(TOUS),
        "add_service": ["administrateur", "referent_qualite"],
        "change_service": ["administrateur", "referent_qualite"],
        "delete_service": ["administrateur", "referent_qualite"],
        "view_agent": ["administrateur", "referent_qualite"],
        "add_agent": ["administrateur", "referent_qualite"],
        "change_agent": ["administrateur", "referent_qualite"],
        "view_designation": ["administrateur", "referent_qualite", "correspondant", "copil"],
        "designer_administrateur": ["administrateur"],
        "add_designation": ["administrateur", "referent_qualite"],
        "change_designation": ["administrateur", "referent_qualite"],
        "delete_designation": ["administrateur", "referent_qualite"],
        "view_production": ["administrateur", "referent_qualite", "correspondant", "copil"],
        "add_production": ["referent_qualite"],
        "importer_production": ["referent_qualite"],
        "view_journal": ["administrateur", "referent_qualite"],
        "view_lieu": ["administrateur", "referent_qualite", "correspondant", "copil"],
        "add_lieu": ["administrateur", "referent_qualite"],
        "change_lieu": ["administrateur", "referent_qualite"],
        "view_fermeture": ["administrateur", "referent_qualite"],
        "add_fermeture": ["administrateur", "referent_qualite"],
        "change_fermeture": ["administrateur", "referent_qualite"],
        "delete_fermeture": ["administrateur", "referent_qualite"],
        "view_periodesuspendue": ["administrateur", "referent_qualite", "correspondant", "copil"],
        "add_periodesuspendue": ["referent_qualite"],
        "change_periodesuspendue": ["referent_qualite"],
        "delete_periodesuspendue": ["referent_qualite"],
    },
)
# Le lecteur national n'a pas de service : rien ne lui échoit.
RAPPELES = [role for role in TOUS if role != "lecteur_national"]
accorder(
    "socle",
    {
        "view_rappel": RAPPELES,
        "change_rappel": RAPPELES,
        "change_preferencerappel": RAPPELES,
    },
)
# Qui est d'un département garde des vues de ses listes ; le référent seul les partage.
accorder(
    "socle",
    {
        **{f"{verbe}_vueenregistree": RAPPELES for verbe in ("view", "add", "change", "delete")},
        "partager_vueenregistree": ["referent_qualite"],
    },
)
