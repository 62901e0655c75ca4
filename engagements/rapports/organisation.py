"""Qui conduit la démarche et qui suit chaque service engagé, pour le dossier de candidature."""

from collections import defaultdict
from datetime import date

from engagements.fiche_label import Fiche
from engagements.rapports.parties import partie, tableau
from qualepref.socle.models import Designation, Service

FONCTIONS = Designation.Fonction


def organisation(departement, vue: Fiche, le: date) -> dict:
    designations = Designation.objects.en_vigueur(le).filter(departement=departement)
    par_fonction = defaultdict(list)
    for designation in designations.select_related("agent", "service", "site"):
        par_fonction[designation.fonction].append(designation)
    entetes = ["Fonction", "Personne", "Depuis le", "Lettre de mission"]
    conduite = [
        [d.get_fonction_display().capitalize(), str(d.agent), d.date_debut, d.date_lettre]
        for fonction in (
            FONCTIONS.REFERENT_QUALITE,
            FONCTIONS.PRESIDENT_COPIL,
            FONCTIONS.MEMBRE_COPIL,
        )
        for d in par_fonction[fonction]
    ]
    personne = "Personne n'est désigné encore."
    return partie(
        "Organisation",
        tableaux=[
            tableau("Conduite de la démarche", entetes, conduite, personne),
            _correspondants(vue, par_fonction),
        ],
    )


def _correspondants(vue: Fiche, par_fonction: dict) -> dict:
    """Un service engagé, ou l'un de ceux qui le contiennent, a son correspondant."""
    engages: dict[int, Service] = {}
    for groupe in vue.modules:
        engages |= {ligne.service_id: ligne.service for ligne in groupe.engagees}
    suivi, appuis = (
        _par_service(par_fonction[fonction])
        for fonction in (FONCTIONS.CORRESPONDANT_QUALITE, FONCTIONS.APPUI_TECHNIQUE)
    )
    lignes = [
        [
            str(service.site),
            str(service),
            ", ".join(str(d.agent) for d in suivi[cle]) or "À désigner",
            ", ".join(
                f"{d.agent} ({d.domaine})" if d.domaine else str(d.agent) for d in appuis[cle]
            ),
        ]
        for cle, service in sorted(engages.items(), key=lambda paire: (paire[1].site_id, paire[0]))
    ]
    entetes = ["Site", "Service", "Correspondant qualité", "Appuis techniques"]
    return tableau("Correspondants des services engagés", entetes, lignes, "Aucun service engagé.")


def _par_service(designations) -> dict[int, list]:
    rangees = defaultdict(list)
    for designation in designations:
        rangees[designation.service_id].append(designation)
    return rangees
