"""Le suivi de la formalisation : ce que le référentiel demande d'écrire, et ce qui l'est."""

from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.conf import settings as reglages
from django.core.management import call_command
from django.urls import reverse

from documents.attendus import attendus_du
from documents.formalisation import (
    DEPARTEMENT,
    SERVICE,
    SITE,
    Attendu,
    Colonne,
    Taux,
    Tenu,
    dresser,
)
from documents.models import Etiquette, TypeDocument
from engagements.models import Action, Engagement, Referentiel
from tests import factories

ACCUEIL = Colonne(1, "Accueil", 10, frozenset({1, 100}), frozenset({1, 2}))
SEJOUR = Colonne(2, "Séjour", 10, frozenset({2, 100}), frozenset({1}))
VIENNE = Colonne(3, "Vienne", 11, frozenset({3}), frozenset({1, 2}))
SERVICES = (ACCUEIL, SEJOUR, VIENNE)


def attendu(portee=DEPARTEMENT, engagement=1, **champs):
    champs = {"par_engagement": True} | champs
    return Attendu("fiche", f"Sujet {engagement}", "", (engagement,), portee, **champs)


def tenu(service=1, situation="en_vigueur", engagements=(1,), cle=1, **champs):
    site = {1: 10, 2: 10, 3: 11, 100: 10}[service]
    nom = {1: "Accueil", 2: "Séjour", 3: "Vienne", 100: "Préfecture"}[service]
    return Tenu(
        cle, champs.pop("type", "fiche"), service, nom, site, situation, frozenset(engagements)
    )


def situations(attendu_, *tenus):
    (ligne,) = dresser([attendu_], SERVICES, tenus).lignes
    return [case and (case.situation, case.commun) for case in (ligne.ensemble, *ligne.cases)]


RIEN = ("manquant", False)
TENU = ("en_vigueur", False)
COMMUN = ("en_vigueur", True)


def test_la_fiche_d_un_service_vaut_pour_tous_et_le_dit():
    assert situations(attendu(), tenu(1)) == [TENU, TENU, COMMUN, COMMUN]


def test_un_service_hors_du_perimetre_de_l_engagement_n_est_pas_concerne():
    assert situations(attendu(engagement=2), tenu(1, engagements=(2,))) == [
        TENU,
        TENU,
        None,
        COMMUN,
    ]


def test_attendu_de_chaque_service_celui_d_un_voisin_ne_suffit_pas():
    assert situations(attendu(SERVICE), tenu(1)) == [TENU, TENU, RIEN, RIEN]
    assert situations(attendu(SERVICE), tenu(100)) == [TENU, TENU, TENU, RIEN]


def test_attendu_de_chaque_site_un_document_du_site_suffit():
    assert situations(attendu(SITE), tenu(1)) == [TENU, TENU, TENU, RIEN]


@pytest.mark.parametrize(
    ("etats", "montre"),
    [
        (("caduc", "en_redaction"), "en_redaction"),
        (("en_relecture", "a_reviser"), "a_reviser"),
        (("en_vigueur", "caduc"), "en_vigueur"),
        (("archive",), "manquant"),
        (("caduc",), "caduc"),
        ((), "manquant"),
    ],
)
def test_la_situation_la_plus_avancee_se_montre(etats, montre):
    tenus = [tenu(1, etat, cle=rang) for rang, etat in enumerate(etats)]
    assert situations(attendu(), *tenus)[0] == (montre, False)


def test_un_autre_document_ne_convient_pas():
    assert situations(attendu(), tenu(engagements=(5,)), tenu(type="memo")) == [RIEN] * 4
    tous = attendu(par_engagement=False)
    assert situations(tous, tenu(engagements=()))[0] == TENU


def test_l_etiquette_distingue_un_document_dans_son_type():
    demande = Attendu("fiche", "Fraude", "lutte_fraude", (1,), par_engagement=True)
    etiquete = Tenu(1, "fiche", 1, "Accueil", 10, "en_vigueur", etiquettes=frozenset(["autre"]))
    assert not demande.convient(etiquete)
    juste = Tenu(1, "fiche", 1, "A", 10, "en_vigueur", etiquettes=frozenset(["lutte_fraude"]))
    assert demande.convient(juste) and demande.convient(tenu(engagements=(1,)))


def test_les_taux_comptent_ce_qui_est_en_vigueur():
    tableau = dresser(
        [attendu(SERVICE), attendu(SERVICE, 2)],
        SERVICES,
        [tenu(1), tenu(1, "a_reviser", (2,), 2), tenu(3, "caduc", (2,), 3)],
    )
    assert tableau.taux == Taux(2, 2)
    assert tableau.taux_par_service == [Taux(2, 2), Taux(0, 1), Taux(0, 2)]
    assert (Taux(1, 2).pct, Taux(0, 0).pct) == (50, None)


def test_ce_qui_manque_se_dit_une_fois_par_lieu():
    lignes = [attendu(), attendu(SITE, 2), attendu(SERVICE)]
    tableau = dresser(lignes, SERVICES, [tenu(3, "caduc", (2,))])
    assert [
        (m.attendu.portee, m.colonne and m.colonne.nom, m.a_renouveler) for m in tableau.manques
    ] == [
        (DEPARTEMENT, None, False),
        (SITE, "Accueil", False),
        (SITE, "Vienne", True),
        (SERVICE, "Accueil", False),
        (SERVICE, "Séjour", False),
        (SERVICE, "Vienne", False),
    ]


def test_un_attendu_qui_ne_concerne_personne_ne_se_montre_pas():
    assert not dresser([attendu(engagement=9)], SERVICES, []).lignes
    assert len(dresser([attendu(engagement=9)], (), []).lignes) == 1


@pytest.fixture
def referentiel(db):
    fichiers = [
        reglages.RACINE / "documents" / "donnees" / "types-documents.yaml",
        reglages.RACINE / "engagements" / "referentiels" / "qual-e-pref-2019.yaml",
    ]
    call_command("charger_referentiel", *fichiers, verbosity=0, stdout=StringIO())
    return Referentiel.objects.get(code="qual-e-pref-2019")


def test_la_liste_se_tire_du_referentiel(referentiel, departement):
    fiches, autres = attendus_du(referentiel, departement)
    assert all(fiche.type == "fiche_procedure" and fiche.par_engagement for fiche in fiches)
    assert len({(f.engagements, f.etiquette) for f in fiches}) == len(fiches)
    fraude = next(f for f in fiches if f.etiquette == "lutte_fraude")
    assert fraude.libelle == "Détection et signalement de la fraude documentaire"
    par_type = {(a.type, a.etiquette): a for a in autres}
    assert par_type["guide_accueil", ""].portee == SITE
    assert par_type["courriel_type", "reponse_information"].portee == SERVICE
    assert ("registre_accessibilite", "") in par_type  # une règle le demande
    assert not {"photographie", "releve_grille", "reponse_usager"} & {a.type for a in autres}


@pytest.fixture
def engage(referentiel, service, departement):
    """Le service d'accueil, engagé sur les modules de l'engagement 18 et de tous les autres."""
    label = factories.LabellisationFactory(departement=departement, referentiel=referentiel)
    for module in referentiel.modules.all():
        factories.PerimetreFactory(
            labellisation=label, module=module, service=service, date_entree=date(2020, 1, 1)
        )
    return service


def fiche(service, numero, **champs):
    document = factories.DocumentFactory(
        departement=service.site.departement,
        service=service,
        type=TypeDocument.objects.get(cle="fiche_procedure"),
        **champs,
    )
    document.engagements.add(Engagement.objects.get(numero=numero, departement=None))
    return document


def test_la_page_montre_les_deux_tableaux_et_mene_aux_documents(
    engage, client_de, referent, au_31_decembre
):
    ecrite = fiche(engage, 18)
    fiche(engage, 3, date_caducite=date(2022, 6, 30))
    page = client_de(referent).get(reverse("documents:formalisation")).content.decode()
    assert "Fiches de procédure" in page and "Autres documents" in page
    assert ecrite.get_absolute_url() in page and "caduc" in page and "manquant" in page
    assert engage.nom in page and "Proposer" in page


def test_ce_qui_manque_devient_des_actions_proposees_une_seule_fois(
    engage, client_de, referent, au_31_decembre
):
    fiche(engage, 3, date_caducite=date(2022, 6, 30))
    fraude = fiche(engage, 23)
    fraude.etiquettes.add(Etiquette.objects.get(cle="lutte_fraude"))
    client, proposer = client_de(referent), reverse("documents:formalisation_proposer")
    client.post(proposer)
    nombre = Action.objects.proposees().count()
    assert nombre > 10
    client.post(proposer)
    assert Action.objects.proposees().count() == nombre
    intitules = set(Action.objects.values_list("intitule", flat=True))
    assert not any("fraude documentaire" in intitule for intitule in intitules)
    assert any(i.startswith("Renouveler : fiche de procédure") for i in intitules)
    locale = Action.objects.get(intitule__contains="Réponse à une demande d'information")
    assert locale.service == engage and locale.origine == "formalisation"


def test_le_classeur_dit_la_meme_chose(engage, client_de, referent, au_31_decembre):
    fiche(engage, 18)
    reponse = client_de(referent).get(reverse("documents:formalisation") + "?export=xlsx")
    classeur = openpyxl.load_workbook(BytesIO(reponse.content))
    assert classeur.sheetnames == ["Fiches de procédure", "Autres"]
    lignes = list(classeur["Fiches de procédure"].values)
    assert lignes[0][:4] == ("Attendu", "Engagements", "Ensemble", engage.nom)
    (dix_huit,) = [ligne for ligne in lignes if ligne[1] == "18"]
    assert dix_huit[2:4] == ("en vigueur", "en vigueur")


def test_autant_de_requetes_pour_un_document_et_pour_cinquante(
    engage, client_de, referent, au_31_decembre, django_assert_max_num_queries, monkeypatch
):
    client, adresse = client_de(referent), reverse("documents:formalisation")
    client.get(adresse)

    def compter():
        with django_assert_max_num_queries(200) as requetes:
            client.get(adresse)
        return len(requetes)

    fiche(engage, 18)
    avant = compter()
    for _ in range(20):
        fiche(engage, 3)
    assert compter() == avant


def test_sans_referentiel_ni_service_la_page_le_dit(client_de, referent):
    page = client_de(referent).get(reverse("documents:formalisation")).content.decode()
    assert "Aucun référentiel n’est chargé" in page


def test_un_correspondant_ne_voit_que_les_colonnes_de_ses_services(
    engage, voisin, client_de, correspondant, au_31_decembre
):
    label = factories.LabellisationFactory._meta.model.objects.get()
    module = label.perimetres.first().module
    factories.PerimetreFactory(
        labellisation=label, module=module, service=voisin, date_entree=date(2020, 1, 1)
    )
    page = client_de(correspondant).get(reverse("documents:formalisation")).content.decode()
    assert f'<th scope="col">{engage.nom}</th>' in page
    assert f'<th scope="col">{voisin.nom}</th>' not in page
