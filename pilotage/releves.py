"""Ce qu'un département doit relever : où en est chaque indicateur, et qui en répond."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from pilotage.fraicheur import Etat, Fraicheur, fraicheur, periode_attendue
from pilotage.models import Indicateur, Mesure, ReglageIndicateur
from pilotage.models.indicateurs import PAS
from pilotage.models.suspensions import suspensions_de
from qualepref.socle.models import Agent, Departement, Designation
from qualepref.socle.temps import aujourdhui


def fraicheurs(
    departement: Departement, indicateurs: Iterable[Indicateur], le: date
) -> dict[int, Fraicheur]:
    """Ce qu'il en est de chacun à la date donnée, en deux requêtes."""
    mesures = Mesure.objects.filter(departement=departement, etat=Mesure.Etat.MESURE)
    dernieres = dict(mesures.order_by().values_list("indicateur").annotate(dernier=Max("date_fin")))
    suspensions = suspensions_de(departement)
    return {
        un.pk: Fraicheur(Etat.CALCULE)
        if un.est_calcule
        else fraicheur(
            un.pas,
            un.delai_disponibilite_jours,
            dernieres.get(un.pk),
            le,
            [s for s in suspensions if s.vise(un.pk)],
        )
        for un in indicateurs
    }


def en_defaut(departement: Departement, le: date) -> list[Indicateur]:
    """Les indicateurs suivis dont une valeur attendue manque."""
    suivis = list(Indicateur.objects.actifs_pour(departement))
    sus = fraicheurs(departement, suivis, le)
    return [un for un in suivis if sus[un.pk].est_en_defaut]


def confies_a(agent: Agent) -> QuerySet:
    """Les réglages des indicateurs dont l'agent répond, en personne ou par sa fonction."""
    tenues = Designation.objects.en_vigueur(aujourdhui()).filter(agent=agent)
    par_fonction = Q(fonction__in=tenues.exclude(fonction="").values("fonction"))
    siens = ReglageIndicateur.objects.filter(departement=agent.departement, actif=True)
    return siens.filter(Q(agent=agent) | par_fonction)


def a_donner(le: date | None = None) -> QuerySet:
    """Les réglages suivis dont la valeur attendue n'est pas connue, tous départements."""
    le = le or aujourdhui()
    releves = Indicateur.objects.exclude(source=Indicateur.Source.CALCULE)
    rythmes = releves.order_by().values_list("periodicite", "delai_disponibilite_jours").distinct()
    mesures = Mesure.objects.filter(
        indicateur=OuterRef("indicateur"),
        departement=OuterRef("departement"),
        etat=Mesure.Etat.MESURE,
    )
    manque = Q(pk=None)
    for periodicite, delai in rythmes:
        fin = periode_attendue(PAS[periodicite], delai, le).fin
        rythme = Q(indicateur__periodicite=periodicite, indicateur__delai_disponibilite_jours=delai)
        manque |= rythme & ~Exists(mesures.filter(date_fin__gte=fin))
    suivis = ReglageIndicateur.objects.filter(actif=True)
    return suivis.exclude(indicateur__source=Indicateur.Source.CALCULE).filter(manque)
