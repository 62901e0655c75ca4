"""Le dossier de candidature : périmètre, engagements, décisions, organisation, vie du label.

Des parties faites de phrases et de tableaux, en valeurs simples : la page, le PDF et le classeur
en sont tirés.
"""

from datetime import date

from engagements.fiche_label import DuModule, Etat, Fiche, en_lettres, fiche
from engagements.grille import Cotation, Reponse, dresser
from engagements.models import AutoEvaluation, AvisEngagement, Campagne, Decision, Labellisation
from engagements.phrases import phrase_des_modules
from engagements.rapports.organisation import organisation
from engagements.rapports.parties import partie, tableau

NON_RETROUVE = "Contenu non retrouvé : hors de tout taux."


def dossier(labellisation: Labellisation, le: date, campagne: Campagne | None = None) -> dict:
    """Le dossier arrêté à ce jour ; les avis sont ceux de la dernière campagne, ou de celle-ci."""
    vue = fiche(labellisation, le)
    departement, referentiel = labellisation.departement, labellisation.referentiel
    campagne = campagne or derniere_campagne(labellisation, le)
    return {
        "titre": f"Dossier de candidature {referentiel.intitule}",
        "surtitre": f"Préfecture · {departement.nom} ({departement.code})",
        "soustitre": f"Arrêté au {en_lettres(le)}",
        "auteur": f"Préfecture · {departement.nom}",
        "nom_de_fichier": f"candidature-{referentiel.code}-{departement.code}-{le:%Y-%m-%d}",
        "situation": vue.ensemble.phrase,
        "referentiel": str(referentiel),
        "parties": [
            _perimetre(vue),
            _engagements(labellisation, vue, campagne, le),
            _optionnels(labellisation, campagne, le),
            organisation(departement, vue, le),
            _vie(vue),
        ],
    }


def derniere_campagne(labellisation: Labellisation, le: date) -> Campagne | None:
    siennes = Campagne.objects.filter(
        departement=labellisation.departement_id, referentiel=labellisation.referentiel_id
    )
    return siennes.filter(date_debut__lte=le).select_related("referentiel").first()


# --- Périmètre --------------------------------------------------------------------------------


def _perimetre(vue: Fiche) -> dict:
    engages = [groupe for groupe in vue.modules if groupe.engagees]
    services = {ligne.service_id for groupe in engages for ligne in groupe.engagees}
    phrase = (
        f"{_compte(len(services), 'service engagé', 'services engagés')} sur "
        f"{_compte(sum(etat.services > 0 for etat in vue.sites), 'site', 'sites')}, "
        f"{_compte(len(engages), 'module', 'modules')}."
    )
    suivis = [_sortis(groupe, groupe.suivies) for groupe in vue.modules if groupe.suivies]
    suites = (
        ["Suivi hors label : preuves encore recueillies, hors de tous les taux."] if suivis else []
    )
    return partie(
        "Périmètre", phrase, *suites, tableaux=[*(_du_module(g) for g in engages), *suivis]
    )


def _compte(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {plusieurs if nombre > 1 else un}"


def _du_module(groupe: DuModule) -> dict:
    entetes = ["Site", "Service", "Rôle", "Restriction", "Entré le"]
    lignes = [
        [
            str(ligne.service.site),
            str(ligne.service),
            ligne.get_role_display().capitalize(),
            ligne.restriction,
            ligne.date_entree,
        ]
        for ligne in groupe.engagees
    ]
    return tableau(f"Module {groupe.module.numero}, {groupe.module.intitule}", entetes, lignes)


def _sortis(groupe: DuModule, sorties) -> dict:
    entetes = ["Site", "Service", "Entré le", "Sorti le", "Motif"]
    lignes = [
        [str(li.service.site), str(li.service), li.date_entree, li.date_sortie, li.motif_sortie]
        for li in sorties
    ]
    return tableau(f"Module {groupe.module.numero}, suivi hors label", entetes, lignes)


# --- Engagements ------------------------------------------------------------------------------


def _engagements(labellisation, vue: Fiche, campagne: Campagne | None, le: date) -> dict:
    """Chaque engagement des modules engagés : retenu ou non, et s'il est tenu."""
    blocs = _blocs(campagne) if campagne else []
    avis = {ligne.engagement.pk: ligne.ensemble for bloc in blocs for ligne in bloc.lignes}
    decisions = {d.engagement_id: d for d in labellisation.decisions.de_l_annee(le.year)}
    a_decider = {engagement.pk for engagement in labellisation.engagements_a_decider()}
    engages = [groupe.module.pk for groupe in vue.modules if groupe.engagees]
    modules = labellisation.referentiel.modules.filter(pk__in=engages).order_by("ordre", "pk")
    tableaux = []
    for module in modules.avec_engagements(labellisation.departement_id):
        lignes = [
            [
                engagement.numero,
                _intitule(engagement),
                _choix(engagement, decisions, a_decider),
                _dit(avis.get(engagement.pk)),
            ]
            for engagement in module.en_vigueur
        ]
        legende = f"Engagements du module {module.numero}"
        entetes = ["N°", "Engagement", f"En {le.year}", "Auto-évaluation"]
        tableaux.append(tableau(legende, entetes, lignes, NON_RETROUVE))
    source = (
        f"Avis de la campagne « {campagne} »." if campagne else "Aucune auto-évaluation encore."
    )
    return partie("Engagements", source, phrase_des_modules(blocs), tableaux=tableaux)


def _intitule(engagement) -> str:
    intitule = engagement.intitule or "Intitulé non retrouvé"
    return f"{intitule} (saisi par la préfecture)" if engagement.est_saisi else intitule


def _choix(engagement, decisions: dict, a_decider: set[int]) -> str:
    decision = decisions.get(engagement.pk)
    if decision is None:
        return "À décider" if engagement.facultatif and engagement.pk in a_decider else "Retenu"
    if decision.choix == Decision.Choix.DIFFERE:
        return f"Différé jusqu'au {decision.differe_jusqu_au:%d/%m/%Y}"
    return decision.get_choix_display().capitalize()


def _dit(avis: str | None) -> str:
    return AvisEngagement.Avis(avis).label.capitalize() if avis else ""


def _blocs(campagne: Campagne) -> list:
    """Les modules de la grille, tous services engagés ensemble."""
    reponses = AvisEngagement.objects.filter(campagne=campagne).reponses()
    cotations = AutoEvaluation.objects.filter(campagne=campagne).cotations()
    return dresser(
        campagne.modules(),
        [Reponse(*ligne) for ligne in reponses],
        [Cotation(*ligne) for ligne in cotations],
        campagne.referentiel.pire,
        campagne.couples_engages(),
    ).blocs


def _optionnels(labellisation, campagne: Campagne | None, le: date) -> dict:
    """Ce que le comité de pilotage a décidé, ce que les sites ont répondu, les dispenses."""
    decidees = [(e, d) for e, d in labellisation.engagements_decides(le.year) if d]
    decisions = [
        [
            str(engagement),
            decision.get_choix_display().capitalize(),
            decision.differe_jusqu_au,
            decision.date_copil,
            decision.motif,
        ]
        for engagement, decision in decidees
    ]
    entetes = ["Engagement", "Décision", "Jusqu'au", "Comité de pilotage du", "Motif"]
    rien = "Aucune décision notée pour l'année."
    return partie(
        "Engagements optionnels ou conditionnels",
        tableaux=[
            tableau(f"Décisions de {le.year}", entetes, decisions, rien),
            _reponses(campagne),
            _dispenses(labellisation, le),
        ],
    )


def _reponses(campagne: Campagne | None) -> dict:
    donnees = campagne.reponses_conditions.select_related("condition", "site") if campagne else []
    lignes = [
        [
            str(reponse.condition),
            str(reponse.site or "Toute la préfecture"),
            "Oui" if reponse.reponse else "Non",
            reponse.motif,
        ]
        for reponse in donnees
    ]
    entetes = ["Question", "Lieu", "Réponse", "Précision"]
    return tableau("Questions d'applicabilité", entetes, lignes, "Aucune réponse donnée encore.")


def _dispenses(labellisation, le: date) -> dict:
    en_vigueur = labellisation.perimetres.en_vigueur(le).prefetch_related("dispenses__engagement")
    lignes = [
        [str(perimetre.service), str(dispense.engagement), dispense.motif]
        for perimetre in en_vigueur.select_related("service")
        for dispense in perimetre.dispenses.all()
    ]
    return tableau("Dispenses", ["Service", "Engagement", "Motif"], lignes, "Aucune dispense.")


# --- Vie du label ------------------------------------------------------------------------------


def _vie(vue: Fiche) -> dict:
    lignes = [
        [
            ligne.titre.capitalize(),
            str(ligne.site or "Tous les sites"),
            ligne.jalon.jour,
            ligne.nature,
            ligne.jalon.motif,
        ]
        for ligne in vue.jalons
    ]
    entetes = ["Étape", "Lieu", "Date", "Situation", "Motif"]
    sites = [_phrase(etat) for etat in vue.sites]
    rien = "Aucune étape notée."
    return partie("Vie du label", *sites, tableaux=[tableau("Étapes", entetes, lignes, rien)])


def _phrase(etat: Etat) -> str:
    """« Sous-préfecture : retiré depuis le 1er septembre 2011, mission absente. »"""
    dite, motif = etat.phrase, etat.situation.motif
    suite = f", {motif}" if motif else ""
    return f"{etat.lieu} : {dite[:1].lower()}{dite[1:]}{suite}."
