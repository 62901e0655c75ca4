import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.models import CanalDiffusion, Etiquette, TypeDocument
from engagements.models import Exigence

FICHIER = settings.RACINE / "documents" / "donnees" / "types-documents.yaml"


@pytest.fixture
def types(db):
    call_command("charger_referentiel", FICHIER, verbosity=0)


def test_les_types_livres_sont_entiers(types):
    donnees = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    assert TypeDocument.objects.count() == len(donnees["types"])
    assert Etiquette.objects.count() == len(donnees["etiquettes"])
    guide = TypeDocument.objects.get(cle="guide_accueil")
    assert (guide.prefixe, guide.validite_mois, guide.famille.cle) == ("GA", 12, "procedure")
    assert [canal.cle for canal in guide.canaux.all()] == ["intranet", "service"]


def test_chaque_preuve_attendue_d_un_referentiel_est_un_type_connu(db):
    call_command("charger_referentiel", verbosity=0)
    attendus = {code for e in Exigence.objects.all() for code in e.preuves}
    assert attendus <= set(TypeDocument.objects.values_list("cle", flat=True))


def test_la_page_des_types_dit_que_les_durees_sont_proposees(client_de, agent, types):
    page = client_de(agent).get(reverse("documents:typedocument_list")).content.decode()
    assert "proposées par le projet" in page
    assert "Politique qualité" in page and "Site intranet" in page


def test_la_page_des_types_se_filtre_par_famille(client_de, agent, types):
    famille = TypeDocument.objects.get(cle="photographie").famille
    adresse = reverse("documents:typedocument_list") + f"?famille={famille.pk}"
    page = client_de(agent).get(adresse).content.decode()
    assert "3 lignes" in page and "Capture d&#x27;écran datée" in page


def modifie(tmp_path, changer):
    donnees = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    changer(donnees)
    chemin = tmp_path / "types-documents.yaml"
    chemin.write_text(yaml.safe_dump(donnees, allow_unicode=True), encoding="utf-8")
    return chemin


@pytest.mark.parametrize(
    ("cle", "valeur", "message"),
    [
        ("famille", "inconnue", "« types/politique_qualite/famille » vaut « inconnue »"),
        ("diffusion", ["pigeon"], "« types/politique_qualite/diffusion » vaut « pigeon »"),
        ("prefixe", "pq", "« types/0/prefixe » vaut « pq »"),
    ],
)
def test_une_faute_nomme_le_fichier_et_la_cle(db, tmp_path, cle, valeur, message):
    chemin = modifie(tmp_path, lambda donnees: donnees["types"][0].update({cle: valeur}))
    with pytest.raises(CommandError) as refus:
        call_command("charger_referentiel", chemin, verbosity=0)
    assert f"types-documents.yaml : {message}" in str(refus.value)
    assert not CanalDiffusion.objects.exists()


def test_un_type_retire_du_fichier_reste_lisible(types, tmp_path, client_de, agent):
    chemin = modifie(tmp_path, lambda donnees: donnees["types"].pop(0))
    call_command("charger_referentiel", chemin, verbosity=0)
    assert TypeDocument.objects.get(cle="politique_qualite").retire
    assert TypeDocument.objects.libelles()["politique_qualite"] == "Politique qualité"
    page = client_de(agent).get(reverse("documents:typedocument_list")).content.decode()
    assert "Politique qualité" not in page
