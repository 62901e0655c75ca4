"""Les registres du dossier : documents et demandes. Ni usager, ni agent, ni objet d'une demande."""

from datetime import date, timedelta

from documents.models import Document
from pilotage.dossier.lecture import Etendue, Masque, documents, est_personnel, sans_nommer
from suivi.models import Demande, Registre, Situation
from suivi.models.nomenclature import Canal, Nature

UN_AN = timedelta(days=365)
DES_DEMANDES = (
    *("numero", "registre", "service__site__nom", "service__nom", "canal", "nature"),
    *("date_arrivee", "date_accuse", "date_echeance", "date_reponse", "situation"),
)


def registre_des_documents(etendue: Etendue) -> list[list]:
    """Le tableau des enregistrements à la date demandée : ce qui valait, et jusqu'à quand."""
    entetes = ["Référence", "Intitulé", "Type", "Site", "Service", "Engagements", "Version"]
    tenus = documents(etendue).select_related("type", "service__site").avec_acces(etendue.le)
    return [
        [*entetes, "En vigueur depuis", "Caduc le", "Accessible"],
        *(_document(document, etendue.masquer) for document in tenus),
    ]


def _document(document: Document, masque: Masque) -> list:
    version = next(iter(document.du_jour), None)
    return [
        document.reference,
        sans_nommer(document.intitule, est_personnel(document), masque),
        document.type_en_mots,
        document.service.site.nom,
        document.service.nom,
        document.numeros_engagements,
        version.numero if version else "",
        version.en_vigueur_du if version else document.effet_alors,
        document.caducite_alors,
        document.acces_en_mots,
    ]


def registres_des_demandes(etendue: Etendue) -> list[list]:
    """Les demandes arrivées dans l'année, telles qu'on les connaissait à la date demandée."""
    arrivees = Demande.objects.visibles_par(etendue.agent).recues_entre(
        etendue.le - UN_AN + timedelta(days=1), etendue.le
    )
    arrivees = arrivees.filter(service__site__departement=etendue.departement)
    if etendue.perimetre:
        arrivees = arrivees.filter(service__in=etendue.perimetre)
    lignes = arrivees.avec_situation(etendue.le).order_by("date_arrivee", "pk")
    entetes = ["N°", "Registre", "Site", "Service", "Canal", "Nature", "Arrivée", "Accusé"]
    return [
        [*entetes, "Échéance", "Réponse", "Situation"],
        *(_demande(etendue.le, *ligne) for ligne in lignes.values_list(*DES_DEMANDES).iterator()),
    ]


def _demande(
    le: date, numero, registre, site, service, canal, nature, arrivee, accuse, due, reponse, etat
) -> list:
    """Ce qui est venu après la date demandée n'y est pas encore."""
    return [
        numero,
        Registre(registre).label,
        site,
        service,
        Canal(canal).label,
        Nature(nature).label,
        arrivee,
        accuse if accuse and accuse <= le else None,
        due,
        reponse if reponse and reponse <= le else None,
        Situation(etat).label,
    ]
