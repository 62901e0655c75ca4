"""Projeter une campagne vers un autre référentiel : preuves, commentaires, jamais un avis."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from engagements.models import AutoEvaluation, AvisEngagement, Feuille, Preuve, Referentiel
from engagements.projection import DEJA_REMPLIE, Etat, Matiere, Rapprochement, projeter
from engagements.projection_campagne import Projection, arrivees_possibles
from tests import factories
from tests.engagements.conftest import FICHIERS

VIERGE = Etat(0, "", frozenset())


def porter(etat=VIERGE, matiere=None, cibles=(("exigence", 9),)):
    matiere = matiere or Matiere([("4.a", "Accusé sous deux jours")], {1, 2})
    rapprochements = [Rapprochement([4], cibles, "partiel")]
    etats = {("exigence", 9, 7): etat} if etat else {}
    return projeter(rapprochements, {(4, 7): matiere}, etats, "Services Publics +")


def test_une_cellule_vierge_recoit_tout_et_la_marque():
    (portage,) = porter()
    assert portage.commentaire == "Repris de Services Publics + (4.a) : Accusé sous deux jours"
    assert (portage.preuves, portage.marque, portage.laisse) == ((1, 2), True, "")


def test_une_cellule_remplie_garde_son_texte_et_recoit_les_preuves_qui_manquent():
    (portage,) = porter(Etat(1, "À nous", frozenset({1})))
    assert (portage.commentaire, portage.preuves, portage.marque) == ("", (2,), False)
    assert portage.laisse == DEJA_REMPLIE


def test_un_texte_repris_d_une_campagne_precedente_reste():
    (portage,) = porter(Etat(0, "De l'an dernier", frozenset()))
    assert portage.commentaire == "" and portage.preuves == (1, 2)


@pytest.mark.parametrize(
    ("etat", "laisse"),
    [(None, "hors du périmètre"), (VIERGE._replace(verrou="La campagne est close"), "close")],
)
def test_une_cellule_absente_ou_verrouillee_ne_recoit_rien(etat, laisse):
    (portage,) = porter(etat)
    assert laisse in portage.laisse and not portage.porte


def test_deux_rapprochements_se_completent_dans_la_meme_cellule():
    rapprochements = [Rapprochement([4], [("exigence", 9)], "partiel")] * 2
    rapprochements.append(Rapprochement([5], [("exigence", 9)], "équivalent"))
    matieres = {
        (4, 7): Matiere([("4.a", "Un")], {1}),
        (5, 7): Matiere([("5.a", "Deux")], {1, 3}),
    }
    (portage,) = projeter(rapprochements, matieres, {("exigence", 9, 7): VIERGE}, "SP+")
    assert portage.codes == ("4.a", "5.a") and portage.preuves == (1, 3)
    assert portage.commentaire == "Repris de SP+ (4.a) : Un\nRepris de SP+ (5.a) : Deux"


def test_sans_matiere_ni_cible_il_n_y_a_rien_a_porter():
    assert porter(matiere=Matiere()) == []
    assert porter(cibles=()) == []


# --- De Services Publics + à Qual-e-Pref --------------------------------------------------------


@pytest.fixture
def deux_campagnes(qual_e_pref, departement, service):
    """La même année, un service évalué sur Services Publics + puis à évaluer sur Qual-e-Pref."""
    for nom in ("services-publics-plus-2023", "qualipref2-2012", "qualipref-2.0-2015"):
        call_command("charger_referentiel", FICHIERS / f"{nom}.yaml", verbosity=0)
    call_command("charger_referentiel", FICHIERS / "correspondances.yaml", verbosity=0)
    plus = Referentiel.objects.get(code="services-publics-plus-2023")
    campagnes = []
    for referentiel in (plus, qual_e_pref):
        labellisation = factories.LabellisationFactory(
            departement=departement, referentiel=referentiel
        )
        module = referentiel.modules.get(numero=1)
        factories.PerimetreFactory(labellisation=labellisation, module=module, service=service)
        campagne = factories.CampagneFactory(departement=departement, referentiel=referentiel)
        campagne.aligner()
        campagnes.append(campagne)
    return campagnes


@pytest.fixture
def depart(deux_campagnes, departement):
    """L'exigence 4.a de Services Publics + a son avis, son commentaire et sa preuve."""
    depart, _ = deux_campagnes
    cellules = depart.autoevaluations.filter(exigence__code="4.a")
    cellules.update(avis="conforme", commentaire="Accusé sous deux jours", version=1)
    preuve = Preuve.objects.create(departement=departement, intitule="Registre des demandes")
    preuve.autoevaluations.add(cellules.get())
    return depart


@pytest.fixture
def arrivee(deux_campagnes):
    return deux_campagnes[1]


@pytest.fixture
def client(client_de, referent):
    return client_de(referent)


def cellule_de(arrivee, code):
    return arrivee.autoevaluations.get(exigence__code=code)


def page_de(client, depart, arrivee):
    adresse = reverse("engagements:campagne_projeter", args=[depart.pk])
    return client.get(adresse, {"vers": arrivee.pk}).content.decode().replace("\u00a0", " ")


def projeter_par_la_page(client, depart, arrivee):
    adresse = reverse("engagements:campagne_projeter", args=[depart.pk])
    reponse = client.post(adresse, {"vers": arrivee.pk}, follow=True)
    return reponse.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")


def test_l_apercu_dit_ce_qui_serait_porte_et_n_ecrit_rien(client, depart, arrivee):
    page = page_de(client, depart, arrivee)
    assert "Exigence 17.1, Accueil général" in page and "Exigence 18.1, Accueil général" in page
    assert "Repris de Services Publics + (4.a) : Accusé sous deux jours" in page
    assert "même promesse" in page and "recouvrement" in page
    assert not arrivee.autoevaluations.exclude(version=0).exists()


def test_preuves_commentaires_et_marque_sont_portes_jamais_un_avis(client, depart, arrivee):
    page = projeter_par_la_page(client, depart, arrivee)
    assert "à revoir ; aucun avis n'est donné" in page
    portees = arrivee.autoevaluations.exclude(version=0).order_by("exigence__ordre")
    codes = [cellule.exigence.code for cellule in portees]
    assert codes == ["17.1", "17.2", "17.3", "17.5", "18.1"]  # 21 et 22 : module 2, hors périmètre
    for cellule in portees:
        assert (cellule.avis, cellule.avancement) == ("non_evalue", "a_revoir")
        assert cellule.commentaire.endswith("(4.a) : Accusé sous deux jours")
        assert [p.intitule for p in cellule.preuves.all()] == ["Registre des demandes"]
        assert cellule.history.first().history_change_reason.startswith("Projection de")
    assert Preuve.objects.count() == 1
    assert not arrivee.avisengagements.exclude(version=0).exists()


def test_une_cellule_se_laisse_de_cote(client, depart, arrivee):
    laissee = cellule_de(arrivee, "17.2")
    adresse = reverse("engagements:campagne_projeter", args=[depart.pk])
    client.post(adresse, {"vers": arrivee.pk, "laisser": [laissee.ancre]})
    laissee.refresh_from_db()
    assert laissee.version == 0 and not laissee.preuves.exists()
    assert cellule_de(arrivee, "17.1").version == 1


def test_projeter_deux_fois_ne_change_plus_rien(client, depart, arrivee):
    projeter_par_la_page(client, depart, arrivee)
    avant = list(AutoEvaluation.objects.order_by("pk").values())
    assert "Rien de plus à porter" in projeter_par_la_page(client, depart, arrivee)
    assert list(AutoEvaluation.objects.order_by("pk").values()) == avant
    assert "Rien à porter" in page_de(client, depart, arrivee)


def test_rien_de_ce_qu_une_personne_a_mis_n_est_ecrase(client, depart, arrivee):
    cellule = cellule_de(arrivee, "17.1")
    adresse = reverse("engagements:autoevaluation_update", args=[cellule.pk])
    saisie = {"version": 0, "avis": "partiel", "avancement": "fait", "commentaire": "À nous"}
    client.post(adresse, saisie)
    assert "Déjà remplie : son texte reste" in page_de(client, depart, arrivee)
    projeter_par_la_page(client, depart, arrivee)
    cellule.refresh_from_db()
    assert (cellule.avis, cellule.avancement, cellule.commentaire) == ("partiel", "fait", "À nous")
    assert cellule.preuves.count() == 1


def test_un_engagement_sans_exigence_dite_recoit_sur_l_engagement_entier(
    client, deux_campagnes, arrivee
):
    depart = deux_campagnes[0]
    depart.autoevaluations.filter(exigence__code="1.b").update(commentaire="Formés", version=1)
    projeter_par_la_page(client, depart, arrivee)
    avis = AvisEngagement.objects.get(campagne=arrivee, engagement__numero=4)
    assert avis.commentaire == "Repris de Services Publics + (1.b) : Formés"
    assert cellule_de(arrivee, "2.1").commentaire.endswith("Formés")


def test_ce_qui_n_a_pas_de_correspondance_se_dit(client, deux_campagnes, arrivee):
    depart = deux_campagnes[0]
    depart.avisengagements.filter(engagement__numero=8).update(commentaire="Vert", version=1)
    page = page_de(client, depart, arrivee)
    assert "Sans correspondance" in page and "8. Intitulé non retrouvé" in page


def test_a_rebours_de_qual_e_pref_a_services_publics_plus(deux_campagnes):
    depart, arrivee = deux_campagnes[1], deux_campagnes[0]
    depart.autoevaluations.filter(exigence__code="17.1").update(commentaire="Cinq jours", version=1)
    assert Projection(depart, arrivee).appliquer() == 1
    avis = arrivee.avisengagements.get(engagement__numero=4)
    assert avis.commentaire == "Repris de Qual-e-Pref (17.1) : Cinq jours"


def test_une_feuille_soumise_ou_une_campagne_close_ne_recoit_rien(client, depart, arrivee):
    Feuille.objects.filter(campagne=arrivee).update(etat="soumise")
    projeter_par_la_page(client, depart, arrivee)
    assert not arrivee.autoevaluations.exclude(version=0).exists()
    assert "La feuille du service est soumise" in page_de(client, depart, arrivee)
    arrivee.clore()
    assert list(arrivees_possibles(depart)) == []
    assert "Choisissez une campagne ouverte" in projeter_par_la_page(client, depart, arrivee)


def test_on_ne_projette_pas_dans_un_autre_departement(client, depart, autre_departement):
    ailleurs = factories.CampagneFactory(
        departement=autre_departement, referentiel=Referentiel.objects.get(code="qual-e-pref-2019")
    )
    assert ailleurs not in arrivees_possibles(depart)
