"""Les chiffres des formations d'une année, pour la commande `chiffres`."""

from collections import Counter

from formations.decompte import Compte, compter, totaliser
from formations.models import ObligationFormation, PeriodeTutorat, Tutorat
from qualepref.socle.chiffres import Cadre, chiffres


@chiffres("formations")
def tableau_des_formations(cadre: Cadre) -> dict:
    """L'année est celle de la date d'arrêté ; un taux sans dénominateur est vide."""
    obligations = ObligationFormation.objects.filter(
        agent__service__site__departement=cadre.departement
    )
    lues = [(une.theme, une.dossier) for une in obligations.avec_dossiers()]
    comptes = compter(lues, cadre.le)
    total = totaliser((dossier for _, dossier in lues), cadre.le)
    return {
        "par_theme": {
            theme.cle: _en_mots(comptes[theme], cadre.le)
            for theme in sorted(comptes, key=lambda theme: (theme.ordre, theme.pk))
        },
        "total": _en_mots(total, cadre.le),
        "conventions_tutorat": _conventions(cadre),
    }


def _en_mots(compte: Compte, le) -> dict:
    jour = f"{le:%d_%m_%Y}"
    return {
        "concernes": compte.concernes,
        f"devant_suivre_{le.year}": compte.devaient,
        f"formes_{le.year}": compte.formes,
        "taux_realisation_pct": compte.taux_realisation,
        f"a_jour_au_{jour}": compte.a_jour,
        f"en_retard_au_{jour}": compte.en_retard,
        "taux_a_jour_pct": compte.taux_a_jour,
    }


def _conventions(cadre: Cadre) -> dict:
    """Celles signées à cette date, par service tel que le classeur l'écrit."""
    signees = PeriodeTutorat.objects.filter(date_signature__lte=cadre.le)
    siennes = Tutorat.objects.filter(
        service__site__departement=cadre.departement, pk__in=signees.values("tutorat")
    ).order_by("pk")
    par_service = Counter(
        lu or nom for lu, nom in siennes.values_list("service_lu", "service__nom")
    )
    renouvelees = siennes.filter(pk__in=signees.filter(rang__gt=1).values("tutorat"))
    return {
        "total": sum(par_service.values()),
        "par_service": dict(par_service),
        "renouvelees": renouvelees.count(),
    }
