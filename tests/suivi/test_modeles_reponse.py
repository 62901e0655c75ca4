"""Les modèles de réponse : livrés, repris à son compte, versions figées, avis du comité."""

from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from qualepref.socle import chargement
from suivi.models import EnTete, ModeleReponse, ReglageReponses, Usage, VersionModele
from suivi.reponses import fusion
from suivi.reponses.redaction import proposes
from tests import factories
from tests.suivi.test_pages import texte

LIVRES = settings.RACINE / "suivi" / "referentiels" / "reponses.yaml"
SAISIE = {
    "intitule": "Passeport prêt",
    "usage": "reponse",
    "support": "courriel",
    "actif": "on",
    "objet": "Votre passeport",
    "corps": "Bonjour {{ usager }}, il est prêt.",
    "politesse": "Cordialement,",
    "signature": "{{ agent }}",
}


@pytest.fixture
def livres(db):
    chargement.charger(LIVRES)


@pytest.fixture
def modele(departement):
    modele = factories.ModeleReponseFactory(departement=departement)
    factories.VersionModeleFactory(modele=modele, numero=1)
    return modele


def contenu(**champs):
    vide = {"objet": "Objet", "corps": "Corps", "politesse": "", "signature": ""}
    return vide | champs


def test_les_modeles_livres_se_chargent_et_deux_fois_ne_changent_rien(livres):
    premiers = ModeleReponse.objects.count()
    bilan = chargement.charger(LIVRES)
    assert (premiers, bilan.creees, bilan.mises_a_jour) == (ModeleReponse.objects.count(), 0, 0)
    assert VersionModele.objects.count() == premiers
    assert {m.usage for m in ModeleReponse.objects.all()} == set(Usage.values)
    assert {m.statut for m in ModeleReponse.objects.all()} == {"proposé"}


def test_un_modele_livre_ne_nomme_aucun_champ_inconnu(livres):
    for version in VersionModele.objects.all():
        assert all(not fusion.fautes(partie) for partie in version.contenu.values())


def test_un_modele_livre_fautif_est_refuse_avec_sa_ligne(tmp_path, db):
    fichier = tmp_path / "reponses.yaml"
    fichier.write_text(LIVRES.read_text().replace("{{ date_silence }}", "{{ silence }}"))
    with pytest.raises(chargement.ChargementRefuse, match="silence.*n'est pas un champ connu"):
        chargement.charger(fichier)
    assert not ModeleReponse.objects.exists()


def test_un_modele_ote_du_fichier_n_est_plus_propose(livres, tmp_path):
    fichier = tmp_path / "reponses.yaml"
    lues = LIVRES.read_text()
    fichier.write_text(lues[: lues.index("  - cle: transmission")])
    assert chargement.charger(fichier).retirees == 2
    assert not ModeleReponse.objects.actifs().filter(usage="transmission").exists()


# --- Versions -----------------------------------------------------------------------------------


def test_une_version_jamais_employee_se_recrit(modele):
    modele.ecrire(**contenu(corps="Un autre"))
    assert [v.corps for v in modele.versions.all()] == ["Un autre"]


def test_une_version_qui_a_servi_ne_change_plus(modele, service):
    version = modele.courante
    factories.ReponseFactory(demande__service=service, version=version)
    modele.ecrire(**contenu(corps="Un autre"))
    assert [v.corps for v in modele.versions.all()] == ["Un autre", version.corps]
    assert modele.courante.numero == 2


def test_une_version_qui_a_recu_un_avis_ne_change_plus(modele):
    version = modele.courante
    version.avis_clu, version.date_avis_clu = "Plus simple, s'il vous plaît.", date(2022, 6, 27)
    version.save()
    modele.ecrire(**contenu())
    assert modele.versions.count() == 2


def test_le_meme_texte_ne_fait_pas_une_version(modele, service):
    factories.ReponseFactory(demande__service=service, version=modele.courante)
    modele.ecrire(**modele.courante.contenu)
    assert modele.versions.count() == 1


def test_un_avis_a_une_date(modele):
    with pytest.raises(IntegrityError), transaction.atomic():
        modele.versions.update(avis_clu="Oui")


# --- Proposer -----------------------------------------------------------------------------------


def test_le_plus_precis_passe_devant_et_le_sien_devant_celui_qui_est_livre(livres, service):
    demande = factories.DemandeFactory(service=service, nature="reclamation")

    def premiers():
        trouves = proposes(demande=demande, usage="reponse", support="courriel")
        return [(m.intitule, m.support) for m in trouves][:2]

    assert premiers()[0] == ("Réponse à une réclamation", "courriel")
    notre = factories.ModeleReponseFactory(
        departement=service.site.departement, intitule="La nôtre", natures=["reclamation"]
    )
    assert premiers()[0] == ("La nôtre", "courriel")
    ModeleReponse.objects.filter(pk=notre.pk).update(actif=False)
    assert premiers()[0] == ("Réponse à une réclamation", "courriel")


def test_a_egalite_le_modele_livre_le_plus_general_est_le_premier(livres, service):
    demande = factories.DemandeFactory(service=service)
    premiers = [
        proposes(demande=demande, usage=usage, support="courriel")[0].cle for usage in Usage.values
    ]
    assert premiers == [
        "accuse-courriel",
        "attente-courriel",
        "reponse-courriel",
        "transmission-courriel",
    ]


def test_un_modele_d_un_autre_departement_ou_d_un_autre_cas_ne_se_propose_pas(
    service, autre_departement
):
    factories.ModeleReponseFactory(departement=autre_departement)
    factories.ModeleReponseFactory(departement=service.site.departement, natures=["suggestion"])
    demande = factories.DemandeFactory(service=service, nature="autre")
    assert proposes(demande=demande, usage="reponse", support="courriel") == []


# --- Pages --------------------------------------------------------------------------------------


def test_la_referente_ajoute_un_modele(client_de, referent):
    reponse = client_de(referent).post(reverse("suivi:modelereponse_create"), SAISIE, follow=True)
    modele = ModeleReponse.objects.get()
    assert (modele.departement, modele.courante.corps) == (referent.departement, SAISIE["corps"])
    assert "Bonjour Usager 012, il est prêt." in texte(reponse)


def test_un_champ_inconnu_se_dit_et_la_saisie_reste(client_de, referent):
    fautive = SAISIE | {"corps": "Bonjour\n{{ prenom }}", "natures": ["reclamation"]}
    page = client_de(referent).post(reverse("suivi:modelereponse_create"), fautive)
    assert "Ligne 2 : « {{ prenom }} » n'est pas un champ connu" in texte(page)
    assert "{{ prenom }}" in page.content.decode()
    assert not ModeleReponse.objects.exists()


def test_deux_referentes_sur_le_meme_modele_rien_ne_se_perd(client_de, referent, modele):
    modele.save()
    client, adresse = client_de(referent), reverse("suivi:modelereponse_update", args=[modele.pk])
    lue = client.get(adresse).context["form"].initial["lue"]
    client.post(adresse, SAISIE | {"lue": lue, "corps": "Le premier"})
    page = client.post(adresse, SAISIE | {"lue": lue, "corps": "Le second"})
    assert "votre texte est gardé" in texte(page)
    assert "Le second" in texte(page)
    assert modele.courante.corps == "Le premier"
    encore = page.context["form"].data["lue"]
    client.post(adresse, SAISIE | {"lue": encore, "corps": "Le second"})
    assert modele.courante.corps == "Le second"


def test_un_modele_livre_se_reprend_sans_se_changer(client_de, referent, livres):
    livre = ModeleReponse.objects.first()
    client = client_de(referent)
    assert "Reprendre à notre compte" in texte(client.get(livre.get_absolute_url()))
    modifier = reverse("suivi:modelereponse_update", args=[livre.pk])
    assert client.get(modifier).status_code == 404
    neuf = reverse("suivi:modelereponse_create") + f"?d_apres={livre.pk}"
    assert client.get(neuf).context["form"]["corps"].value() == livre.courante.corps


def test_l_avis_du_comite_se_garde_avec_la_version(client_de, referent, modele):
    adresse = reverse("suivi:modelereponse_avis", args=[modele.pk])
    avis = {"avis_clu": "Trop de jargon.", "date_avis_clu": "2022-06-27"}
    page = client_de(referent).post(adresse, avis, follow=True)
    assert "Avis du comité local des usagers, le 27 juin 2022" in texte(page)
    assert modele.courante.est_figee


def test_l_auditeur_lit_les_modeles_sans_les_changer(client_de, auditeur, modele):
    page = texte(client_de(auditeur).get(modele.get_absolute_url()))
    assert "Aperçu sur un exemple" in page
    assert "Modifier" not in page


def test_le_second_regard_et_l_en_tete_se_reglent(client_de, referent, site):
    client = client_de(referent)
    client.post(reverse("suivi:reglagereponses_update"), {"relecture": "on"})
    assert ReglageReponses.objects.get().relecture
    page = client.post(
        reverse("suivi:entete_update", args=[site.pk]),
        {"intitule": "Préfecture de l'Isère", "courriel": "contact@example.org"},
        follow=True,
    )
    assert EnTete.objects.get().site == site
    assert "contact@example.org" in texte(page)


def test_une_adresse_electronique_fausse_se_dit(client_de, referent, site):
    adresse = reverse("suivi:entete_update", args=[site.pk])
    assert client_de(referent).post(adresse, {"courriel": "pas une adresse"}).status_code == 200
    with pytest.raises(ValidationError):
        EnTete(site=site, courriel="pas une adresse").full_clean()
