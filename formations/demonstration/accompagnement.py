"""Les tutorats suivis, les journées d'immersion et les séances de sensibilisation."""

from datetime import date

from formations.demonstration.sessions import agir, siens
from formations.forms.agents import ImmersionForm
from formations.forms.tutorats import (
    CloreForm,
    NouveauTutoratForm,
    PointForm,
    RenouvelerForm,
    SensibilisationForm,
)
from formations.models import ObligationFormation, PointEtape, Tutorat
from qualepref.socle.demonstration import Demonstration, comme_lue, saisir

FIN = date(2022, 12, 19)
POINTS = (
    "Accueille seul au guichet, demande encore de l'aide pour les dossiers incomplets.",
    "À l'aise au téléphone ; les fiches de procédure sont connues.",
    "Une journée au point numérique reste à prévoir.",
)
SEANCES = (
    ("Nos engagements et le label", date(2022, 3, 15), ("AG", "STD"), 14),
    ("Répondre dans les délais", date(2022, 9, 27), ("DS", "NAT"), 9),
    ("Ce que dit l'enquête de 2022", date(2023, 1, 24), ("AG", "DS", "CERTPC"), None),
)
IMMERSIONS = (("AG", date(2022, 5, 12)), ("DS", date(2022, 10, 4)))


def tutorats(demonstration: Demonstration):
    return Tutorat.objects.filter(service__site__departement=demonstration.departement).order_by(
        "pk"
    )


def tenir_les_points(demonstration: Demonstration) -> None:
    """Les deux premiers points des premières conventions, le jour dit."""
    for tutorat in tutorats(demonstration)[:5]:
        points = PointEtape.objects.filter(tutorat=tutorat, date_prevue__lt=FIN)[:2]
        for rang, point in enumerate(points):
            with demonstration.le(point.date_prevue) as referente:
                dites = POINTS[(rang + tutorat.pk) % len(POINTS)]
                saisie = comme_lue(PointForm, point, referente)
                saisie |= {"date_tenue": point.date_prevue, "observations": dites}
                saisir(PointForm(saisie, instance=point, agent=referente))


def clore_et_renouveler(demonstration: Demonstration) -> None:
    """Deux se closent avec un bilan à leur terme ; un renouvellement attend ses signatures."""
    finis = tutorats(demonstration).avec_fin().filter(fin__lt=FIN).order_by("fin", "pk")
    clos = list(finis[:2])
    autres = finis.exclude(pk__in=[un.pk for un in clos])
    renouvele = autres.filter(tutore__obligations__derniere_formation=None).first()
    for tutorat in clos:
        with demonstration.le(tutorat.fin) as referente:
            saisie = {"le": tutorat.fin, "bilan": "Autonome : le tutorat prend fin à son terme."}
            agir(CloreForm(saisie, sur=tutorat, agent=referente))
    with demonstration.le(FIN) as referente:
        agir(RenouvelerForm({"date_debut": FIN}, sur=renouvele, agent=referente))


def preparer_une_convention(demonstration: Demonstration) -> None:
    """Prête à imprimer : elle ne compte pas tant qu'elle n'est pas signée."""
    with demonstration.le(FIN) as referente:
        libres = (
            ObligationFormation.objects.en_cours()
            .jamais_formes()
            .filter(agent__in=siens(demonstration).exclude(tutorats__in=Tutorat.objects.ouverts()))
        )
        arrivant = libres.order_by("-date_prise_de_poste", "pk").first().agent
        saisie = {
            "tutore": arrivant.pk,
            "tuteur": "Agent 012",
            "chef_de_bureau": "Cheffe de bureau 02",
            "objectifs": "Tenir le préaccueil seul, puis le guichet des associations.",
            "date_debut": date(2023, 1, 3),
        }
        saisir(NouveauTutoratForm(saisie, agent=referente))


def noter_des_immersions(demonstration: Demonstration) -> None:
    (point_numerique,) = demonstration.services("PN")
    for code, jour in IMMERSIONS:
        with demonstration.le(jour) as referente:
            agent = siens(demonstration).filter(service__code=code).order_by("pk").first()
            saisie = {"accueil": point_numerique.pk, "jour": jour}
            saisir(ImmersionForm(saisie, pour=agent, agent=referente))


def sensibiliser(demonstration: Demonstration) -> None:
    for sujet, jour, codes, presents in SEANCES:
        services = [service.pk for service in demonstration.services(*codes)]
        saisie = {"sujet": sujet, "jour": jour, "services": services, "lieu": "Salle de réunion"}
        saisie |= {"intervenant": "Référente qualité"}
        if presents is not None:
            saisie["presents"] = presents
        with demonstration.le(min(jour, FIN)) as referente:
            saisir(SensibilisationForm(saisie, agent=referente))
