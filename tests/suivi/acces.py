"""Table des droits du suivi : une ligne par URL (voir tests/test_droits.py)."""

from base64 import b64decode
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from suivi.urls.conduite import ACTES
from tests import factories
from tests.acces import REFERENT, TOUS, Acces, acte
from tests.suivi import acces_public

PNG = b64decode(  # un point blanc
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
TECHNIQUE = frozenset({"administrateur"})
TENEURS = frozenset({"referent_qualite", "correspondant"})
LECTEURS = TENEURS | {"copil", "auditeur"}


def demande(decor):
    """Une demande ouverte dont l'auteur est connu."""
    ouverte = factories.DemandeFactory(departement=decor.departement, service=decor.service)
    factories.IdentiteFactory(demande=ouverte)
    return ouverte


def echantillon(decor):
    return factories.EchantillonDemandesFactory(
        preuve__departement=decor.departement, preuve__service=decor.service
    )


def piece(decor):
    return factories.PieceJointeFactory(demande=demande(decor))


def lot(decor):
    return factories.LotSaisieFactory(service=decor.service)


def fiche(decor):
    return factories.FicheSaisieFactory(lot=lot(decor))


def derniere_fiche(decor):
    saisie = fiche(decor)
    return saisie.lot_id, saisie.rang


def fiche_a_corriger(decor):
    saisie = fiche(decor)
    return saisie.lot_id, saisie.demande_id


def reclamation(decor):
    return factories.DemandeFactory(
        departement=decor.departement, service=decor.service, registre="suggestions_reclamations"
    )


def objet_local(decor):
    return factories.ObjetReclamationFactory(departement=decor.departement)


def objet_propose(decor):
    return factories.ObjetReclamationFactory(statut="proposé")


def categorie(decor):
    return factories.CategorieReclamationFactory(departement=decor.departement)


def boite(decor, **champs):
    return factories.BoiteFonctionnelleFactory(service=decor.service, **champs)


def boite_en_marche(decor):
    return boite(decor, active=True)


def message(decor, **champs):
    """Un message en erreur, dont le brut est gardé."""
    champs = {"etat": "en_erreur", "brut": SimpleUploadedFile("brut", b"Subject: Essai")} | champs
    return factories.MessageRecuFactory(boite=boite(decor), **champs)


def suite(decor):
    return message(decor, etat="rattache", demande=demande(decor))


def regle_locale(decor):
    return factories.RegleDelaiFactory(
        locale=True, departement=decor.departement, site=decor.site, service=decor.service
    )


def signalement(decor, **champs):
    """Un signalement de l'agent sur son service, avec sa pièce ; jamais encore trié."""
    depose = factories.SignalementFactory.build(
        departement=decor.departement,
        service=decor.service,
        auteur=decor.agent,
        piece=SimpleUploadedFile("photo.png", PNG),
        **champs,
    )
    depose.save()
    return depose


def repondu(decor):
    return signalement(decor, etat="repondu", reponse="Réparée", date_reponse=date(2022, 3, 9))


def clos(decor):
    return signalement(decor, etat="clos", reponse="Réparée", date_reponse=date(2022, 3, 9))


def modele_reponse(decor):
    modele = factories.ModeleReponseFactory(departement=decor.departement)
    factories.VersionModeleFactory(modele=modele)
    return modele


def reponse(decor, **champs):
    """Une réponse d'un autre agent, prête à partir."""
    autre = factories.AgentFactory(departement=decor.departement)
    return factories.ReponseFactory(
        demande__service=decor.service,
        demande__departement=decor.departement,
        redigee_par=autre,
        **champs,
    )


def reponse_soumise(decor):
    return reponse(decor, etat="a_relire")


def reponse_postale(decor):
    return reponse(decor, support="courrier", destinataire="Usager 0001\n1 rue des Essais")


AGENTS = TOUS - {"lecteur_national"}  # chacun est agent de son département
LECTEURS_DES_SIGNALEMENTS = TENEURS | {"auditeur"}
ACCES = {
    **acces_public.ACCES,
    "suivi:echantillon_detail": Acces(LECTEURS, echantillon),
    "suivi:demande_list": Acces(LECTEURS),
    "suivi:demande_create": Acces(TENEURS),
    "suivi:demande_detail": Acces(LECTEURS, demande),
    "suivi:demande_update": Acces(TENEURS, demande),
    "suivi:demande_delete": Acces(REFERENT, demande),
    **{f"suivi:demande_{verbe}": Acces(TENEURS, demande) for verbe in ACTES},
    "suivi:identite_detail": Acces(TENEURS, demande),
    "suivi:piece_joindre": Acces(TENEURS, demande),
    "suivi:piece": Acces(TENEURS, piece),
    "suivi:piece_retirer": Acces(TENEURS, piece),
    "suivi:lotsaisie_create": Acces(TENEURS),
    "suivi:saisie": Acces(TENEURS, lot),
    "suivi:saisie_semblables": Acces(TENEURS, lot, methode="post"),
    "suivi:saisie_annuler": acte(TENEURS, derniere_fiche),
    "suivi:saisie_corriger": Acces(TENEURS, fiche_a_corriger),
    "suivi:reclamation_list": Acces(LECTEURS),
    "suivi:demande_affecter": Acces(TENEURS, demande),
    "suivi:demande_examiner": Acces(TENEURS, reclamation),
    "suivi:demande_proposer": Acces(TENEURS, reclamation),
    "suivi:objetreclamation_list": Acces(LECTEURS),
    "suivi:objetreclamation_create": Acces(REFERENT),
    "suivi:objetreclamation_update": Acces(REFERENT, objet_local),
    "suivi:objetreclamation_delete": Acces(REFERENT, objet_local),
    "suivi:objetreclamation_ecarter": acte(REFERENT, objet_propose)._replace(ailleurs=302),
    "suivi:objetreclamation_retenir": acte(REFERENT, objet_propose)._replace(ailleurs=302),
    "suivi:categoriereclamation_list": Acces(REFERENT),
    "suivi:categoriereclamation_create": Acces(REFERENT),
    "suivi:categoriereclamation_update": Acces(REFERENT, categorie),
    "suivi:categoriereclamation_fusionner": Acces(REFERENT, categorie),
    "suivi:categoriereclamation_delete": Acces(REFERENT, categorie),
    "suivi:boite_list": Acces(TECHNIQUE | REFERENT),
    "suivi:boite_create": Acces(TECHNIQUE),
    "suivi:boite_detail": Acces(TECHNIQUE | REFERENT, boite),
    "suivi:boite_update": Acces(TECHNIQUE, boite),
    "suivi:boite_essayer": acte(TECHNIQUE, boite),
    "suivi:boite_relever": acte(TECHNIQUE, boite),
    "suivi:boite_mettre_en_marche": acte(TECHNIQUE, boite),
    "suivi:boite_arreter": acte(TECHNIQUE, boite_en_marche),
    "suivi:message_list": Acces(TECHNIQUE | TENEURS),
    "suivi:message_detail": Acces(TECHNIQUE | TENEURS, message),
    "suivi:message_brut": Acces(TENEURS, message),
    "suivi:message_rejouer": acte(TENEURS, message),
    "suivi:message_lu": acte(TENEURS, suite),
    "suivi:regledelai_create": Acces(REFERENT),
    "suivi:regledelai_update": Acces(REFERENT, regle_locale),
    "suivi:regledelai_arreter": Acces(REFERENT, regle_locale),
    "suivi:regledelai_list": Acces(TOUS),
    "suivi:deplacements": Acces(REFERENT),
    "suivi:calcul": Acces(TOUS),
    "suivi:modelereponse_list": Acces(LECTEURS),
    "suivi:modelereponse_create": Acces(REFERENT),
    "suivi:modelereponse_detail": Acces(LECTEURS, modele_reponse),
    "suivi:modelereponse_update": Acces(REFERENT, modele_reponse),
    "suivi:modelereponse_avis": Acces(REFERENT, modele_reponse),
    "suivi:reponse_list": Acces(TENEURS),
    "suivi:reponse_create": Acces(TENEURS, demande),
    "suivi:reponse_detail": Acces(TENEURS, reponse),
    "suivi:reponse_update": Acces(TENEURS, reponse),
    "suivi:reponse_soumettre": acte(TENEURS, reponse),
    "suivi:reponse_approuver": acte(TENEURS, reponse_soumise),
    "suivi:reponse_refuser": Acces(TENEURS, reponse_soumise),
    "suivi:reponse_envoyer": acte(TENEURS, reponse),
    "suivi:reponse_remettre": acte(TENEURS, reponse_postale),
    "suivi:reponse_jeter": Acces(TENEURS, reponse),
    "suivi:reponse_pdf": Acces(TENEURS, reponse_postale),
    "suivi:reglagereponses_update": Acces(REFERENT),
    "suivi:entete_update": Acces(REFERENT, lambda decor: decor.site),
    "suivi:signalement_list": Acces(LECTEURS_DES_SIGNALEMENTS),
    "suivi:signalement_create": Acces(REFERENT),
    "suivi:signalement_detail": Acces(LECTEURS_DES_SIGNALEMENTS, signalement),
    "suivi:signalement_trier": Acces(REFERENT, signalement),
    "suivi:signalement_repondre": Acces(REFERENT, signalement),
    "suivi:signalement_proposer": Acces(REFERENT, signalement),
    "suivi:signalement_classer": Acces(REFERENT, signalement),
    "suivi:signalement_clore": acte(REFERENT, repondu),
    "suivi:signalement_rouvrir": acte(REFERENT, clos),
    "suivi:signalement_auteur": Acces(REFERENT, signalement),
    "suivi:signalement_piece": Acces(TENEURS, signalement),
    "suivi:mes_signalements": Acces(AGENTS),
    "suivi:signaler": Acces(AGENTS),
    "suivi:mon_signalement": Acces(AGENTS, signalement),
    "suivi:mon_nom_nommer": acte(AGENTS, signalement),
    "suivi:mon_nom_taire": acte(AGENTS, signalement),
    "suivi:ma_piece": Acces(AGENTS, signalement),
}
# Depuis la liste des demandes : vues, actes groupés.
ACCES |= {
    "suivi:demandes_par_service": Acces(LECTEURS),
    "suivi:demandes_actes": Acces(TENEURS, statut=302, methode="post"),
}
