"""L'export d'enquête déposé par la page : apparié, importé, et rien n'en reste que les réponses."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from enquetes.models import Enquete, ExportConnu, Questionnaire, Reponse, Valeur
from qualepref.socle.models import Departement, Production
from tests.attendus import ATTENDUS, CLASSEURS
from tests.enquetes.conftest import EXPORTS_CONNUS

SPHINX = "resultats-enquete-sphinx.csv"
TITRES = "id;submitdate;Q1. Accueil;Q2. Avis libre;Bilan interne;email\n"
LIGNE = "{};2022-05-02;{};Monsieur Secret au guichet {};vu;u{}@exemple.fr\n"
EN_CODES = TITRES + "".join(LIGNE.format(n, f"A{n % 2 + 1}", n, n) for n in range(12))


@pytest.fixture
def depot(questionnaires, client_de, creer_agent, django_capture_on_commit_callbacks):
    """Ce que fait la référente : déposer, puis donner suite."""
    organisation = CLASSEURS / "organisation.yaml"
    call_command("charger_organisation", organisation, verbosity=0, stdout=StringIO())
    client = client_de(creer_agent("referent_qualite", Departement.objects.get()))

    class Depot:
        def deposer(self, octets, nom="export.csv"):
            fichier = SimpleUploadedFile(nom, octets)
            adresse = reverse("socle:import_create", args=["reponses-enquete"])
            return self.envoyer(adresse, {"fichier": fichier})

        def suivre(self, verifiee, acte, **dits):
            return self.envoyer(
                reverse("socle:import_suite", args=[verifiee.pk]), {"acte": acte} | dits
            )

        def envoyer(self, adresse, donnees):
            with django_capture_on_commit_callbacks(execute=True):
                self.reponse = client.post(adresse, donnees)
            return Production.objects.latest("pk")

        def lire(self, production):
            return client.get(production.get_absolute_url()).content.decode()

    return Depot()


def colonnes(verifiee):
    return verifiee.rapport["feuilles"][0]["appariement"]["colonnes"]


def rangs(verifiee):
    return {colonne["titre"]: rang for rang, colonne in enumerate(colonnes(verifiee))}


def test_l_export_sphinx_depose_par_la_page_donne_les_memes_reponses(depot):
    call_command("charger_referentiel", EXPORTS_CONNUS, verbosity=0, stdout=StringIO())
    verifiee = depot.deposer((CLASSEURS / SPHINX).read_bytes(), SPHINX)
    comparees = {c["titre"][:3]: c["repere"] for c in colonnes(verifiee)}
    assert (comparees["Q5."], comparees["Q19"], comparees["Q8."]) == ("IN-01", "GL-01", "")
    depot.suivre(verifiee, "importer")
    assert Reponse.objects.count() == ATTENDUS["classeurs"][SPHINX]["repondants_exploitables"]
    assert Enquete.objects.get().etat == "close"


def test_des_codes_se_disent_sur_la_page_et_la_suite_s_en_souvient(depot):
    verifiee = depot.deposer(EN_CODES.encode())
    assert "Aucune question n'est sur l'échelle" in verifiee.erreur
    assert "veut dire" in depot.lire(verifiee)
    rang = rangs(verifiee)["Q1. Accueil"]
    assert sorted(e for e, _ in colonnes(verifiee)[rang]["modalites"]) == ["A1", "A2"]
    dits = {f"question-{rang}": "GL-01"}
    for place, (ecrite, _) in enumerate(colonnes(verifiee)[rang]["modalites"]):
        niveau = "tres_satisfait" if ecrite == "A1" else "peu_satisfait"
        dits[f"modalite-{rang}-{place}"] = niveau
    verifiee = depot.suivre(verifiee, "verifier", **dits)
    assert verifiee.etat == "terminee" and not Reponse.objects.exists()
    depot.suivre(verifiee, "importer", **dits)
    assert Valeur.objects.filter(choix__cle="tres_satisfait").count() == 6
    question = Enquete.objects.get().questionnaire.questions.get(code="Q1")
    assert (question.repere, question.theme.cle) == ("GL-01", "satisfaction_globale")
    assert ExportConnu.objects.filter(departement__isnull=False).count() == 1
    # L'an prochain, tout est proposé.
    prochaine = depot.deposer(EN_CODES.replace("2022-05", "2023-05").encode())
    assert (prochaine.etat, colonnes(prochaine)[rang]["repere"]) == ("terminee", "GL-01")


def test_rien_du_fichier_ne_reste_que_les_reponses(depot):
    verifiee = depot.deposer(EN_CODES.encode())
    assert default_storage.exists(verifiee.source.name)
    importee = depot.suivre(verifiee, "importer", **sur_l_echelle(verifiee))
    assert importee.etat == "terminee"
    assert not default_storage.exists(verifiee.source.name)
    assert not Production.objects.exclude(source="").exists()
    for production in Production.objects.all():
        garde = f"{production.rapport} {production.parametres} {production.erreur}"
        assert "Secret" not in garde and "exemple.fr" not in garde
    assert "Secret" not in depot.lire(verifiee)
    refaite = depot.suivre(verifiee, "importer")
    assert refaite == importee and depot.reponse.status_code == 302
    assert "plus gardé" in depot.lire(verifiee)


def test_une_verification_ne_se_garde_qu_un_jour(depot):
    verifiee = depot.deposer(EN_CODES.encode())
    assert (verifiee.expire_le - verifiee.terminee_le).days == 1


def test_un_questionnaire_choisi_recoit_les_reponses(depot):
    livre = Questionnaire.objects.get(code="satisfaction_usagers")
    texte = "Date;Q1. Accueil;Q2. Motif\n" + 12 * "02/05/2022;Satisfait;Autre\n"
    verifiee = depot.deposer(texte.encode())
    rang = rangs(verifiee)["Q1. Accueil"]
    dits = {"questionnaire": livre.pk, f"question-{rang}": "GL-01", "enquete": "nouvelle"}
    depot.suivre(verifiee, "importer", **dits)
    enquete = Enquete.objects.get()
    assert enquete.questionnaire == livre
    assert enquete.intitule == f"{livre.intitule}, mai 2022"
    lues = Valeur.objects.values_list("question__code", "choix__cle").distinct()
    assert list(lues) == [("GL-01", "satisfait")]


def test_une_colonne_personnelle_ne_se_lit_pas_meme_forcee(depot):
    verifiee = depot.deposer(EN_CODES.encode())
    rang = rangs(verifiee)["email"]
    assert colonnes(verifiee)[rang]["personnelle"]
    depot.suivre(verifiee, "importer", **sur_l_echelle(verifiee) | {f"question-{rang}": "EL-02"})
    assert not Valeur.objects.filter(texte__contains="@").exists()


def sur_l_echelle(verifiee):
    rang = rangs(verifiee)["Q1. Accueil"]
    return {f"modalite-{rang}-{place}": "satisfait" for place in range(2)}
