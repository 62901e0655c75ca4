"""Le plan d'actions présenté au comité de pilotage : PDF A3 en paysage, classeur, page."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F

from engagements.filters.actions import GROUPES_D_ETATS
from engagements.models import Action, LotActions
from engagements.plan import PROPOSEE, TERMINEES, grouper
from engagements.titulaires import Titulaires
from qualepref.socle.forms import Formulaire
from qualepref.socle.rapport import Rapport
from qualepref.socle.sorties.blocs import Paragraphe, Tableau, Titre
from qualepref.socle.temps import aujourdhui
from qualepref.socle.typographie import jour_et_mois

VOIR = "engagements.view_action"
SANS_SERVICE = "Sans service pilote"
COLONNES = {
    "numero": "N°",
    "intitule": "Action",
    "engagements": "Engagements",
    "origine": "Origine",
    "responsable": "Responsable",
    "priorite": "Priorité",
    "echeance": "Échéance",
    "ancienne": "Échéance d'avant",
    "etat": "État",
    "en_retard": "En retard",
    "avancement": "Avancement (%)",
    "realisee": "Réalisée le",
    "suite": "Commentaire ou bilan",
}


class ChoixPlanForm(Formulaire):
    lieux = {"lot": "engagements.view_lotactions"}
    annee = forms.IntegerField(
        label="Plan de l'année",
        required=False,
        min_value=1950,
        max_value=2199,
        help_text="Vide : toutes les années.",
    )
    etat = forms.ChoiceField(
        label="Actions",
        choices=[("", "Toutes"), *GROUPES_D_ETATS.items()],
        required=False,
    )
    lot = forms.ModelChoiceField(
        LotActions.objects.all(), label="Lot du COPIL", required=False, empty_label="Tout le plan"
    )

    def clean(self):
        donnees = super().clean()
        if self.agent.departement is None and not donnees.get("lot"):
            raise ValidationError("Votre compte n'est d'aucun département : choisissez un lot.")
        return donnees


class RapportPlanActions(Rapport):
    """Le plan, service par service, avec ce qui est en retard et ce qui manque."""

    slug = "plan-d-actions"
    titre = "Plan d'actions"
    description = "Le document présenté au comité de pilotage, en A3 : le plan service par service."
    permission_required = VOIR
    template_name = "engagements/rapports/plan_actions.html"
    imprime_template_name = "engagements/rapports/plan_actions_imprime.html"
    feuilles_de_style = (*Rapport.feuilles_de_style, "engagements/rapport-plan.css")
    form_class = ChoixPlanForm

    def donnees(self, agent, annee=None, etat="", lot=None):
        departement = lot.departement if lot else agent.departement
        le = aujourdhui()
        actions = choisir(departement.actions.visibles_par(agent, VOIR), annee, etat, lot)
        titre = f"Plan d'actions {annee}" if annee else "Plan d'actions"
        titre = f"{titre} : {lot.intitule}" if lot else titre
        return {
            "titre": titre,
            "nom_de_fichier": titre.replace("'", " "),
            "surtitre": f"Préfecture · {departement.nom} ({departement.code})",
            "soustitre": sous_titre(le, lot),
            "auteur": f"Préfecture, {departement.nom}",
            "arrete": le.isoformat(),
            "synthese": synthese(actions, le),
            "services": services(actions, le, Titulaires(departement, le)),
            "origines": origines(actions),
        }

    def contexte(self, donnees, agent=None):
        return {"donnees": donnees}

    def blocs(self, donnees):
        plan = [
            [service["nom"], *(ligne[cle] for cle in COLONNES)]
            for service in donnees["services"]
            for ligne in service["lignes"]
        ]
        comptes = ("total", "a_faire", "en_cours", "en_retard", "reportees", "realisees", "pct")
        return [
            Titre(donnees["titre"]),
            Paragraphe(donnees["soustitre"]),
            Tableau("Plan d'actions", ["Service pilote", *COLONNES.values()], plan),
            Tableau(
                "Par service",
                ["Service pilote", *ENTETES_SERVICES],
                [[s["nom"], *(s[cle] for cle in comptes)] for s in donnees["services"]],
            ),
            Tableau("Par origine", ["Origine", "Actions"], donnees["origines"]),
        ]


ENTETES_SERVICES = (
    *("Actions", "À faire", "En cours", "En retard", "Reportées", "Réalisées"),
    "Taux de réalisation (%)",
)


def choisir(actions, annee, etat, lot) -> list[Action]:
    """Les actions du document, service par service puis par échéance."""
    actions = actions.filter(annee=annee) if annee else actions
    actions = actions.filter(lot=lot) if lot else actions
    actions = getattr(actions, etat)() if etat else actions
    return list(
        actions.select_related("service__site", "efficacite_par")
        .prefetch_related("engagements", "reports")
        .order_by(
            F("service__site").asc(nulls_last=True),
            "service__nom",
            F("date_echeance").asc(nulls_last=True),
            *("annee", "numero"),
        )
    )


def sous_titre(le, lot) -> str:
    phrases = [f"Situation au {jour_et_mois(le)} {le.year}"]
    if lot:
        copil = f"{jour_et_mois(lot.date_copil)} {lot.date_copil.year}"
        phrases.append(f"présenté au comité de pilotage du {copil}")
        if lot.est_valide:
            valide = f"{jour_et_mois(lot.date_validation)} {lot.date_validation.year}"
            phrases.append(f"validé le {valide} par {lot.valide_par}")
    return " · ".join(phrases)


def synthese(actions, le) -> dict:
    """Les chiffres de tête ; ce qui manque ne se compte que sur les actions à mener."""
    groupes = grouper(actions, lambda action: None, le)
    comptes = comptes_de(groupes[0]) if groupes else dict.fromkeys(COMPTES, 0)
    a_mener = [action for action in actions if action.etat not in TERMINEES]
    return comptes | {
        "sans_echeance": sum(action.date_echeance is None for action in a_mener),
        "sans_responsable": sum(not action.responsable_en_mots for action in a_mener),
    }


COMPTES = (
    *("total", "a_faire", "en_cours", "en_retard", "reportees", "abandonnees", "proposees"),
    *("realisees", "base", "pct"),
)


def comptes_de(groupe) -> dict:
    pct = groupe.taux.pct
    return {
        "total": len(groupe.actions),
        "a_faire": groupe.par_etat.get("a_faire", 0),
        "en_cours": groupe.par_etat.get("en_cours", 0),
        "en_retard": groupe.en_retard,
        "reportees": groupe.par_etat.get("reportee", 0),
        "abandonnees": groupe.par_etat.get("abandonnee", 0),
        "proposees": groupe.par_etat.get(PROPOSEE, 0),
        "realisees": groupe.taux.realisees,
        "base": groupe.taux.hors_abandonnees,
        "pct": pct if pct is None else float(pct),
    }


def services(actions, le, titulaires) -> list[dict]:
    sites = {action.service.site_id for action in actions if action.service}
    return [
        {
            "nom": nom_du_service(groupe.objet, len(sites) > 1),
            "lignes": [ligne(action, le, titulaires) for action in groupe.actions],
            **comptes_de(groupe),
        }
        for groupe in grouper(actions, lambda action: action.service, le)
    ]


def nom_du_service(service, plusieurs_sites: bool) -> str:
    """Avec son site, s'il y en a plusieurs : deux peuvent avoir leur « Accueil général »."""
    if service is None:
        return SANS_SERVICE
    seul = service.est_racine or not plusieurs_sites
    return str(service) if seul else f"{service} ({service.site})"


def ligne(action, le, titulaires) -> dict:
    """Une action en valeurs simples ; les clés sont celles de COLONNES."""
    reports = [report.ancienne for report in action.reports.all() if report.ancienne]
    return {
        "id": action.pk,
        "numero": action.numero,
        "intitule": action.intitule,
        "description": action.description,
        "engagements": action.numeros_engagements,
        "origine": action.get_origine_display(),
        "responsable": titulaires.en_mots(action),
        "priorite": action.get_priorite_display(),
        "echeance": action.date_echeance,
        "ancienne": min(reports, default=None),
        "etat": action.get_etat_display(),
        "cle_etat": action.etat,
        "en_retard": "oui" if action.est_en_retard(le) else "",
        "avancement": action.avancement,
        "realisee": action.date_realisation,
        "suite": " · ".join(filter(None, suite(action))),
    }


def suite(action) -> tuple[str, str, str]:
    return action.bilan or action.commentaire, efficacite(action), motif(action)


def efficacite(action) -> str:
    """Le verdict, sa date et qui l'a rendu ; vide tant qu'il n'y en a pas."""
    if not action.efficacite:
        return ""
    quand = f" le {action.date_efficacite:%d/%m/%Y}" if action.date_efficacite else ""
    par = f" par {action.efficacite_par}" if action.efficacite_par else ""
    verifiee = f" (vérifié{quand}{par})" if quand or par else ""
    return f"Efficacité : {action.get_efficacite_display()}{verifiee}"


def motif(action) -> str:
    """Le motif d'un report ou d'un abandon, tant qu'il vaut."""
    dit = action.motif if action.etat in ("reportee", "abandonnee", "refusee") else ""
    return f"Motif : {dit}" if dit else ""


def origines(actions) -> list[list]:
    comptes = Counter(action.get_origine_display() for action in actions)
    return [list(paire) for paire in comptes.most_common()]
