"""La tournée d'un site : la feuille à emporter, et son retour saisi ligne par ligne."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from documents.fabriques import GENRE, demander_la_feuille
from documents.models import Diffusion
from qualepref.socle.models import Production
from tests import factories

LE = date(2022, 12, 31)
pytestmark = pytest.mark.usefixtures("au_31_decembre", "depot")


@pytest.fixture
def client(client_de, correspondant):
    return client_de(correspondant)


@pytest.fixture
def feuille(site):
    return reverse("documents:tournee", args=[site.pk])


@pytest.fixture
def presentoir(document, site):
    return factories.DiffusionFactory(
        document=document, canal__libelle="Présentoir", site=site, precision="rayon du bas"
    )


def texte(reponse):
    return reponse.content.decode()


def ligne(diffusion, constat, jour="2022-12-31", **champs):
    dits = {"constat": constat, "date_constat": jour, "observation": ""} | champs
    return {f"e{diffusion.pk}-{nom}": valeur for nom, valeur in dits.items()}


def fautes(reponse):
    return {
        une.form.instance.pk: str(une.form.errors)
        for une in reponse.context["retour"].lignes
        if une.form.errors
    }


# --- La feuille -----------------------------------------------------------------------------------


def test_la_page_range_les_documents_par_lieu(client, feuille, affiche, presentoir, versions):
    lieux = client.get(feuille).context["retour"].lieux
    assert {nom: [une.diffusion for une in lignes] for nom, lignes in lieux} == {
        "Sans lieu précis": [presentoir],
        "Hall d'accueil": [affiche],
    }
    assert lieux[0][1][0].attendue == versions[1]


def test_ce_dont_le_lieu_manque_se_voit_sur_le_site_de_son_service(client, feuille, document):
    sur_place = factories.DiffusionFactory(document=document, canal__cle="affichage")
    factories.DiffusionFactory(document=document, canal__cle="intranet")
    factories.DiffusionFactory(document=document, canal__cle="ecran", date_retrait=date(2022, 6, 1))
    lieux = client.get(feuille).context["retour"].lieux
    assert [(nom, [une.diffusion for une in siennes]) for nom, siennes in lieux] == [
        ("Endroit à préciser", [sur_place])
    ]


def test_la_liste_des_sites_compte_ce_qu_il_y_a_a_voir(client, affiche, presentoir, site):
    presentoir.constat, presentoir.date_constat = "absent", LE
    presentoir.save()
    assert client.get(reverse("documents:tournees")).context["sites"] == [(site, 2, 1)]


@pytest.fixture
def imprimer(site, django_capture_on_commit_callbacks):
    """Demande la feuille et attend qu'elle soit faite ; rend la page et la production."""

    def demander(client):
        with django_capture_on_commit_callbacks(execute=True):
            page = client.post(reverse("documents:tournee_pdf", args=[site.pk]), follow=True)
        return page, Production.objects.get(genre=GENRE)

    return demander


def mots_de(octets):
    return "".join(une.extract_text() for une in PdfReader(BytesIO(octets)).pages)


def test_la_feuille_imprimee_dit_ou_aller_et_la_version_attendue(
    client, imprimer, affiche, versions, site
):
    page, production = imprimer(client)
    assert page.status_code == 200 and "Feuille de tournée" in texte(page)
    fichier = client.get(reverse("socle:production_fichier", args=[production.pk]))
    assert f'filename="tournee-{site.code}.pdf"' in fichier["Content-Disposition"]
    lu = mots_de(fichier.getvalue())
    assert "Hall d'accueil" in lu and "FP-AG-001" in lu and "version 2" in lu


def test_qui_controle_sans_role_imprime_sa_feuille_et_n_en_voit_pas_d_autre(
    client, client_de, creer_agent, departement, imprimer, affiche, presentoir, site
):
    agent = creer_agent("agent", departement)
    factories.DesignationFactory(
        agent=agent, fonction="mediateur_numerique", departement=departement, site=site
    )
    d_un_autre = factories.ProductionFactory(departement=departement)
    affiche.fonction = "mediateur_numerique"
    affiche.save()
    sien = client_de(agent)
    page, production = imprimer(sien)
    assert page.status_code == 200
    lu = mots_de(production.fichier.read())
    assert "Hall d'accueil" in lu and "rayon du bas" not in lu
    assert sien.get(d_un_autre.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("perdu", ["compte", "fonction", "site"])
def test_une_feuille_qui_n_a_plus_lieu_d_etre_le_dit(correspondant, site, perdu):
    production = demander_la_feuille(site, correspondant)
    match perdu:
        case "compte":
            correspondant.is_active = False
            correspondant.save()
        case "fonction":
            correspondant.designations.all().delete()
        case "site":
            Production.objects.update(parametres={"site": 0, "le": "2022-12-31"})
    Production.objects.get(pk=production.pk).produire()
    production.refresh_from_db()
    assert production.etat == Production.Etat.ECHOUEE
    assert "la feuille n'est pas fabriquée" in production.erreur


def test_la_feuille_ne_se_demande_pas_d_un_clic_qui_ne_fait_que_lire(client, site):
    assert client.get(reverse("documents:tournee_pdf", args=[site.pk])).status_code == 405


def test_chacun_n_a_que_ce_qu_il_controle(
    client_de, creer_agent, departement, feuille, affiche, site
):
    agent = creer_agent("agent", departement)
    factories.DesignationFactory(
        agent=agent, fonction="mediateur_numerique", departement=departement, site=site
    )
    assert client_de(agent).get(feuille).context["retour"].lignes == []
    affiche.fonction = "mediateur_numerique"
    affiche.save()
    assert len(client_de(agent).get(feuille).context["retour"].lignes) == 1


def test_cent_lignes_ne_font_pas_cent_requetes(
    client, feuille, document, versions, site, django_assert_max_num_queries
):
    for _ in range(30):
        factories.DiffusionFactory(document=document, site=site)
    with django_assert_max_num_queries(25):
        client.get(feuille)


# --- Le retour ------------------------------------------------------------------------------------


def test_chaque_ligne_saisie_est_notee_et_elle_seule(
    client, feuille, affiche, presentoir, versions, correspondant
):
    autre = factories.DiffusionFactory(document=affiche.document, site=affiche.site)
    dites = ligne(affiche, "vu") | ligne(presentoir, "absent", observation="Vide")
    reponse = client.post(feuille, dites | ligne(autre, ""), follow=True)
    assert "Constats notés : 2." in texte(reponse)
    for une in (affiche, presentoir, autre):
        une.refresh_from_db()
    assert (affiche.constat, affiche.version, affiche.constate_par) == (
        "vu",
        versions[1],
        correspondant,
    )
    assert (presentoir.constat, presentoir.observation) == ("absent", "Vide")
    assert autre.date_constat is None


@pytest.mark.parametrize(
    ("jour", "dit"),
    [
        ("2023-01-01", "futur"),
        ("", "Dites quel jour"),
        ("31/02/2022", "28 jours"),
        ("2021-01-01", "depuis le 01/01/2022"),
    ],
)
def test_une_ligne_fautive_garde_sa_saisie_et_laisse_passer_les_autres(
    client, feuille, affiche, presentoir, jour, dit
):
    fautive = ligne(presentoir, "a_remplacer", jour, observation="Jauni par le soleil")
    reponse = client.post(feuille, ligne(affiche, "vu") | fautive)
    assert list(fautes(reponse)) == [presentoir.pk] and dit in fautes(reponse)[presentoir.pk]
    page_rendue = texte(reponse)
    assert "Jauni par le soleil" in page_rendue and "Lignes à corriger : 1" in page_rendue
    affiche.refresh_from_db()
    presentoir.refresh_from_db()
    assert affiche.constat == "vu" and presentoir.constat == ""
    corrigee = ligne(presentoir, "a_remplacer", observation="Jauni par le soleil")
    assert client.post(feuille, corrigee).status_code == 302


def test_une_ligne_notee_par_un_autre_se_relit(client, feuille, affiche, referent):
    affiche.save()
    lue = client.get(feuille).context["retour"].lignes[0].form["version"].value()
    affiche.constater(referent, "absent")
    dite = ligne(affiche, "vu", version=lue)
    reponse = client.post(feuille, dite)
    assert "Envoyez de nouveau" in fautes(reponse)[affiche.pk]
    relue = reponse.context["retour"].lignes[0].form["version"].value()
    assert client.post(feuille, dite | ligne(affiche, "vu", version=relue)).status_code == 302
    affiche.refresh_from_db()
    assert affiche.constat == "vu"


def test_un_document_archive_dit_absent_quitte_la_liste(client, feuille, affiche, document):
    document.archiver("Fini")
    assert "ne vaut plus : à ôter" in texte(client.get(feuille))
    client.post(feuille, ligne(affiche, "absent"))
    assert not Diffusion.objects.en_cours().exists()


def test_une_ligne_d_un_autre_service_ne_se_note_pas(client, feuille, voisin, site, departement):
    ailleurs = factories.DocumentFactory(departement=departement, service=voisin)
    autre = factories.DiffusionFactory(document=ailleurs, site=site)
    reponse = client.post(feuille, ligne(autre, "vu"), follow=True)
    assert "Aucune ligne" in texte(reponse)
    autre.refresh_from_db()
    assert autre.date_constat is None


def test_une_grande_tournee_se_saisit_page_par_page(client, feuille, document, site, monkeypatch):
    """Quatre champs par ligne : au-delà d'un envoi, la saisie se perdrait."""
    monkeypatch.setattr("documents.tournees.LIGNES_PAR_PAGE", 2)
    endroits = [
        factories.DiffusionFactory(document=document, site=site, precision=f"rayon {rang}")
        for rang in range(3)
    ]
    premiere, derniere = client.get(feuille), client.get(f"{feuille}?page=2")
    vues = [une.diffusion for page in (premiere, derniere) for une in page.context["retour"].lignes]
    assert len(premiere.context["retour"].lignes) == 2 and set(vues) == set(endroits)
    assert "Page suivante" in texte(premiere)
    reponse = client.post(f"{feuille}?page=2", ligne(vues[2], "vu"))
    assert reponse.url == f"{feuille}?page=2"
    assert Diffusion.objects.get(pk=vues[2].pk).date_constat == LE
    assert client.get(f"{feuille}?page=zzz").context["retour"].page.number == 1
