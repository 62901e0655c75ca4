"""L'auditeur et le comité lisent les demandes sans jamais lire qui les a écrites."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook

from qualepref.socle import catalogue
from qualepref.socle.rapport import rendre
from suivi.models import Blocage, ObjetReclamation, PieceJointe, Qualification
from tests import factories

NOM, ADRESSE, TELEPHONE = "Zoé Quidamont", "zoe.quidamont@example.org", "06 12 34 56 78"
TRACES = ("quidamont", "06 12 34 56 78")
SANS_IDENTITE = ["auditeur", "copil"]
PAGES = [
    *(reverse(f"suivi:{liste}") for liste in ("demande_list", "reclamation_list")),
    *(reverse(f"suivi:{liste}") + "?export=xlsx" for liste in ("demande_list", "reclamation_list")),
    reverse("suivi:demandes_par_service"),
    reverse("socle:agenda"),
    reverse("socle:agenda_ics"),
    reverse("socle:rapport_detail", args=["point-hebdomadaire"]),
]
HORS_PARCOURS = ("/deconnexion/", "/mot-de-passe/", "/deposer/", "/administration/", "/static/")


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 9)


@pytest.fixture
def dossiers(delais, service, referent):
    """Une demande ouverte, une réclamation hors champ, une répondue : tout y nomme leur auteur."""
    ouverte = inscrire(service, "Relance", referent)
    ouverte.suspendre(f"pièce attendue de Mme Quidamont, {TELEPHONE}", date(2022, 3, 8))
    Blocage.objects.create(demande=ouverte, motif=f"Recours de {NOM}", agent=referent)
    reclamation = inscrire(
        service, "Plainte", referent, registre="suggestions_reclamations", nature="reclamation"
    )
    exclusion = ObjetReclamation.objects.get(cle="delai_titres")
    Qualification.objects.de(reclamation).classer_hors_champ(exclusion, f"{NOM} attend son titre")
    repondue = inscrire(service, "Question", referent)
    factories.ReponseFactory(
        demande=repondue,
        redigee_par=referent,
        destinataire=NOM,
        courriel=ADRESSE,
        objet=f"Réponse à {NOM}",
        texte=f"Chère {NOM}",
        etat="envoyee",
        date_envoi=date(2022, 3, 8),
    )
    return [ouverte, reclamation, repondue]


def inscrire(service, quoi, agent, **champs):
    demande = factories.DemandeFactory(
        service=service,
        departement=service.site.departement,
        objet=f"{quoi} de Mme QUIDAMONT",
        observations=f"Je suis {NOM}, {ADRESSE}, {TELEPHONE}.",
        date_arrivee=date(2022, 3, 7),
        date_echeance=date(2022, 3, 14),
        **champs,
    )
    factories.IdentiteFactory(demande=demande, nom=NOM, coordonnees=f"{ADRESSE}, {TELEPHONE}")
    PieceJointe.objects.joindre(demande, ContentFile(NOM.encode(), "cni-quidamont.txt"), agent)
    message = factories.MessageRecuFactory(
        boite=factories.BoiteFonctionnelleFactory(
            departement=demande.departement, service=demande.service
        ),
        demande=demande,
        avertissements=["« cni-quidamont.pdf » (40 Mo)"],
    )
    message.brut.save("brut", ContentFile(f"From: {ADRESSE}".encode()))
    demande.observations += f"\nRappel de {NOM}."
    demande._change_reason = f"Appel de {NOM}"
    demande.save()
    return demande


def parcourir(client, *departs):
    """Toutes les pages qu'un agent atteint de lien en lien, et ce qu'il y télécharge.

    Une adresse se visite une fois nue, et une fois pour chaque forme de fichier.
    """
    a_voir, vues = ["/", *departs], {}
    while a_voir:
        adresse = a_voir.pop()
        if adresse in vues:
            continue
        reponse = client.get(adresse)
        vues[adresse] = lire(reponse)
        if "html" in reponse.get("Content-Type", ""):
            a_voir += liens(vues[adresse], urlsplit(adresse).path)
    return vues


def liens(page, chemin):
    for lien in re.findall(r'(?:href|hx-get)="([^"#]+)', page):
        lien = unescape(lien)
        lien = f"{chemin}{lien}" if lien.startswith("?") else lien
        if lien.startswith("/") and not lien.startswith(HORS_PARCOURS):
            chemin_seul, _, filtres = lien.partition("?")
            yield f"{chemin_seul}?export=xlsx" if "export=" in filtres else chemin_seul


def lire(reponse):
    octets = reponse.getvalue()
    if octets.startswith(b"PK"):
        classeur = load_workbook(BytesIO(octets), read_only=True)
        return repr([[*feuille.iter_rows(values_only=True)] for feuille in classeur])
    return octets.decode("utf-8", "replace")


def fuites(vues):
    return sorted(a for a, page in vues.items() if any(t in page.lower() for t in TRACES))


@pytest.mark.parametrize("role", SANS_IDENTITE)
def test_aucune_page_atteinte_ne_nomme_un_usager(
    dossiers, client_de, creer_agent, departement, role
):
    vues = parcourir(client_de(creer_agent(role, departement)), *PAGES)
    fiches = {demande.get_absolute_url() for demande in dossiers}
    assert fiches | set(PAGES) <= set(vues)
    assert fuites(vues) == []
    assert all(
        "[effacé]" in vues[fiche] and "se lit avec son identité" in vues[fiche] for fiche in fiches
    )


def test_un_correspondant_ne_lit_rien_d_un_service_voisin(dossiers, client_de, creer_agent, voisin):
    """Ni dans les listes, ni dans les fichiers, ni dans le calendrier, ni dans les comptes."""
    d_a_cote = creer_agent("correspondant", voisin.site.departement, voisin)
    vues = parcourir(client_de(d_a_cote), *PAGES)
    fiches = {demande.get_absolute_url() for demande in dossiers}
    assert not fiches & set(vues)
    assert fuites(vues) == []


@pytest.mark.parametrize("role", SANS_IDENTITE)
@pytest.mark.parametrize("liste", ["demande_list", "reclamation_list"])
@pytest.mark.parametrize("cherche", ["Quidamont", "mme quidamont", "Zoé", "06 12"])
def test_chercher_un_nom_ne_le_confirme_pas(
    dossiers, client_de, creer_agent, departement, role, liste, cherche
):
    client = client_de(creer_agent(role, departement))
    page = client.get(reverse(f"suivi:{liste}"), {"q": cherche})
    assert page.context["table"].paginator.count == 0


@pytest.mark.parametrize("role", SANS_IDENTITE)
def test_aucun_rapport_ne_nomme_un_usager(dossiers, creer_agent, departement, role):
    """Page, classeur, texte et données, d'où naît aussi le PDF."""
    agent = creer_agent(role, departement)
    for slug in ("delais-de-reponse", "point-hebdomadaire", "reclamations"):
        rapport = catalogue.trouver(slug)
        saisie = {"par": "service", "periode": "annee", "annee": 2022}
        donnees = rapport.donnees(agent, **rapport.lire(saisie, agent))
        for forme in ("html", "json"):
            page = rendre(rapport, donnees, forme).octets.decode().lower()
            assert not any(trace in page for trace in TRACES), (slug, forme)


def test_qui_tient_la_demande_la_lit_en_entier(dossiers, client_de, correspondant):
    page = client_de(correspondant).get(dossiers[0].get_absolute_url()).content.decode()
    assert "Relance de Mme QUIDAMONT" in page and "Je suis Zoé Quidamont" in page
    liste = client_de(correspondant).get(reverse("suivi:demande_list"), {"q": "quidamont"})
    assert liste.context["table"].paginator.count == 3


def test_qui_a_transmis_la_demande_la_lit_sans_son_auteur(
    dossiers, client_de, correspondant, voisin
):
    demande = dossiers[0]
    demande.transferer(voisin, agent=correspondant)
    client = client_de(correspondant)
    assert fuites({"fiche": lire(client.get(demande.get_absolute_url()))}) == []
    liste = client.get(reverse("suivi:demande_list"), {"q": "Relance"})
    assert "Relance de Mme [effacé]" in liste.content.decode()
