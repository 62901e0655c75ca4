"""Table des droits des engagements : une ligne par URL (voir tests/test_droits.py)."""

from datetime import date

from tests import factories
from tests.acces import DEMARCHE, REFERENT, TOUS, Acces, acte

LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur"})
REMPLISSEURS = frozenset({"referent_qualite", "correspondant"})


def referentiel(decor):
    return factories.ReferentielFactory(pilotage={"intitule": "Pilotage", "statut": "proposé"})


def module(decor):
    return factories.ModuleFactory()


def engagement(decor):
    return factories.EngagementFactory()


def labellisation(decor):
    return factories.PerimetreFactory(service=decor.service).labellisation


def perimetre(decor):
    return factories.PerimetreFactory(service=decor.service)


def campagne(decor):
    """Une campagne d'une exigence, pour le service du décor."""
    perimetre = factories.PerimetreFactory(service=decor.service)
    factories.ExigenceFactory(engagement__module=perimetre.module)
    campagne = factories.CampagneFactory(
        departement=decor.departement, referentiel=perimetre.module.referentiel
    )
    campagne.aligner()
    return campagne


def campagne_close(decor):
    ouverte = campagne(decor)
    ouverte.clore()
    return ouverte


def avis(decor):
    return campagne(decor).avisengagements.get()


def cellule(decor):
    return campagne(decor).autoevaluations.get()


def feuille(decor):
    return campagne(decor).feuilles.get()


def groupe(decor):
    return factories.GroupeTravailFactory(departement=decor.departement)


def membre(decor):
    return groupe(decor).membres.create(qualite="Association d'usagers", role="associe")


def livrable(decor):
    return groupe(decor).livrables.create(intitule="Fiche", genre="fiche_procedure")


def campagne_suivie(decor):
    """Deux campagnes, la seconde ouverte d'après la première."""
    premiere = campagne(decor)
    seconde = factories.CampagneFactory(
        departement=decor.departement, referentiel=premiere.referentiel, precedente=premiere
    )
    seconde.aligner()
    return seconde


def preuve(decor):
    return factories.PreuveFactory(departement=decor.departement, service=decor.service)


def cellule_et_preuve(decor):
    remplie = cellule(decor)
    remplie.preuves.add(piece := preuve(decor))
    return remplie.pk, piece.pk


def avis_et_preuve(decor):
    rempli = avis(decor)
    rempli.preuves.add(piece := preuve(decor))
    return rempli.pk, piece.pk


def depot(decor):
    """Un classeur de service déposé par l'agent, dont le fichier n'est plus gardé."""
    ecart = {"repere": "X1", "code": "1.1", "champs": [["Avis", "Conforme", "Partiel"]]}
    refus = {"ligne": 4, "code": "1.2", "valeur": "Bof", "raison": "n'est pas un avis"}
    return factories.ProductionFactory(
        departement=decor.departement,
        demandeur=decor.agent,
        genre="retour_classeur",
        parametres={"feuille": feuille(decor).pk, "nom": "auto.xlsx", "tranchees": {}},
        rapport={"changements": [ecart], "conflits": [ecart], "refus": [refus], "absentes": 1},
    )


def feuille_soumise(decor):
    prete = feuille(decor)
    prete.soumettre(decor.agent)
    return prete


def labellisation_vivante(decor):
    """Des étapes faites et prévues, un service sorti mais suivi, une dispense, une décision."""
    engage = perimetre(decor)
    label = engage.labellisation
    for genre, realisee in (("candidature", True), ("audit_externe", False)):
        factories.EtapeFactory(labellisation=label, genre=genre, realisee=realisee)
    engagement = factories.EngagementFactory(module=engage.module, facultatif=True)
    factories.DispenseFactory(perimetre=engage, engagement=engagement)
    factories.DecisionFactory(labellisation=label, engagement=engagement)
    factories.PerimetreFactory(
        service=decor.service,
        module__referentiel=label.referentiel,
        labellisation=label,
        date_sortie=label.date_debut,
        motif_sortie="audit trop proche",
        suivi_maintenu=True,
    )
    return label


def decisions_prises(decor):
    return labellisation_vivante(decor).pk, 2022


def campagne_a_questions(decor):
    ouverte = campagne(decor)
    condition = factories.ConditionFactory(referentiel=ouverte.referentiel)
    factories.ReponseConditionFactory(campagne=ouverte, condition=condition, site=decor.site)
    return ouverte


def engagement_complete(decor):
    """Un engagement du référentiel, auquel la préfecture a ajouté une exigence."""
    livre = factories.EngagementFactory()
    factories.ExigenceFactory(engagement=livre, departement=decor.departement)
    return livre


def engagement_saisi(decor):
    return factories.EngagementFactory(departement=decor.departement)


def engagement_retire(decor):
    return factories.EngagementFactory(departement=decor.departement, retire=True)


def exigence_saisie(decor):
    return factories.ExigenceFactory(departement=decor.departement)


def exigence_retiree(decor):
    return factories.ExigenceFactory(departement=decor.departement, retire=True)


def etape(decor):
    return factories.EtapeFactory(labellisation=labellisation(decor))


def dispense(decor):
    engage = perimetre(decor)
    engagement = factories.EngagementFactory(module=engage.module)
    return factories.DispenseFactory(perimetre=engage, engagement=engagement)


def decision(decor):
    return factories.DecisionFactory(labellisation=labellisation(decor))


def decisions_de_2022(decor):
    return labellisation(decor).pk, 2022


ACCES = {
    "engagements:referentiel_list": Acces(TOUS),
    "engagements:referentiel_detail": Acces(TOUS, referentiel, ailleurs=200),
    "engagements:referentiel_pilotage": Acces(TOUS, referentiel, ailleurs=200),
    "engagements:module_detail": Acces(TOUS, module, ailleurs=200),
    "engagements:engagement_detail": Acces(TOUS, engagement_complete, ailleurs=200),
    "engagements:labellisation_list": Acces(LECTEURS),
    "engagements:labellisation_create": Acces(REFERENT),
    "engagements:labellisation_detail": Acces(LECTEURS, labellisation_vivante),
    "engagements:perimetre_create": Acces(REFERENT, labellisation),
    "engagements:perimetre_update": Acces(REFERENT, perimetre),
    "engagements:perimetre_delete": Acces(REFERENT, perimetre),
    "engagements:campagne_list": Acces(LECTEURS),
    "engagements:campagne_create": Acces(REFERENT),
    "engagements:campagne_detail": Acces(LECTEURS, campagne),
    "engagements:campagne_update": Acces(REFERENT, campagne),
    "engagements:campagne_clore": acte(REFERENT, campagne),
    "engagements:campagne_rouvrir": acte(REFERENT, campagne_close),
    "engagements:avisengagement_detail": Acces(LECTEURS, avis),
    "engagements:avisengagement_update": Acces(REMPLISSEURS, avis),
    "engagements:autoevaluation_detail": Acces(LECTEURS, cellule),
    "engagements:autoevaluation_update": Acces(REMPLISSEURS, cellule),
    "engagements:autoevaluation_coter": Acces(frozenset({"auditeur"}), cellule),
    "engagements:autoevaluation_citer": Acces(REMPLISSEURS, lambda d: (cellule(d).pk, "lien")),
    "engagements:avisengagement_citer": Acces(REMPLISSEURS, lambda d: (avis(d).pk, "lien")),
    "engagements:autoevaluation_joindre": Acces(REMPLISSEURS, cellule),
    "engagements:autoevaluation_detacher": acte(REMPLISSEURS, cellule_et_preuve),
    "engagements:avisengagement_joindre": Acces(REMPLISSEURS, avis),
    "engagements:avisengagement_detacher": acte(REMPLISSEURS, avis_et_preuve),
    "engagements:preuve_list": Acces(LECTEURS),
    "engagements:preuve_create": Acces(REMPLISSEURS),
    "engagements:preuve_detail": Acces(LECTEURS, preuve),
    "engagements:preuve_update": Acces(REMPLISSEURS, preuve),
    "engagements:preuve_delete": Acces(REFERENT, preuve),
    "engagements:campagne_comparer": Acces(LECTEURS, campagne_suivie),
    "engagements:groupetravail_list": Acces(LECTEURS),
    "engagements:groupetravail_create": Acces(REFERENT),
    "engagements:groupetravail_detail": Acces(LECTEURS, groupe),
    "engagements:groupetravail_update": Acces(REFERENT, groupe),
    "engagements:membregroupe_create": Acces(REFERENT, groupe),
    "engagements:membregroupe_update": Acces(REFERENT, membre),
    "engagements:livrable_create": Acces(REFERENT, groupe),
    "engagements:livrable_update": Acces(REFERENT, livrable),
    "engagements:campagne_feuilles": Acces(LECTEURS, campagne),
    "engagements:campagne_affecter": Acces(REFERENT, campagne),
    "engagements:feuille_detail": Acces(LECTEURS, feuille),
    "engagements:feuille_soumettre": Acces(REMPLISSEURS, feuille),
    "engagements:feuille_retourner": Acces(REFERENT, feuille_soumise),
    "engagements:feuille_clore": acte(REFERENT, feuille_soumise),
    "engagements:campagne_projeter": Acces(REFERENT, campagne),
    "engagements:referentiel_essai": Acces(DEMARCHE),
    "engagements:feuille_classeur": Acces(REMPLISSEURS, feuille),
    "engagements:retour_create": Acces(REMPLISSEURS, feuille),
    "engagements:retour_detail": Acces(REMPLISSEURS, depot),
    "engagements:retour_appliquer": acte(REMPLISSEURS, depot),
    "engagements:dispense_create": Acces(REFERENT, perimetre),
    "engagements:dispense_delete": Acces(REFERENT, dispense),
    "engagements:decision_list": Acces(LECTEURS, decisions_prises),
    "engagements:decision_create": Acces(REFERENT, decisions_de_2022),
    "engagements:decision_update": Acces(REFERENT, decision),
    "engagements:decision_delete": Acces(REFERENT, decision),
    "engagements:campagne_applicabilite": Acces(LECTEURS, campagne_a_questions),
    "engagements:campagne_repondre": Acces(REFERENT, campagne_a_questions),
    "engagements:etape_create": Acces(REFERENT, labellisation),
    "engagements:etape_update": Acces(REFERENT, etape),
    "engagements:etape_delete": Acces(REFERENT, etape),
    "engagements:perimetre_quitter": Acces(REFERENT, labellisation),
    "engagements:perimetre_retirer": Acces(REFERENT, labellisation),
}


# --- Plan d'actions -------------------------------------------------------------------------------


def action(decor, **champs):
    return factories.ActionFactory(
        departement=decor.departement,
        service=decor.service,
        date_echeance=date(2022, 6, 30),
        **champs,
    )


def proposee(decor):
    return action(decor, etat="proposee")


def realisee(decor):
    return action(decor, etat="realisee")


def lot(decor):
    lot = factories.LotActionsFactory(departement=decor.departement)
    action(decor, lot=lot)
    return lot


ACCES |= {
    "engagements:action_list": Acces(LECTEURS),
    "engagements:action_create": Acces(REMPLISSEURS),
    "engagements:action_detail": Acces(LECTEURS, action),
    "engagements:action_update": Acces(REFERENT, action),
    "engagements:action_avancer": Acces(REMPLISSEURS, action),
    "engagements:action_accepter": acte(REFERENT, proposee),
    "engagements:action_refuser": Acces(REFERENT, proposee),
    "engagements:action_commencer": acte(REMPLISSEURS, action),
    "engagements:action_realiser": Acces(REMPLISSEURS, action),
    "engagements:action_reporter": Acces(REFERENT, action),
    "engagements:action_deplacer": Acces(REFERENT, action),
    "engagements:action_solder": Acces(REFERENT, realisee),
    "engagements:action_abandonner": Acces(REFERENT, action),
    "engagements:action_rouvrir": acte(REFERENT, realisee),
    "engagements:action_services": Acces(LECTEURS),
    "engagements:action_calendrier": Acces(LECTEURS),
    "engagements:action_frise": Acces(LECTEURS),
    "engagements:action_masse": Acces(REFERENT),
    "engagements:actions_actes": Acces(
        frozenset({"referent_qualite", "correspondant"}), statut=302, methode="post"
    ),
    "engagements:lotactions_list": Acces(LECTEURS),
    "engagements:lotactions_create": Acces(REFERENT),
    "engagements:lotactions_detail": Acces(LECTEURS, lot),
    "engagements:lotactions_update": Acces(REFERENT, lot),
    "engagements:lotactions_valider": acte({"copil"}, lot),
    "engagements:engagement_create": Acces(REFERENT, module, ailleurs=200),
    "engagements:engagement_update": Acces(REFERENT, engagement_saisi),
    "engagements:engagement_retirer": acte(REFERENT, engagement_saisi),
    "engagements:engagement_remettre": acte(REFERENT, engagement_retire),
    "engagements:exigence_create": Acces(REFERENT, engagement_complete, ailleurs=200),
    "engagements:exigence_update": Acces(REFERENT, exigence_saisie),
    "engagements:exigence_retirer": acte(REFERENT, exigence_saisie),
    "engagements:exigence_remettre": acte(REFERENT, exigence_retiree),
    "engagements:contenu_deposer": Acces(REFERENT, referentiel, ailleurs=200),
    "engagements:contenu_telecharger": Acces(REFERENT, referentiel, ailleurs=200),
}
