"""Répondre, accuser réception, faire attendre : l'écrire ici, ou noter ce qui est déjà parti."""

from django.urls import reverse

from suivi.demarche import OuEnEst, actes_possibles

# Verbe → usage de la réponse que l'on écrit, titre, les deux façons de faire.
FACONS = {
    "repondre": (
        "reponse",
        "Répondre",
        "Écrire la réponse ici",
        "Noter une réponse déjà partie",
    ),
    "accuser": (
        "accuse",
        "Accuser réception",
        "Écrire l'accusé ici",
        "Noter un accusé déjà parti",
    ),
    "attendre": (
        "attente",
        "Faire attendre",
        "Écrire la réponse d'attente ici",
        "Noter une réponse d'attente déjà partie",
    ),
}
VERBES = {usage: verbe for verbe, (usage, *_) in FACONS.items()}


def ou_en_est(demande):
    return OuEnEst(
        etat=demande.etat,
        accusee=demande.date_accuse is not None,
        attendue=demande.date_attente is not None,
        suspendue=demande.suspendue_le is not None,
        accuse_seul=demande.repondue_par_accuse and demande.date_reponse is None,
    )


def titre(verbe):
    return FACONS[verbe][1]


def ecrire(demande, verbe):
    """L'adresse où l'on écrit ce que le verbe fait partir."""
    adresse, usage = reverse("suivi:reponse_create", args=[demande.pk]), FACONS[verbe][0]
    return adresse if verbe == "repondre" else f"{adresse}?usage={usage}"


def facons(demande, verbe, *, on_ecrit):
    """Les deux façons, celle de la page en cours dite ; aucune si l'acte n'est plus permis."""
    if verbe not in FACONS or verbe not in actes_possibles(ou_en_est(demande)):
        return []
    _, _, ici, deja = FACONS[verbe]
    noter = reverse(f"suivi:demande_{verbe}", args=[demande.pk])
    return [
        {"libelle": ici, "adresse": ecrire(demande, verbe), "active": on_ecrit},
        {"libelle": deja, "adresse": noter, "active": not on_ecrit},
    ]
