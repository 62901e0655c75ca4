"""La liste et le rapport des réclamations ; l'affectation d'une demande arrivée au standard."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from suivi.affectation import affecter
from suivi.comptes.comptages import comptages
from suivi.models import Demande, ObjetReclamation, Qualification
from suivi.rapports import ReclamationsParObjet
from tests import factories

LUNDI = date(2022, 3, 7)
LISTE = "suivi:reclamation_list"


@pytest.fixture(autouse=True)
def aujourd_hui(settings):
    settings.ARRETE = date(2022, 3, 15)


@pytest.fixture
def inscrire(delais, service):
    def inscrire(objet=None, motif="", **champs):
        champs = {"registre": "suggestions_reclamations", "nature": "reclamation"} | champs
        lieu = {"departement": service.site.departement, "service": service} | champs
        demande = factories.DemandeFactory(**lieu)
        qualification = Qualification.objects.de(demande)
        if motif:
            exclusion = ObjetReclamation.objects.get(cle=objet)
            qualification.classer_hors_champ(exclusion, motif)
        elif objet:
            qualification.declarer_recevable(ObjetReclamation.objects.get(cle=objet))
        return demande

    return inscrire


def texte(reponse):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reponse.content.decode())))


# --- La liste -------------------------------------------------------------------------------------


def test_la_liste_dit_la_recevabilite_et_l_objet(client_de, auditeur, inscrire):
    inscrire("temps_attente")
    inscrire("delai_titres", motif="Titre en fabrication")
    factories.DemandeFactory(departement=auditeur.departement, objet="Une information")
    page = texte(client_de(auditeur).get(reverse(LISTE)))
    assert "Recevable" in page and "Temps d'attente" in page
    assert "Hors champ" in page and "Délai de délivrance d'un titre" in page
    assert "Une information" not in page


@pytest.mark.parametrize(
    ("filtre", "nombre"),
    [
        ("qualite_accueil=oui", 1),
        ("qualite_accueil=inconnu", 1),
        ("objet_reclamation={objet}", 1),
        ("engagement=7", 1),
        ("engagement=8", 0),
    ],
)
def test_la_liste_se_filtre(client_de, referent, inscrire, filtre, nombre):
    factories.ExigenceFactory(code="7.3", engagement__numero=7)
    inscrire("temps_attente")
    inscrire()
    objet = ObjetReclamation.objects.get(cle="temps_attente").pk
    page = client_de(referent).get(f"{reverse(LISTE)}?{filtre.format(objet=objet)}")
    assert page.context["table"].paginator.count == nombre


def test_l_export_a_les_colonnes_que_l_ecran_n_a_pas(client_de, referent, inscrire):
    inscrire("delai_titres", motif="Titre en fabrication")
    octets = client_de(referent).get(f"{reverse(LISTE)}?export=xlsx").content
    entete, ligne = [
        [c.value for c in rangee] for rangee in load_workbook(BytesIO(octets)).active.iter_rows()
    ]
    exporte = dict(zip(entete, ligne, strict=True))
    assert exporte["Recevabilité"] == "Hors champ"
    assert exporte["Motif du hors champ"] == "Titre en fabrication"


# --- Le rapport -----------------------------------------------------------------------------------


def test_le_rapport_compte_par_objet_exclusion_et_categorie(referent, inscrire):
    categorie = factories.CategorieReclamationFactory(
        departement=referent.departement, libelle="File d'attente"
    )
    for _ in range(2):
        inscrire("temps_attente")
    Qualification.objects.update(categorie=categorie)
    inscrire("delai_titres", motif="Titre en fabrication")
    inscrire()
    inscrire(date_arrivee=date(2021, 3, 7))
    donnees = ReclamationsParObjet().donnees(referent, annee=2022)
    tableaux = {t["legende"]: t["lignes"] for t in donnees["tableaux"]}
    assert tableaux["Par objet recevable"] == [["Temps d'attente", 2]]
    assert tableaux["Hors champ, par exclusion"] == [["Délai de délivrance d'un titre", 1]]
    assert tableaux["Par catégorie"] == [["File d'attente", 2], ["Sans catégorie", 2]]
    assert tableaux["Recevables, par objet et catégorie"] == [
        ["Temps d'attente", "File d'attente", 2]
    ]
    assert donnees["phrase"] == (
        "Reçues : 4 ; recevables au titre de l'accueil : 2 (50,0 %) ; hors champ : 1 ; "
        "à examiner : 1."
    )


def test_le_rapport_dit_les_memes_chiffres_que_l_indicateur(referent, inscrire):
    for objet in ("temps_attente", "temps_attente", None):
        inscrire(objet)
    lignes = comptages(referent.departement, LUNDI, LUNDI, date(2022, 12, 31))
    accueil = [ligne for ligne in lignes if ligne.code == "RECL-ACCUEIL"]
    parts = sum(a.numerateur for a in accueil), sum(a.denominateur for a in accueil)
    phrase = ReclamationsParObjet().donnees(referent, annee=2022)["phrase"]
    assert parts == (2, 3)
    assert phrase.startswith("Reçues : 3 ; recevables au titre de l'accueil : 2 (66,7 %)")


@pytest.mark.parametrize("forme", ["", "?annee=2019"])
def test_le_rapport_se_lit_a_l_ecran(client_de, referent, inscrire, forme):
    inscrire("temps_attente")
    page = client_de(referent).get(reverse("socle:rapport_detail", args=["reclamations"]) + forme)
    assert page.status_code == 200


# --- L'affectation --------------------------------------------------------------------------------


@pytest.fixture
def au_standard(delais, service):
    racine = service.site.services.get(parent=None)
    return factories.DemandeFactory(departement=service.site.departement, service=racine)


def test_affecter_d_un_geste_corrige_le_service_sans_transfert(
    client_de, referent, service, au_standard
):
    client = client_de(referent)
    fiche = client.get(au_standard.get_absolute_url()).content.decode()
    assert "Affecter au service" in fiche
    adresse = reverse("suivi:demande_affecter", args=[au_standard.pk])
    assert client.post(adresse, {"vers": service.pk}).url == au_standard.get_absolute_url()
    au_standard.refresh_from_db()
    assert (au_standard.service, au_standard.etat) == (service, "recue")
    assert au_standard.date_transmission is None
    assert not au_standard.faits.exists()
    assert "Affectée à un service" in texte(client.get(au_standard.get_absolute_url()))
    assert "Affecter au service" not in client.get(au_standard.get_absolute_url()).content.decode()


def test_affecter_n_ecrit_que_le_service_et_le_calcul(service, au_standard):
    """Ce qu'un autre a écrit depuis la lecture reste écrit."""
    Demande.objects.filter(pk=au_standard.pk).update(objet="Corrigé par un autre")
    affecter(demande=au_standard, vers=service)
    apres = Demande.objects.get()
    assert (apres.objet, apres.service) == ("Corrigé par un autre", service)


def test_affecter_redate_selon_la_regle_du_service(service, au_standard):
    lieu = {"departement": service.site.departement, "site": service.site, "service": service}
    factories.RegleDelaiFactory(locale=True, **lieu, cle="locale", jours=2)
    affecter(demande=au_standard, vers=service)
    au_standard.refresh_from_db()
    assert (au_standard.regle, au_standard.date_echeance) == ("locale", date(2022, 3, 9))


def test_une_demande_prise_en_charge_se_transfere_elle_ne_s_affecte_plus(
    client_de, referent, service, au_standard
):
    Demande.objects.update(date_accuse=LUNDI)
    adresse = reverse("suivi:demande_affecter", args=[au_standard.pk])
    page = client_de(referent).post(adresse, {"vers": service.pk})
    assert "transférez-la plutôt" in texte(page)


def test_deux_affectations_la_seconde_le_dit(service, voisin, au_standard):
    autre = Demande.objects.get(pk=au_standard.pk)
    affecter(demande=au_standard, vers=service)
    with pytest.raises(ValidationError, match="déjà au service Accueil général"):
        affecter(demande=autre, vers=voisin)


def test_seuls_les_services_ouverts_du_departement_se_proposent(
    client_de, referent, service, voisin, autre_service, au_standard
):
    voisin.date_fin = LUNDI
    voisin.save()
    client, adresse = client_de(referent), reverse("suivi:demande_affecter", args=[au_standard.pk])
    choix = client.get(adresse).context["form"].fields["vers"].queryset
    assert list(choix) == [service]
    for refuse in (voisin, autre_service, au_standard.service):
        client.post(adresse, {"vers": refuse.pk})
    au_standard.refresh_from_db()
    assert au_standard.service.est_racine
