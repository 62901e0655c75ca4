"""Ranger les conventions de tutorat d'un classeur : une ligne, une convention."""

from formations.models import PeriodeTutorat, Tutorat
from qualepref.socle.lecture.valeurs import normaliser


def ranger_les_tutorats(lignes, agents, importeur) -> None:
    rapport = importeur.rapport
    _ajouter_les_inconnus(lignes, agents)
    connues = _connues(importeur.cadre.departement)
    vues = {}
    for ligne in lignes:
        lu = ligne.objet
        premiere = vues.setdefault(lu.cle, ligne)
        if premiere is not ligne:
            dit = f"même convention que la ligne {premiere.numero} : pas reprise"
            ligne.avertir("tutore", dit, "doublon")
            rapport.inchangees += 1
            continue
        tutore = agents.trouver(lu.nom, lu.service)
        tutorat = connues.get((tutore.pk, lu.date_signature))
        if tutorat is None:
            _convenir(tutore, lu)
            rapport.creees += 1
            continue
        change = _completer(tutorat, lu)
        rapport.mises_a_jour += change
        rapport.inchangees += not change


def _ajouter_les_inconnus(lignes, agents) -> None:
    """Une convention ne se perd pas faute d'une ligne pour son agent."""
    neufs = {}
    for ligne in lignes:
        lu = ligne.objet
        if agents.trouver(lu.nom, lu.service) is None:
            neufs.setdefault((normaliser(lu.nom), lu.service.pk), (lu.nom, lu.service, {}))
            dit = "agent inconnu : ajouté, sans obligation de formation"
            ligne.avertir("tutore", dit, "tutore_inconnu")
    agents.ajouter(neufs.values())


def _connues(departement) -> dict:
    """(tutoré, première signature) → convention."""
    premieres = PeriodeTutorat.objects.filter(
        rang=1, tutorat__service__site__departement=departement
    ).select_related("tutorat")
    return {(p.tutorat.tutore_id, p.date_signature): p.tutorat for p in premieres}


def _convenir(tutore, lu) -> None:
    tutorat = Tutorat(tutore=tutore, service=lu.service, service_lu=lu.service_lu, **lu.dits)
    Tutorat.objects.convenir(tutorat, lu.date_signature, signee_le=lu.date_signature)
    if lu.date_renouvellement:
        tutorat.reprendre(lu.date_renouvellement)


def _completer(tutorat, lu) -> bool:
    changes = [champ for champ, valeur in lu.dits.items() if getattr(tutorat, champ) != valeur]
    for champ in changes:
        setattr(tutorat, champ, lu.dits[champ])
    if changes:
        tutorat.save(update_fields=changes)
    dites = set(tutorat.periodes.values_list("date_debut", flat=True))
    reprend = bool(lu.date_renouvellement) and lu.date_renouvellement not in dites
    if reprend:
        tutorat.reprendre(lu.date_renouvellement)
    return bool(changes) or reprend
