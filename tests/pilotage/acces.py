"""Table des droits du pilotage : une ligne par URL (voir tests/test_droits.py)."""

from datetime import date

from django.core.files.base import ContentFile

from pilotage.bilans import donnees_du_bilan
from pilotage.models import AfficheTransparence
from pilotage.tableaux import donnees_du_tableau, series_pour
from pilotage.transparence import chiffres_publics
from qualepref.socle.models.productions import PANNE
from tests import factories
from tests.acces import REFERENT, TOUS, Acces, acte

LECTEURS = frozenset({"referent_qualite", "correspondant", "copil", "auditeur", "lecteur_national"})
CORRESPONDANT = frozenset({"correspondant"})
SITES = REFERENT | CORRESPONDANT
ARRETE = date(2022, 12, 31)


def indicateur(decor):
    return factories.IndicateurFactory(code="TEL-DECROCHE")


def cible(decor):
    return factories.CibleIndicateurFactory(
        indicateur=indicateur(decor), departement=decor.departement
    )


def suspension(decor):
    return factories.SuspensionIndicateurFactory(
        indicateur=indicateur(decor), departement=decor.departement
    )


def meteo(decor, **champs):
    return factories.MeteoFactory(
        indicateur=indicateur(decor), departement=decor.departement, **champs
    )


def meteo_publiee(decor):
    return meteo(decor, etat="publie")


def trimestre(decor):
    return indicateur(decor).pk, "2022-T4"


def mesure(decor):
    return factories.MesureFactory(
        indicateur=indicateur(decor),
        departement=decor.departement,
        site=decor.site,
        service=decor.service,
        mois="2022-11",
        piece=ContentFile(b"releve", "releve.txt"),
    )


def proposition(decor, **champs):
    return factories.PropositionDeMesureFactory(
        indicateur=indicateur(decor),
        departement=decor.departement,
        site=decor.site,
        service=decor.service,
        mois="2022-12",
        **champs,
    )


def proposition_jointe(decor):
    return proposition(decor, piece=ContentFile(b"releve", "releve.txt"))


def brouillon(decor):
    """Un tableau calculé, où une mesure se voit."""
    mesure(decor)
    tableau = factories.TableauDeBordFactory(departement=decor.departement, trimestre="2022-T4")
    series = series_pour(decor.departement, tableau.periode, ARRETE)
    tableau.garder(donnees_du_tableau(series, tableau.periode))
    return tableau


def tableau(decor):
    """Un tableau publié, avec son PDF."""
    tableau = brouillon(decor)
    tableau.publier(par=None)
    tableau.pdf.save("t4.pdf", ContentFile(b"%PDF-"))
    return tableau


def bilan_a_ecrire(decor):
    mesure(decor)
    bilan = factories.BilanAnnuelFactory(departement=decor.departement, annee=2022)
    bilan.garder(donnees_du_bilan(decor.departement, 2022, bilan.plan, ARRETE))
    return bilan


def section(decor):
    return bilan_a_ecrire(decor).pk, "1.1"


def bilan_ecrit(decor):
    bilan = bilan_a_ecrire(decor)
    for numero, rubrique in bilan.plan.rubriques:
        bilan.ecrire(numero, rubrique, "Un texte.")
    return bilan


def bilan(decor):
    """Un bilan publié, avec son PDF."""
    bilan = bilan_ecrit(decor)
    bilan.publier(par=None)
    bilan.pdf.save("bilan.pdf", ContentFile(b"%PDF-"))
    return bilan


def dossier(decor, **champs):
    """Un dossier demandé par qui l'ouvre."""
    return factories.DossierDePreuvesFactory(
        departement=decor.departement, demandeur=decor.agent, **champs
    )


def dossier_pret(decor):
    dossier_ = dossier(decor)
    production = dossier_.production
    production.etat, production.nom_fichier = production.Etat.TERMINEE, "preuves.zip"
    production.fichier.save("preuves.zip", ContentFile(b"PK"), save=True)
    return dossier_


def dossier_en_panne(decor):
    dossier_ = dossier(decor)
    dossier_.production.etat, dossier_.production.erreur = "echouee", PANNE
    dossier_.production.save()
    return dossier_


def destinataire(decor):
    return factories.DestinataireFactory(departement=decor.departement)


def tableau_a_envoyer(decor):
    destinataire(decor)
    return tableau(decor)


def expedition_echouee(decor):
    return factories.ExpeditionFactory(
        departement=decor.departement, tableau=tableau(decor), etat="echouee"
    )


def tableau_affiche(decor):
    edition = tableau(decor)
    AfficheTransparence.objects.publier(edition, chiffres_publics(edition.donnees), None)
    return edition


def departement_affiche(decor):
    return (tableau_affiche(decor).departement.code,)


def trimestre_affiche(decor):
    edition = tableau_affiche(decor)
    return edition.departement.code, edition.trimestre


def fiche(decor):
    return factories.FicheFactory(departement=decor.departement, service=decor.service)


AUDIT = frozenset({"referent_qualite", "auditeur"})
ACCES = {
    "pilotage:indicateur_list": Acces(TOUS),
    "pilotage:indicateur_detail": Acces(TOUS, indicateur, ailleurs=200),
    "pilotage:indicateur_comparer": Acces(LECTEURS, indicateur, ailleurs=200),
    "pilotage:reglageindicateur_update": Acces(REFERENT, indicateur, ailleurs=200),
    "pilotage:cibleindicateur_create": Acces(REFERENT, indicateur, ailleurs=200),
    "pilotage:cibleindicateur_update": Acces(REFERENT, cible),
    "pilotage:cibleindicateur_delete": Acces(REFERENT, cible),
    "pilotage:suspensionindicateur_create": Acces(REFERENT, indicateur, ailleurs=200),
    "pilotage:suspensionindicateur_update": Acces(REFERENT, suspension),
    "pilotage:suspensionindicateur_delete": Acces(REFERENT, suspension),
    "pilotage:meteo_list": Acces(LECTEURS),
    "pilotage:meteos_actes": Acces(REFERENT, statut=302, methode="post"),
    "pilotage:meteo_detail": Acces(LECTEURS, meteo_publiee),
    "pilotage:meteo_update": Acces(REFERENT, trimestre, ailleurs=200),
    "pilotage:meteo_publier": acte(REFERENT, meteo),
    "pilotage:mesure_list": Acces(LECTEURS),
    "pilotage:mesure_create": Acces(REFERENT),
    "pilotage:mesure_detail": Acces(LECTEURS, mesure),
    "pilotage:mesure_fichier": Acces(LECTEURS, mesure),
    "pilotage:mesure_update": Acces(REFERENT, mesure),
    "pilotage:mesure_delete": Acces(REFERENT, mesure),
    "pilotage:propositiondemesure_list": Acces(SITES),
    "pilotage:propositions_actes": Acces(REFERENT, statut=302, methode="post"),
    "pilotage:propositiondemesure_create": Acces(CORRESPONDANT),
    "pilotage:propositiondemesure_detail": Acces(SITES, proposition),
    "pilotage:propositiondemesure_fichier": Acces(SITES, proposition_jointe),
    "pilotage:propositiondemesure_reprendre": Acces(CORRESPONDANT, proposition),
    "pilotage:propositiondemesure_retirer": acte(CORRESPONDANT, proposition),
    "pilotage:propositiondemesure_valider": Acces(REFERENT, proposition),
    "pilotage:propositiondemesure_refuser": Acces(REFERENT, proposition),
    "pilotage:tableaudebord_list": Acces(LECTEURS),
    "pilotage:tableaudebord_create": Acces(REFERENT),
    "pilotage:tableaudebord_detail": Acces(LECTEURS, tableau),
    "pilotage:tableaudebord_update": Acces(REFERENT, brouillon),
    "pilotage:tableaudebord_calculer": acte(REFERENT, brouillon),
    "pilotage:tableaudebord_publier": Acces(REFERENT, brouillon),
    "pilotage:tableaudebord_reediter": Acces(REFERENT, tableau),
    "pilotage:tableaudebord_pdf": Acces(LECTEURS, tableau),
    "pilotage:tableaudebord_projeter": Acces(LECTEURS, tableau),
    "pilotage:tableaudebord_transparence": Acces(LECTEURS, tableau_affiche),
    "pilotage:transparence_publier": acte(REFERENT, tableau),
    "pilotage:affiche_pdf": Acces(LECTEURS, tableau_affiche),
    "pilotage:transparence": Acces(TOUS, departement_affiche, ailleurs=200),
    "pilotage:transparence_trimestre": Acces(TOUS, trimestre_affiche, ailleurs=200),
    "pilotage:fiche_list": Acces(TOUS),
    "pilotage:fiche_detail": Acces(TOUS, fiche),
    "pilotage:fiche_pdf": Acces(TOUS, fiche),
    "pilotage:tableaudebord_envois": Acces(REFERENT, tableau_a_envoyer),
    "pilotage:tableaudebord_envoyer": acte(REFERENT, tableau_a_envoyer),
    "pilotage:expedition_relancer": acte(REFERENT, expedition_echouee),
    "pilotage:destinataire_list": Acces(REFERENT),
    "pilotage:destinataire_create": Acces(REFERENT),
    "pilotage:destinataire_update": Acces(REFERENT, destinataire),
    "pilotage:destinataire_delete": Acces(REFERENT, destinataire),
    "pilotage:bilanannuel_list": Acces(LECTEURS),
    "pilotage:bilanannuel_create": Acces(REFERENT),
    "pilotage:bilanannuel_detail": Acces(LECTEURS, bilan),
    "pilotage:bilanannuel_section": Acces(REFERENT, section),
    "pilotage:bilanannuel_calculer": acte(REFERENT, bilan_a_ecrire),
    "pilotage:bilanannuel_publier": Acces(REFERENT, bilan_ecrit),
    "pilotage:bilanannuel_textes": Acces(REFERENT, bilan_ecrit),
    "pilotage:pieces": Acces(frozenset({"referent_qualite", "auditeur"})),
    "pilotage:dossierdepreuves_list": Acces(AUDIT),
    "pilotage:dossierdepreuves_create": Acces(AUDIT),
    "pilotage:dossierdepreuves_detail": Acces(AUDIT, dossier),
    "pilotage:dossierdepreuves_fichier": Acces(AUDIT, dossier_pret),
    "pilotage:dossierdepreuves_relancer": acte(AUDIT, dossier_en_panne),
    "pilotage:bilanannuel_pdf": Acces(LECTEURS, bilan),
}
