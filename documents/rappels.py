from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from documents.lecteurs import GENRE, relever
from documents.lectures import jalon
from documents.models import (
    Correction,
    DemandeDeLecture,
    Diffusion,
    Document,
    VersionDocument,
)
from documents.models.corrections import SUIVRE
from documents.models.endroits import CONSTATER, confiee, controle
from documents.models.phrases import ATTESTER, CHANGER, VOIR
from documents.validite import palier
from engagements.titulaires import Titulaires
from qualepref.socle.echeancier import Avis, Fenetre, rappel

REFERENT, CORRESPONDANT, COPIL = "referent_qualite", "correspondant", "copil"
TENEURS = (REFERENT, CORRESPONDANT)
DEUX_MOIS = timedelta(days=62)


@rappel(
    "documents-caducs",
    "documents caducs",
    *TENEURS,
    permission=VOIR,
    objets=Document.objects.en_vigueur,
    champ_date="date_caducite",
    impose_a=(REFERENT,),
)
def documents_caducs(fenetre):
    """Dit à qui en répond, et à la référente, qui tient le registre."""
    caducs = Document.objects.caducs(fenetre.le)
    referents = fenetre.destinataires.du_role(REFERENT)
    return avis(fenetre, caducs, "date_caducite", avec=referents)


@rappel(
    "documents-bientot-caducs",
    "documents bientôt caducs",
    *TENEURS,
    permission=VOIR,
    objets=Document.objects.en_vigueur,
    champ_date="date_caducite",
    preavis=365,  # le plus long d'un type ; chacun garde le sien
)
def documents_bientot_caducs(fenetre):
    """Au préavis du type, puis à 30 et 7 jours : chaque palier se dit une fois."""
    annonces = Document.objects.annonces(fenetre.le)
    return avis(fenetre, annonces, "date_caducite", cle=cle_du_palier)


def cle_du_palier(document, le):
    preavis = (document.date_caducite - document.date_preavis).days
    return f"{document.pk}-{palier(document.date_caducite, preavis, le)}"


@rappel(
    "documents-a-relire",
    "documents à relire",
    *TENEURS,
    permission=VOIR,
    objets=Document.objects.en_vigueur,
    champ_date="date_revue",
    preavis=15,
)
def documents_a_relire(fenetre):
    dus = Document.objects.en_vigueur().filter(date_revue__lte=fenetre.jusqu_au)
    return avis(fenetre, dus, "date_revue")


@rappel(
    "documents-a-approuver",
    "documents à approuver",
    REFERENT,
    COPIL,
    permission="documents.approuver_document",
    objets=Document.objects.a_approuver,
    est_une_echeance=False,
)
def documents_a_approuver(fenetre):
    """La date est celle du dépôt : une version corrigée se redit."""
    attendues = VersionDocument.objects.a_approuver().filter(
        document__departement=fenetre.departement
    )
    approbateurs = [
        *fenetre.destinataires.du_role(REFERENT),
        *fenetre.destinataires.du_role(COPIL),
    ]
    for version in attendues.select_related("document"):
        document, depot = version.document, min(localdate(version.deposee_le), fenetre.le)
        for agent in dict.fromkeys(approbateurs):
            if agent != version.auteur_id:
                dit = f"{version} : {document.intitule}"
                cle = f"{document.pk}-v{version.numero}"
                yield Avis(agent, document.pk, depot, document.get_absolute_url(), dit, cle)


@rappel(
    GENRE,
    "documents à lire",
    "agent",
    permission=ATTESTER,
    objets=DemandeDeLecture.objects.en_cours,
)
def documents_a_lire(fenetre):
    """Au délai puis chaque semaine, à qui n'a pas lu ; plus tôt si l'on relance."""
    siennes = DemandeDeLecture.objects.filter(document__departement=fenetre.departement)
    for demande, suivi, _ in relever(siennes, fenetre.le):
        moment = jalon(suivi.due, demande.date_relance, fenetre.le)
        if moment is None:
            continue
        cle = f"{demande.pk}-v{demande.numero_a_lire}-{moment.cle}"
        dit = f"{demande.document}, à lire pour le {suivi.due:%d/%m/%Y}"
        for lecteur in suivi.pas_encore:
            adresse = reverse("documents:apercu", args=[demande.version_a_lire])
            yield Avis(lecteur.agent, demande.pk, moment.date_due, adresse, dit, cle)


@rappel(
    "corrections-repondues",
    "réponses à mes corrections",
    "agent",
    permission=SUIVRE,
    objets=Correction.objects.repondues,
    champ_date="date_reponse",
    est_une_echeance=False,
)
def corrections_repondues(fenetre):
    """L'auteur apprend ce qu'on a décidé de sa proposition."""
    repondues = Correction.objects.repondues().filter(
        document__departement=fenetre.departement,
        date_reponse__gte=fenetre.le - DEUX_MOIS,
        date_reponse__lte=fenetre.jusqu_au,
    )
    adresse = reverse("documents:mes_corrections")
    for une in repondues.select_related("document"):
        dit = f"Votre correction de {une.document} est {une.get_etat_display()}"
        yield Avis(une.auteur_id, une.pk, une.date_reponse, adresse, dit)


@rappel(
    "endroits-a-reprendre",
    "endroits où remplacer un document",
    *TENEURS,
    "agent",  # qui tient une fonction sans rôle contrôle ce qu'elle nomme
    permission=CONSTATER,
    objets=Diffusion.objects.qui_trainent,
    est_une_echeance=False,
)
def endroits_a_reprendre(fenetre):
    """Deux semaines après, une fois, à qui contrôle l'endroit ; la date dit depuis quand."""
    trainent = Diffusion.objects.qui_trainent(fenetre.le).filter(
        document__departement=fenetre.departement
    )
    confies = titulaires_sans_role(trainent, fenetre.destinataires)
    for une in trainent.select_related("document__service", "canal", "site", "lieu"):
        dit = f"{une.document.reference}, {une}"
        url = reverse("documents:diffusion_constater", args=[une.pk])
        charges = confies.get(une.pk) or controleurs_de(une, fenetre.destinataires)
        for agent in charges:
            yield Avis(agent, une.pk, une.a_reprendre_depuis, url, dit)


def titulaires_sans_role(diffusions, designes) -> dict[int, list[int]]:
    """Endroit → le titulaire, au plus près, d'une fonction qui ne donne pas de rôle.

    Une requête par désignation de cette sorte, qui sont quelques-unes dans un département.
    """
    confies: dict[int, list[int]] = {}
    sans_role = [une for une in designes.designations if controle(une) and une.agent.is_active]
    for une in sorted(sans_role, key=lambda d: (d.service_id is None, d.site_id is None, d.pk)):
        for endroit in diffusions.filter(confiee(une)).order_by().values_list("pk", flat=True):
            confies.setdefault(endroit, [une.agent_id])
    return confies


def controleurs_de(diffusion: Diffusion, designes) -> list[int]:
    """Le titulaire de la fonction s'il a la main, sinon les correspondants, puis le référent."""
    service = diffusion.document.service_id
    titulaire = designes.au_plus_pres(diffusion.fonction, service)
    if titulaire and titulaire.pk in designes.habilites(CONSTATER, service):
        return [titulaire.pk]
    return designes.du_role(CORRESPONDANT, service) or designes.du_role(REFERENT)


def avis(fenetre: Fenetre, documents, champ, avec=(), cle=None):
    titulaires = Titulaires(fenetre.departement, fenetre.le)
    for document in documents.filter(departement=fenetre.departement).select_related("service"):
        for agent in dict.fromkeys([*charges_de(document, titulaires), *avec]):
            yield Avis(
                agent,
                document.pk,
                getattr(document, champ),
                document.get_absolute_url(),
                f"{document} ({document.service})",
                cle(document, fenetre.le) if cle else "",
            )


def charges_de(document: Document, titulaires: Titulaires) -> list[int]:
    """Le titulaire de la fonction, s'il peut y agir ; sinon les correspondants, puis le référent.

    Un document sans personne ne se perd pas : il revient à qui tient le registre.
    """
    designes = titulaires.designes
    titulaire = titulaires.de(document)
    if titulaire and titulaire.pk in designes.habilites(CHANGER, document.service_id):
        return [titulaire.pk]
    correspondants = designes.du_role(CORRESPONDANT, document.service_id)
    return correspondants or designes.du_role(REFERENT)
