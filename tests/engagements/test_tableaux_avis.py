"""Les dispositions des classeurs d'auto-évaluation : chacune se lit pareil, ou se refuse."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from engagements.models import AvisEngagement
from tests import factories
from tests.engagements import tableaux_avis
from tests.engagements.tableaux_avis import AVIS, COMMENTAIRE, INTITULES, SERVICES, reponses_du
from tests.tableurs import xlsx


@pytest.fixture
def evaluee(campagne, voisin, site):
    """La campagne de la troupe, à trois services et quatre engagements."""
    racine = site.services.get(parent=None)
    standard = factories.ServiceFactory(site=site, parent=racine, code="STD", nom="Standard")
    module = campagne.modules().get()
    labellisation = module.perimetres.first().labellisation
    factories.PerimetreFactory(service=standard, module=module, labellisation=labellisation)
    module.engagements.filter(numero=1).update(intitule=INTITULES[1])
    for numero in (2, 3, 12):
        factories.EngagementFactory(module=module, numero=numero, intitule=INTITULES[numero])
    campagne.aligner()
    return campagne


@pytest.fixture
def importer(tmp_path):
    def importer(nom, contenu, **options):
        chemin, rapport = tmp_path / nom, tmp_path / "rapport.json"
        chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        call_command("importer", "autoevaluations", chemin, **options)
        return json.loads(rapport.read_text())

    return importer


def lus():
    cellules = AvisEngagement.objects.select_related("engagement", "service")
    return {
        (c.engagement.numero, c.service.nom): "en_cours" if c.avancement == "en_cours" else c.avis
        for c in cellules
    }


ATTENDUS = {(n, s): AVIS[n][rang] for n in AVIS for rang, s in enumerate(SERVICES)}


@pytest.mark.parametrize("tableau", tableaux_avis.TABLEAUX, ids=lambda f: f.__name__)
def test_chaque_disposition_se_lit_et_se_relit_pareil(evaluee, importer, tableau):
    premier = importer(*tableau())
    assert premier["erreurs"] == [] and lus() == ATTENDUS
    codes = {faute["code"] for faute in premier["avertissements"]}
    assert codes <= {"feuille_non_lue", "colonne_laissee"}
    second = importer(*tableau())
    assert second["inchangees"] == second["lues"] and lus() == ATTENDUS


@pytest.mark.parametrize("tableau", tableaux_avis.COMMENTEES, ids=lambda f: f.__name__)
def test_le_commentaire_va_a_sa_reponse(evaluee, importer, tableau):
    importer(*tableau())
    commentees = AvisEngagement.objects.exclude(commentaire="")
    assert list(commentees.values_list("engagement__numero", "service__code", "commentaire")) == [
        (1, "AG", COMMENTAIRE)
    ]


# --- Ce qui se refuse, à sa place dans le classeur -----------------------------------------------


def refuser(importer, contenu):
    """Ce que dit la ligne de commande, puis les fautes du rapport d'un import partiel."""
    with pytest.raises(CommandError) as refus:
        importer("a.xlsx", contenu)
    erreurs = importer("a.xlsx", contenu, partiel=True)["erreurs"]
    return str(refus.value), [(e["ligne"], e["colonne"], e["valeur"]) for e in erreurs]


def transpose(*lignes, entete=("Service", "E1", "E2", "E3")):
    return xlsx(entete, *lignes)


REFUSEES = [
    (
        transpose(
            ["Accueil général", "Oui", "peut-être", "Oui"], ["Standard", "Oui", "Oui", "Oui"]
        ),
        "« peut-être » n'est pas un avis",
        (2, "E2", "peut-être"),
    ),
    (
        transpose(["Accueil général", "Oui", "Non", "Oui"], ["Guichets", "Oui", "Oui", "Oui"]),
        "service inconnu : « Guichets »",
        (3, "Service", "Guichets"),
    ),
    (
        transpose(["Accueil général", "Oui", "Non", "NA"], ["AG", "Oui", "Non", "NA"]),
        "« Accueil général » a déjà ses avis",
        (3, "Service", "AG"),
    ),
    (
        transpose(["Accueil général", "Oui", "Non", "NA"], [None, "Oui", "Non", "NA"]),
        "service inconnu : « (ligne sans service) »",
        (3, "Service", "(ligne sans service)"),
    ),
    (
        transpose(["Standard", "Oui", "Non", "NA"], entete=["Service", "E1", "E2", "E99"]),
        "n'a pas d'engagement 99",
        (1, "E99", "99"),
    ),
    (
        transpose(["Standard", "Oui", "Non", "NA"], entete=["Service", "E1", "12a", "12b"]),
        "« 12a » est le code d'une exigence",
        (1, "12a", "12a"),
    ),
    (
        xlsx(["N°", "Accueil général"], ["1", "Oui"], ["12a", "Non"]),
        "« 12a » est le code d'une exigence",
        (3, "N°", "12a"),
    ),
    (
        xlsx(
            [None, None, "Standard", None],
            ["N°", "Engagement", "Avis 2021", "Avis 2022"],
            [1, INTITULES[1], "Oui", "Non"],
            [2, INTITULES[2], "Oui", "Non"],
            retouche=lambda feuille: feuille.merge_cells("C1:D1"),
        ),
        "service inconnu : « Avis 2021 »",
        (2, "Avis 2021", "Avis 2021"),
    ),
]


@pytest.mark.parametrize(("contenu", "phrase", "place"), REFUSEES)
def test_un_refus_dit_la_cellule_du_classeur(evaluee, importer, contenu, phrase, place):
    dit, fautes = refuser(importer, contenu)
    assert phrase in dit.replace("\u00a0", " ")
    assert place in fautes


def test_titre_et_nom_d_une_feuille_qui_se_contredisent_se_refusent(evaluee, importer):
    entete, reponse = ["Service", "Avis"], ["Standard", "Oui"]
    contenu = xlsx(["Engagement 3 : écoute"], entete, reponse, nom="E1")
    with pytest.raises(CommandError, match="son titre dit l'engagement 3, son nom"):
        importer("a.xlsx", contenu)


def test_des_commentaires_en_ligne_sous_les_services_se_refusent(evaluee, importer):
    lignes = ["Avis", "Oui", "Non"], ["Commentaire", "Vu", "À revoir"]
    contenu = xlsx([None, "Accueil général", "Standard"], *lignes, nom="E1")
    with pytest.raises(CommandError, match="mettez un service par ligne"):
        importer("a.xlsx", contenu)


def test_une_colonne_qui_ne_dit_pas_son_engagement_est_laissee_et_dite(evaluee, importer):
    contenu = transpose(["Standard", "Oui", "Non", "Vu"], entete=["Service", "E1", "E2", "Note"])
    (dite,) = importer("a.xlsx", contenu)["avertissements"]
    assert (dite["code"], dite["colonne"]) == ("colonne_laissee", "Note")


def test_un_avis_fusionne_vaut_pour_tout_ce_qu_il_couvre(evaluee, importer):
    contenu = xlsx(
        ["N°", *SERVICES],
        [1, "Oui", None, None],
        [2, "Non", "Oui", "Partiel"],
        retouche=lambda feuille: feuille.merge_cells("B2:D2"),
    )
    importer("a.xlsx", contenu)
    assert [lus()[1, nom] for nom in SERVICES] == ["conforme"] * 3


def test_un_avis_fusionne_vaut_aussi_quand_la_feuille_est_transposee(evaluee, importer):
    contenu = xlsx(
        ["Service", "E1", "E2", "E3"],
        ["Accueil général", "Partiel", None, "Oui"],
        ["Droit au séjour", "Non", "Oui", "Oui"],
        ["Standard", None, "Non", "Oui"],
        retouche=lambda feuille: [feuille.merge_cells(plage) for plage in ("B2:C2", "B3:B4")],
    )
    importer("a.xlsx", contenu)
    assert [lus()[1, nom] for nom in SERVICES] == ["partiel", "non_conforme", "non_conforme"]
    assert lus()[2, "Accueil général"] == "partiel"


def test_ce_que_l_ecran_garde_se_dit_a_sa_place(evaluee, importer, client_de, referent):
    avis = evaluee.avisengagements.get(engagement__numero=2, service__code="STD")
    adresse = reverse("engagements:avisengagement_update", args=[avis.pk])
    client_de(referent).post(adresse, {"version": 0, "avis": "partiel", "avancement": "fait"})
    rapport = importer("a.xlsx", transpose(["AG", "Oui", "Oui", "NA"], ["STD", "Oui", "Non", "NA"]))
    (gardee,) = rapport["avertissements"]
    assert (gardee["ligne"], gardee["colonne"], gardee["code"]) == (3, "E2", "reponse_gardee")


def test_deux_tableaux_d_une_feuille_ont_chacun_leur_service(evaluee, importer):
    entete = ["N°", "Engagement"]
    contenu = xlsx(
        [*entete, "Accueil général"],
        [1, INTITULES[1], "Oui"],
        [*entete, "Accueil général"],
        [2, INTITULES[2], "Non"],
        [],
        [*entete, "Droit au séjour"],
        [3, INTITULES[3], "Partiel"],
        [12, INTITULES[12], "peut-être"],
    )
    rapport = importer("a.xlsx", contenu, partiel=True)
    assert [(e["ligne"], e["colonne"]) for e in rapport["erreurs"]] == [(8, "Droit au séjour")]
    assert [lus()[n, "Accueil général"] for n in INTITULES] == [
        "conforme",
        "non_conforme",
        *["non_evalue"] * 2,
    ]
    assert lus()[3, "Droit au séjour"] == "partiel" and lus()[1, "Droit au séjour"] == "non_evalue"


def test_des_tableaux_titres_de_leur_service_se_lisent_l_un_apres_l_autre(evaluee, importer):
    contenu = xlsx(
        *(
            ligne
            for rang, nom in enumerate(SERVICES)
            for ligne in (
                ["Service :", nom],
                ["Eng.", "Avis"],
                *([n, reponses_du(rang)[i]] for i, n in enumerate(AVIS)),
                [],
            )
        )
    )
    assert importer("a.xlsx", contenu)["erreurs"] == [] and lus() == ATTENDUS


def test_un_second_tableau_transpose_se_refuse(evaluee, importer):
    contenu = transpose(
        ["Accueil général", "Oui", "Non", "Oui"],
        ["Service", "E12", "E2", "E3"],
        ["Droit au séjour", "Oui", "Non", "Oui"],
    )
    with pytest.raises(CommandError, match="un autre tableau commence à la ligne 3"):
        importer("a.xlsx", contenu)


def test_un_numero_bis_n_est_pas_celui_de_l_engagement(evaluee, importer):
    contenu = xlsx(["N°", "Standard"], [2, "✅"], ["2 bis", "❌"])
    rapport = importer("a.xlsx", contenu, partiel=True)
    assert [e["valeur"] for e in rapport["erreurs"]] == ["2 bis"]
    assert lus()[2, "Standard"] == "conforme"


def test_une_ligne_vide_sous_le_titre_d_une_feuille_de_service(evaluee, importer):
    contenu = xlsx(["Auto-évaluation 2022"], [], ["N°", "Avis"], [1, "Oui"], nom="Standard")
    assert importer("a.xlsx", contenu)["erreurs"] == [] and lus()[1, "Standard"] == "conforme"


def test_des_notes_en_chiffres_se_refusent_meme_transposees(evaluee, importer):
    contenu = transpose(["Accueil général", "Oui", "Non", "Oui"], ["Standard", 1, 2, 3])
    with pytest.raises(CommandError, match="n'est pas un avis"):
        importer("a.xlsx", contenu)
