"""Une campagne d'un bout à l'autre, par les pages : quatre sites, huit services."""

from django.urls import reverse

from engagements.models import Campagne
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}


def adresse(nom, objet):
    return reverse(f"engagements:{nom}", args=[objet.pk])


def ouvrir(client, referentiel, code, debut, fin, **champs):
    donnees = {
        "intitule": f"Campagne {code}",
        "code": code,
        "genre": "autoevaluation",
        "referentiel": referentiel.pk,
        "date_debut": debut,
        "date_fin": fin,
    }
    reponse = client.post(reverse("engagements:campagne_create"), donnees | champs)
    assert reponse.status_code == 302, reponse.content.decode()
    return Campagne.objects.get(code=code)


def remplir(client, campagne, service, avis):
    """Répond à chaque exigence du service par l'écran ; `avis` change d'une campagne à l'autre."""
    for cellule in campagne.autoevaluations.filter(service=service, imposee=False):
        donnees = {"version": cellule.version, "avis": avis, "avancement": "a_revoir"}
        page = client.post(adresse("autoevaluation_update", cellule), donnees, **HTMX)
        assert "Enregistré à" in page.content.decode()


def test_ouvrir_remplir_soumettre_rendre_clore_et_comparer(
    client_de, creer_agent, referent, departement
):
    module = factories.ModuleFactory(numero=1)
    for numero in (1, 2, 3):
        engagement = factories.EngagementFactory(module=module, numero=numero, ordre=numero)
        factories.ExigenceFactory.create_batch(2, engagement=engagement)
    sites = factories.SiteFactory.create_batch(4, departement=departement)
    services = [service for site in sites for service in deux_services(site)]
    label = factories.LabellisationFactory(departement=departement, referentiel=module.referentiel)
    for service in services:
        factories.PerimetreFactory(service=service, module=module, labellisation=label)
    referente = client_de(referent)
    correspondante = client_de(creer_agent("correspondant", departement, services[0]))

    premiere = ouvrir(referente, module.referentiel, "auto-2022", "2022-10-01", "2022-12-31")
    assert premiere.feuilles.count() == 8 and premiere.autoevaluations.count() == 8 * 6
    remplir(correspondante, premiere, services[0], "partiel")
    feuille = premiere.feuilles.get(service=services[0])
    correspondante.post(adresse("feuille_soumettre", feuille))
    referente.post(adresse("feuille_retourner", feuille), {"note": "Joindre la charte"})
    page = correspondante.get(feuille.get_absolute_url()).content.decode()
    assert "Joindre la charte" in page
    cellule = premiere.autoevaluations.filter(service=services[0]).first()
    correspondante.post(adresse("autoevaluation_joindre", cellule), {"intitule": "Charte"}, **HTMX)
    correspondante.post(adresse("feuille_soumettre", feuille))
    referente.post(adresse("feuille_clore", feuille))
    feuille.refresh_from_db()
    assert feuille.etat == "close"
    referente.post(adresse("campagne_clore", premiere))

    suivante = ouvrir(
        referente,
        module.referentiel,
        "auto-2023",
        "2023-10-01",
        "2023-12-31",
        precedente=premiere.pk,
    )
    reprise = suivante.autoevaluations.get(service=services[0], exigence=cellule.exigence)
    assert (reprise.avis, str(reprise.preuves.get())) == ("non_evalue", "Charte")
    remplir(correspondante, suivante, services[0], "conforme")
    page = referente.get(adresse("campagne_comparer", suivante)).content.decode()
    assert "<strong>3</strong> en hausse" in page
    assert "<strong>21</strong> sans changement" in page
    page = correspondante.get(adresse("campagne_comparer", suivante)).content.decode()
    assert "<strong>3</strong> en hausse" in page and "sans changement</a>" not in page
    page = correspondante.get(suivante.get_absolute_url()).content.decode()
    assert "Module 1\u00a0: complet, 3 sur 3." in page


def deux_services(site):
    racine = factories.ServiceFactory(site=site, parent=None)
    return factories.ServiceFactory.create_batch(2, site=site, parent=racine)
