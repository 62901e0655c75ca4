"""Le point hebdomadaire des demandes : une liste à imprimer, avec la place d'écrire la décision.

Ni nom ni coordonnées d'un usager : l'identité n'est pas lue.
"""

from collections import Counter
from datetime import timedelta
from itertools import groupby

from django import forms

from qualepref.socle.forms import Formulaire
from qualepref.socle.models import Service
from qualepref.socle.rapport import Rapport
from qualepref.socle.sorties.blocs import Paragraphe, Tableau, Titre
from qualepref.socle.temps import aujourdhui, dimanche
from qualepref.socle.typographie import date_en_lettres, jour_et_mois
from suivi.delais.restes import reste
from suivi.forms.demandes import nom_et_site
from suivi.identites.voile import Voile
from suivi.models import Demande, Situation
from suivi.point_hebdomadaire import ORDRE, Partie, partie

VOIR = "suivi.view_demande"
DUES = (Situation.A_TEMPS, Situation.EN_RETARD)
AU_PLUS = 1000  # lignes : une réunion n'en lit pas tant, et le PDF reste prompt
LONGUEUR_DE_L_OBJET = 160
COLONNES = {
    "numero": "N°",
    "objet": "Objet",
    "nature": "Nature",
    "arrivee": "Arrivée",
    "echeance": "Échéance",
    "ou": "Où elle en est",
    "decision": "Décision",
}


class ChoixServiceForm(Formulaire):
    lieux = {"service": VOIR}
    service = forms.ModelChoiceField(
        Service.objects.select_related("site"), required=False, empty_label="Tous les services"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].label_from_instance = nom_et_site


class PointHebdomadaire(Rapport):
    """En retard, dues cette semaine et la suivante, suspendues, transmises sans retour."""

    slug = "point-hebdomadaire"
    titre = "Point hebdomadaire des demandes"
    description = (
        "La liste à imprimer pour la réunion de la semaine, service par service, en A4 paysage."
    )
    permission_required = VOIR
    template_name = "suivi/rapports/point_hebdomadaire.html"
    feuilles_de_style = (*Rapport.feuilles_de_style, "suivi/rapport-point.css")
    form_class = ChoixServiceForm

    def donnees(self, agent, service=None):
        le, departement = aujourdhui(), agent.departement
        demandes = a_discuter(agent, service, le)
        titre = "Point hebdomadaire des demandes"
        return {
            "titre": f"{titre} : {service}" if service else titre,
            "nom_de_fichier": f"point-hebdomadaire-{le:%Y-%m-%d}",
            "surtitre": f"Préfecture · {departement}" if departement else "Toutes les préfectures",
            "soustitre": f"Situation au {date_en_lettres(le)} · {semaines(le)}",
            "auteur": f"Préfecture, {departement.nom}" if departement else "Qualepref",
            "arrete": le.isoformat(),
            "comptes": comptes(demandes),
            "services": services(demandes, le, Voile(agent)),
            "tronquee": len(demandes) > AU_PLUS,
        }

    def blocs(self, donnees):
        lignes = [
            [service["nom"], groupe["partie"].capitalize(), *(ligne[cle] for cle in COLONNES)]
            for service in donnees["services"]
            for groupe in service["groupes"]
            for ligne in groupe["lignes"]
        ]
        return [
            Titre(donnees["titre"]),
            Paragraphe(donnees["soustitre"]),
            Tableau("Point hebdomadaire", ["Service", "Partie", *COLONNES.values()], lignes),
        ]


def semaines(le) -> str:
    fin = dimanche(le)
    return f"cette semaine finit le {jour_et_mois(fin)}, la suivante le " + jour_et_mois(
        fin + timedelta(days=7)
    )


def a_discuter(agent, service, le) -> list[tuple[Partie, Demande]]:
    """Les demandes de la réunion avec leur partie, service par service (une requête)."""
    demandes = Demande.objects.visibles_par(agent, VOIR).a_discuter(le).avec_situation(le)
    demandes = demandes.filter(service=service) if service else demandes
    lues = (
        demandes.select_related("service__site", "identite")
        .defer("explication", "observations")
        .order_by("service__site__nom", "service__nom", "service", "date_echeance", "pk")
    )[: AU_PLUS + 1]
    jugees = ((partie_de(demande, le), demande) for demande in lues)
    return [(dite, demande) for dite, demande in jugees if dite]


def partie_de(demande, le) -> Partie | None:
    return partie(
        est_due=demande.situation in DUES,
        echeance=demande.date_echeance,
        suspendue_le=demande.suspendue_le,
        transmise_le=demande.date_transmission,
        le=le,
        dimanche=dimanche(le),
    )


def comptes(demandes) -> list[dict]:
    nombres = Counter(dite for dite, _ in demandes)
    return [{"partie": str(dite), "nombre": nombres[dite]} for dite in ORDRE]


def services(demandes, le, voile: Voile) -> list[dict]:
    montrees = demandes[:AU_PLUS]
    plusieurs = len({demande.service.site_id for _, demande in montrees}) > 1
    return [
        {
            "nom": nom_et_site(siennes[0][1].service) if plusieurs else siennes[0][1].service.nom,
            "nombre": len(siennes),
            "groupes": groupes(siennes, le, voile),
        }
        for _, siennes in ((cle, list(g)) for cle, g in groupby(montrees, le_service))
    ]


def le_service(jugee):
    return jugee[1].service_id


def groupes(siennes, le, voile: Voile) -> list[dict]:
    par_partie = {dite: [ligne(d, le, voile) for p, d in siennes if p == dite] for dite in ORDRE}
    return [
        {"partie": str(dite), "lignes": lignes} for dite, lignes in par_partie.items() if lignes
    ]


def ligne(demande, le, voile: Voile) -> dict:
    """Une demande en valeurs simples ; les clés sont celles de COLONNES."""
    objet = " ".join(voile.texte(demande, demande.objet).split()) or "Sans objet"
    coupe = objet[: LONGUEUR_DE_L_OBJET - 1].rstrip() + "…"
    return {
        "id": demande.pk,
        "numero": demande.numero,
        "objet": objet if len(objet) <= LONGUEUR_DE_L_OBJET else coupe,
        "nature": demande.get_nature_display(),
        "arrivee": demande.date_arrivee,
        "echeance": demande.date_echeance,
        "reste": reste(demande.date_echeance, le) if demande.date_echeance else "",
        "ou": ou_elle_en_est(demande),
        "decision": "",
    }


def ou_elle_en_est(demande) -> str:
    """Le dernier pas daté : « transmise le 12/12/2022 »."""
    if demande.suspendue_le:
        return f"délai suspendu depuis le {demande.suspendue_le:%d/%m/%Y}"
    for champ, pas in (
        ("transmission", "transmise"),
        ("attente", "en attente"),
        ("accuse", "accusée"),
    ):
        if quand := getattr(demande, f"date_{champ}"):
            return f"{pas} le {quand:%d/%m/%Y}"
    return "pas encore accusée"
