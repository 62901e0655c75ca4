"""L'import du tableau des enregistrements : le classeur d'essai, ses chiffres, le second import."""

import json
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.contenus import index
from documents.models import (
    Diffusion,
    Document,
    PreuveDocument,
    TypeDocument,
    VersionDocument,
)
from engagements.models import Engagement
from qualepref.socle.models import Departement, Production
from tests.attendus import ARRETE, CLASSEURS, attendus_de, lire_date
from tests.rapports import chiffres, codes, comptes
from tests.tableurs import xlsx

CLASSEUR = CLASSEURS / "tableau-enregistrements.xlsx"
ENTETE = ["Référence", "Intitulé", "Type", "Service", "Version", "Date", "Date de caducité"]
ENTETE += ["Accessibilité", "Engagement(s)", "Observations"]


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def isere(base_du_module):
    """L'organisation du jeu d'essai, le référentiel et les types livrés."""
    call_command(
        "charger_organisation", CLASSEURS / "organisation.yaml", verbosity=0, stdout=StringIO()
    )
    fichiers = [
        settings.RACINE / "documents" / "donnees" / "types-documents.yaml",
        settings.RACINE / "engagements" / "referentiels" / "qual-e-pref-2019.yaml",
    ]
    call_command("charger_referentiel", *fichiers, verbosity=0, stdout=StringIO())


@pytest.fixture
def importer(tmp_path, settings):
    """Importe des octets ou un fichier par la commande et rend le rapport."""
    settings.ARRETE = ARRETE

    def importer(contenu, **options):
        rapport = tmp_path / "rapport.json"
        chemin = contenu
        if isinstance(contenu, bytes):
            chemin = tmp_path / "registre.xlsx"
            chemin.write_bytes(contenu)
        options = {"departement": "38", "rapport": rapport, "verbosity": 0} | options
        sorties = {"stdout": StringIO(), "stderr": StringIO()}
        call_command("importer", "documents", chemin, **options, **sorties)
        return json.loads(rapport.read_text())

    return importer


@pytest.fixture
def registre(isere, importer):
    """Importe les lignes données, sous l'en-tête entier du classeur d'essai."""

    def importer_lignes(*lignes, entete=ENTETE, **options):
        largeur = len(entete)
        pleines = [[*ligne, *[None] * (largeur - len(ligne))] for ligne in lignes]
        return importer(xlsx(entete, *pleines), **{"partiel": True} | options)

    return importer_lignes


def test_le_classeur_d_essai_donne_les_chiffres_attendus(isere, importer):
    attendus = attendus_de("tableau-enregistrements")
    rapport = importer(CLASSEUR, partiel=True)
    assert comptes(rapport) == [120, 118, 0, 0, 2]
    rejets = [(f["feuille"], f["ligne"], f["code"], f["champ"]) for f in rapport["erreurs"]]
    assert rejets == [(r["feuille"], r["ligne"], r["code"], r["champ"]) for r in attendus["rejets"]]
    attendu = attendus["comptes"]
    assert chiffres("documents", arrete=ARRETE) == {
        **{cle: attendu[cle] for cle in ("importables", "par_type", "par_service", "par_acces")},
        "sans_caducite": attendu["sans_caducite"],
        "caducs": attendus["caducs_au_31_12_2022"],
    }


def test_chaque_ligne_du_classeur_d_essai_est_lue_comme_attendu(isere, importer):
    attendus = attendus_de("tableau-enregistrements")
    rapport = importer(CLASSEUR, partiel=True)
    lus = [
        (
            d.reference,
            d.date_effet,
            d.date_caducite,
            {diffusion.canal.cle for diffusion in d.diffusions.all()},
            sorted(engagement.numero for engagement in d.engagements.all()),
        )
        for d in Document.objects.order_by("pk").prefetch_related(
            "diffusions__canal", "engagements"
        )
    ]
    assert lus == [
        (
            a["reference"],
            lire_date(a["date"]),
            lire_date(a["caducite"]),
            set(a["acces"]),
            a["engagements"],
        )
        for a in attendus["documents"]
    ]
    attendu = attendus["comptes"]
    assert {
        numero: Document.objects.filter(engagements__numero=int(numero)).count()
        for numero in attendu["par_engagement"]
    } == attendu["par_engagement"]
    assert Document.objects.filter(diffusions=None).count() == attendu["sans_acces"]
    ambigus = [f["ligne"] for f in rapport["avertissements"] if f["code"] == "engagement_ambigu"]
    assert ambigus == [a["ligne"] for a in attendus["avertissements"]]


def test_les_types_sont_ceux_de_la_correspondance_proposee(isere, importer):
    importer(CLASSEUR, partiel=True)
    proposee = attendus_de("tableau-enregistrements")["correspondance_types_proposee"]
    for ecrit, cle in proposee.items():
        documents = Document.objects.filter(type_lu__iexact=ecrit)
        assert documents.exists()
        if cle:
            assert set(documents.values_list("type__cle", flat=True)) == {cle}
    crus = {"Comité": "QP38-CR-01", "CLU": "QP38-CR-06", "affiche": "QP38-AF-06"}
    lus = {nom: Document.objects.get(reference=ref).type for nom, ref in crus.items()}
    assert (lus["Comité"].cle, lus["CLU"].cle, lus["affiche"]) == (
        "compte_rendu_copil",
        "compte_rendu_clu",
        None,
    )


def test_ce_qu_un_document_repris_garde_du_registre(isere, importer):
    importer(CLASSEUR, partiel=True)
    fiche = Document.objects.get(reference="QP38-FP-31")
    assert (fiche.intitule, fiche.etat) == ("Gestion de l'affichage", "en_vigueur")
    assert fiche.emplacement == "Dossier commun T:\\Qualité"
    version = fiche.versions.get()
    assert (version.numero, version.version_lue, version.en_vigueur_du) == (
        4,
        "V4",
        date(2021, 4, 9),
    )
    preavis = fiche.date_caducite - fiche.date_preavis
    assert preavis.days == TypeDocument.objects.get(cle="fiche_procedure").preavis_jours
    assert Document.history.count() == 0
    publique = Document.objects.get(reference="QP38-AF-02")
    assert publique.public == Document.Public.USAGERS


def test_un_second_import_ne_change_rien(isere, importer):
    importer(CLASSEUR, partiel=True)
    avant = VersionDocument.objects.count(), Diffusion.objects.count()
    assert comptes(importer(CLASSEUR, partiel=True)) == [120, 0, 0, 118, 2]
    assert (VersionDocument.objects.count(), Diffusion.objects.count()) == avant


def test_sans_partiel_une_faute_et_rien_n_est_importe(isere, importer):
    with pytest.raises(CommandError, match="Enregistrements, ligne 96"):
        importer(CLASSEUR)
    assert not Document.objects.exists()


def test_un_essai_compte_sans_rien_ecrire(isere, importer):
    assert importer(CLASSEUR, essai=True)["creees"] == 118
    assert not Document.objects.exists()


def test_par_les_pages_on_verifie_puis_on_importe(isere, client_de, creer_agent, settings):
    settings.ARRETE = ARRETE
    client = client_de(creer_agent("referent_qualite", Departement.objects.get()))
    choix = client.get(reverse("socle:import_list")).content.decode()
    assert "Documents (tableau des enregistrements)" in choix
    with CLASSEUR.open("rb") as fichier:
        client.post(reverse("socle:import_create", args=["documents"]), {"fichier": fichier})
    verification = Production.objects.get()
    verification.produire()
    assert not Document.objects.exists()
    page = client.get(verification.get_absolute_url()).content.decode()
    assert "31/06/2021" in page and "libelle_absent" not in page
    client.post(reverse("socle:import_suite", args=[verification.pk]), {"acte": "partiel"})
    Production.objects.latest("pk").produire()
    assert chiffres("documents", arrete=ARRETE)["caducs"]["n"] == 35


FICHE = ["FP-1", "Remise des titres", "Fiche de procédure", "CERT PC", "V1", "01/03/2021"]
FICHE += ["01/03/2022", "Intranet", "22"]


def test_une_ligne_revient_changee(registre):
    registre(FICHE)
    rapport = registre(
        ["fp-1", "Remise des titres", "", "", "V2", "", "01/03/2024", "Affichage hall", "21, 22"]
    )
    assert comptes(rapport) == [1, 0, 1, 0, 0]
    fiche = Document.objects.get()
    assert (fiche.reference, fiche.service.nom, fiche.type.cle) == (
        "FP-1",
        "CERT PC",
        "fiche_procedure",
    )
    assert fiche.date_caducite == date(2024, 3, 1)
    assert fiche.prolongations.get().ancienne == date(2022, 3, 1)
    en_place = fiche.diffusions.filter(date_retrait=None)
    assert [str(d) for d in en_place] == ["Affichage sur place : Affichage hall"]
    assert sorted(e.numero for e in fiche.engagements.all()) == [21, 22]


def test_un_document_change_par_un_import_est_a_indexer_de_nouveau(registre):
    registre(FICHE)
    assert Document.objects.a_indexer().count() == 1
    fiche = Document.objects.get()
    index.indexer(document_id=fiche.pk)
    registre(FICHE)
    assert not Document.objects.a_indexer().exists()
    registre(["FP-1", "Remettre les titres", *FICHE[2:]])
    assert Document.objects.a_indexer().count() == 1


def test_une_preuve_suit_la_caducite_que_dit_un_import(registre):
    registre(["FP-1", *FICHE[1:6], "01/03/2024", *FICHE[7:]])
    fiche = Document.objects.get()
    preuve = PreuveDocument.objects.citer(fiche, fiche.service)
    assert preuve.valable_jusqu_au == date(2024, 3, 1)
    registre(["FP-1", "Remettre les titres", *FICHE[2:6], "01/09/2025", *FICHE[7:]])
    preuve.refresh_from_db()
    assert preuve.valable_jusqu_au == date(2025, 9, 1)
    assert preuve.intitule == "FP-1 Remettre les titres"


def test_une_version_plus_recente_succede_a_celle_du_registre(registre):
    registre(FICHE)
    nouvelle = [*FICHE[:4], "V2", "01/06/2022", "01/06/2024"]
    registre(nouvelle)
    versions = VersionDocument.objects.order_by("numero")
    assert [(v.numero, v.en_vigueur_du, v.en_vigueur_au) for v in versions] == [
        (1, date(2021, 3, 1), date(2022, 5, 31)),
        (2, date(2022, 6, 1), None),
    ]


def test_ce_qui_est_corrige_dans_l_application_n_est_pas_repris(registre):
    registre(["AF-1", "Interdiction de fumer", "Affiche", "Accueil général", "", "01/03/2021"])
    affiche = Document.objects.get()
    affiche.type = TypeDocument.objects.get(cle="affiche_horaires")
    affiche.save()
    registre(["AF-1", "Interdiction de fumer", "Affiche", "Accueil général", "", "01/03/2021"])
    affiche.refresh_from_db()
    assert affiche.type.cle == "affiche_horaires"


def test_un_endroit_note_dans_l_application_reste(registre):
    registre(FICHE)
    fiche = Document.objects.get()
    vue = fiche.diffusions.get()
    vue.date_constat = date(2022, 12, 1)
    vue.save()
    registre([*FICHE[:7], "Affichage"])
    assert fiche.diffusions.filter(date_retrait=None).count() == 2


def test_un_document_archive_le_reste(registre):
    registre(FICHE)
    Document.objects.get().archiver("Remplacée")
    rapport = registre([*FICHE[:6], "01/03/2030"])
    assert comptes(rapport) == [1, 0, 0, 1, 0] and "archive" in codes(rapport)
    assert Document.objects.get().date_caducite == date(2022, 3, 1)


def test_deux_lignes_d_un_meme_document_la_plus_recente_est_reprise(registre):
    nouvelle = [*FICHE[:4], "V3", "01/06/2022", "01/06/2024"]
    rapport = registre(FICHE, nouvelle, FICHE)
    assert comptes(rapport) == [3, 1, 0, 2, 0]
    assert codes(rapport).count("doublon") == 2
    assert Document.objects.get().versions.get().numero == 3


def test_une_reference_qui_designe_deux_documents_se_refuse(registre):
    rapport = registre(FICHE, ["FP-1", "Tout autre chose", "Mémo", "CERT PC"])
    assert comptes(rapport) == [2, 1, 0, 0, 1]
    assert rapport["erreurs"][0]["code"] == "reference_repetee"
    assert "ligne 2" in rapport["erreurs"][0]["message"]


def test_sans_reference_une_est_proposee_et_le_document_se_retrouve(registre):
    ligne = ["", "Remise des titres", "Fiche de procédure", "CERT PC", "", "01/03/2021"]
    rapport = registre(ligne)
    assert Document.objects.get().reference == "FP-CERTPC-001"
    assert "reference_absente" in codes(rapport)
    assert comptes(registre(ligne)) == [1, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("ligne", "champ", "code"),
    [
        (["A-1", " ", "Mémo", "CERT PC"], "intitule", "libelle_absent"),
        (["A-1", "Titre", "Mémo", "Bureau lunaire"], "service", "service_inconnu"),
        (["A-1", "Titre", "Mémo", "CERT PC", "", "31/06/2021"], "date", "date_impossible"),
        (
            ["A-1", "Titre", "Mémo", "CERT PC", "", "01/06/2021", "bientôt"],
            "date_caducite",
            "date_illisible",
        ),
        (
            ["A-1", "Titre", "Mémo", "CERT PC", "", "01/06/2021", "01/05/2021"],
            "date_caducite",
            "caducite_avant_effet",
        ),
    ],
)
def test_une_ligne_fautive_est_refusee_avec_sa_raison(registre, ligne, champ, code):
    rapport = registre(FICHE, ligne)
    assert comptes(rapport) == [2, 1, 0, 0, 1]
    faute = rapport["erreurs"][0]
    assert (faute["ligne"], faute["champ"], faute["code"]) == (3, champ, code)


def test_ce_qui_est_douteux_se_signale_et_la_ligne_est_reprise(registre):
    rapport = registre(
        ["A-1", "Titre", "Zorglub", "", "brouillon", "01/06/2023", "", "armoire B", "99, 3"]
    )
    assert comptes(rapport) == [1, 1, 0, 0, 0]
    assert {
        "type_a_verifier",
        "service_absent",
        "version_a_verifier",
        "date_a_venir",
        "acces_a_verifier",
        "engagement_ambigu",
    } <= set(codes(rapport))
    document = Document.objects.get()
    assert (document.type, document.type_lu, document.service.site.code) == (
        None,
        "Zorglub",
        "PREF38",
    )
    assert [engagement.numero for engagement in document.engagements.all()] == [3]


def test_un_intertitre_dit_le_type_des_lignes_qui_le_suivent(registre):
    entete = ["Titre du document", "Service", "Valable jusqu'au", "Diffusion"]
    registre(
        ["Modes opératoires"],
        ["Mise en ligne d'un article", "Communication", "31/12/2024", "Intranet"],
        ["Courriers types"],
        ["Convocation", "Droit au séjour", "Permanent", "Serveur commun"],
        entete=entete,
    )
    lus = Document.objects.order_by("pk").values_list("type__cle", "type_lu", "reference")
    assert list(lus) == [
        ("mode_operatoire", "Modes opératoires", "MO-COM-001"),
        ("courrier_type", "Courriers types", "CT-DS-001"),
    ]


def test_la_correspondance_traduit_types_et_acces(registre, tmp_path):
    table = tmp_path / "c.yaml"
    table.write_text(
        "valeurs: {type: {Affiche: affiche_horaires}, accessibilite: {Armoire B: service}}",
        encoding="utf-8",
    )
    registre(["A-1", "Titre", "Affiche", "CERT PC", "", "", "", "Armoire B"], correspondance=table)
    document = Document.objects.get()
    assert document.type.cle == "affiche_horaires"
    assert document.diffusions.get().canal.cle == "service"


def test_tous_les_engagements_sont_ceux_du_referentiel_suivi(registre):
    registre([*FICHE[:8], "Tous"])
    numeros = Document.objects.get().engagements.values_list("numero", flat=True)
    assert set(numeros) == set(range(1, 24))
    assert Engagement.objects.filter(documents__isnull=False).distinct().count() == 23
