"""Les textes libres : ce que le contrôle propose de masquer, ce qui se relève et se publie."""

import pytest
from django.urls import reverse

from enquetes.anonymat import masquer, proposer
from enquetes.models import (
    Enquete,
    EtiquetteVerbatim,
    PointDeCollecte,
    PublicationEnquete,
    Reponse,
    Verbatim,
)
from enquetes.resultats.figer import figer
from qualepref.socle.models import Site
from tests.enquetes.resultats import enquete_remplie, repondre

# --- Le contrôle ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "masque"),
    [
        ("Écrivez à jean.exemple@courriel.fr merci", "Écrivez à [effacé] merci"),
        ("Rappelez le 06 12 34 56 78.", "Rappelez le [effacé]."),
        ("Madame Exemple est aimable", "Madame [effacé] est aimable"),
        ("Merci à M. de Modèle pour son aide", "Merci à M. [effacé] pour son aide"),
        ("Accueil parfait de Corinne ce matin", "Accueil parfait de [effacé] ce matin"),
        ("Mon dossier 3812345678 est perdu", "Mon dossier [effacé] est perdu"),
        ("bravo a dupontel au guichet 4", "bravo a [effacé] au guichet 4"),
        ("Attente de 45 minutes en 2022.", "Attente de 45 minutes en 2022."),
        ("Très bien. Rien à redire ! Merci.", "Très bien. Rien à redire ! Merci."),
        ("Le site de la Préfecture en Janvier", "Le site de la Préfecture en Janvier"),
        ("L'ATTENTE EST TROP LONGUE", "L'ATTENTE EST TROP LONGUE"),
        ("Impossible d'avoir un RDV avec DURAND", "Impossible d'avoir un RDV avec [effacé]"),
        ("", ""),
    ],
)
def test_le_controle_propose_ce_qui_designe_quelqu_un(texte, masque):
    assert masquer(texte, proposer(texte, ["Dupontel"])) == masque


def test_les_propositions_ne_se_chevauchent_pas_et_disent_pourquoi():
    lues = proposer("Voir Mme Durand-Exemple, durand@courriel.fr ou 0612345678", ["Durand"])
    assert [p.raison for p in lues] == ["nom", "adresse électronique", "téléphone"]
    assert all(avant.fin <= apres.debut for avant, apres in zip(lues, lues[1:], strict=False))


# --- Relever --------------------------------------------------------------------------------------


@pytest.fixture
def enquete(departement):
    enquete = enquete_remplie(departement)
    repondre(enquete, 2, T1="Très bien")
    repondre(enquete, 1, T1="Merci à Corinne")
    return enquete


@pytest.fixture
def relus(enquete):
    Verbatim.objects.relever(Enquete.objects.values("pk"))
    return Verbatim.objects.filter(enquete=enquete)


def test_chaque_texte_se_releve_une_fois(enquete, relus):
    Verbatim.objects.relever(Enquete.objects.values("pk"))
    assert sorted(relus.values_list("texte", flat=True)) == [
        *("Merci à Corinne", "Très bien", "Très bien")
    ]
    repondre(enquete, 1, T1="Très bien")
    Verbatim.objects.relever(Enquete.objects.values("pk"))
    assert relus.filter(texte="Très bien").count() == 3


def test_un_verbatim_ne_renvoie_pas_a_une_reponse():
    """Lire un texte n'apprend pas ce que la personne a répondu d'autre, ni quand, ni où."""
    champs = Verbatim._meta.get_fields()
    assert not [c.name for c in champs if c.related_model in (Reponse, PointDeCollecte, Site)]
    types = {champ.get_internal_type() for champ in champs}
    assert not types & {"DateTimeField", "DateField"}
    assert not hasattr(Verbatim, "history")


# --- Relire ---------------------------------------------------------------------------------------


@pytest.fixture
def relire(client_de, referent):
    def relire(verbatim, **saisie):
        donnees = {"etat": "publie", "texte_publie": verbatim.texte, "mots": ""} | saisie
        return client_de(referent).post(verbatim.get_absolute_url(), donnees)

    return relire


def test_la_page_propose_le_texte_masque(relus, client_de, referent):
    verbatim = relus.get(texte="Merci à Corinne")
    html = client_de(referent).get(verbatim.get_absolute_url()).content.decode()
    assert "<mark>Corinne</mark>" in html and "Merci à [effacé]</textarea>" in html


def test_un_nom_oublie_ne_se_publie_pas_sans_confirmer(relus, relire):
    verbatim = relus.get(texte="Merci à Corinne")
    refus = relire(verbatim)
    assert "À masquer, ou à confirmer" in refus.content.decode()
    verbatim.refresh_from_db()
    assert verbatim.etat == Verbatim.Etat.A_LIRE
    assert relire(verbatim, confirme="on").status_code == 302
    verbatim.refresh_from_db()
    assert verbatim.etat == Verbatim.Etat.PUBLIE


def test_un_texte_vide_ne_se_publie_pas(relus, relire):
    assert "Dites le texte à publier" in relire(relus[0], texte_publie=" ").content.decode()


def test_apres_un_texte_vient_le_suivant_a_lire(relus, relire):
    suite = relire(relus[0], etat="lu")
    assert suite.url == relus.a_lire().first().get_absolute_url()
    for verbatim in relus.a_lire():
        suite = relire(verbatim, etat="ecarte")
    assert suite.url.startswith(reverse("enquetes:verbatim_list"))


def test_une_etiquette_sert_a_tout_le_departement_quelle_que_soit_sa_casse(relus, relire):
    premier, deuxieme, _ = relus
    relire(premier, etat="lu", mots="Horaires,  attente , horaires")
    relire(deuxieme, etat="lu", mots="ATTENTE")
    assert EtiquetteVerbatim.objects.count() == 2
    assert list(deuxieme.etiquettes.all()) == [EtiquetteVerbatim.objects.get(nom="attente")]


def test_une_etiquette_trop_longue_se_dit(relus, relire):
    assert "40 signes au plus" in relire(relus[0], etat="lu", mots="x" * 60).content.decode()


def test_la_liste_se_cherche_et_se_filtre(relus, relire, client_de, referent):
    relire(relus.get(texte="Merci à Corinne"), etat="lu", mots="félicitations")
    client, adresse = client_de(referent), reverse("enquetes:verbatim_list")
    for suite in ("?q=corinne", "?etat=lu", "?etiquette=Félicitations"):
        assert len(client.get(adresse + suite).context["table"].rows) == 1


def test_ouvrir_les_resultats_releve_les_textes(enquete, client_de, referent):
    client = client_de(referent)
    html = client.get(reverse("enquetes:resultats", args=[enquete.pk])).content.decode()
    assert "Textes libres (3 à lire)" in html
    assert len(client.get(reverse("enquetes:verbatim_list")).context["table"].rows) == 3


def test_qui_ne_relit_pas_les_textes_ne_les_voit_pas(enquete, client_de, auditeur):
    html = client_de(auditeur).get(reverse("enquetes:resultats", args=[enquete.pk]))
    assert "Textes libres" not in html.content.decode() and not Verbatim.objects.exists()


# --- Publier --------------------------------------------------------------------------------------


def test_seuls_les_textes_publies_sortent_et_masques(enquete, relus, relire, client):
    relire(relus.get(texte="Merci à Corinne"), texte_publie="Merci à [effacé]")
    publication = PublicationEnquete.objects.publier(enquete, figer(enquete), "", None)
    html = client.get(publication.chemin_public).content.decode()
    assert "Merci à [effacé]" in html
    assert "Corinne" not in html and "Très bien" not in html


def test_un_autre_departement_ne_lit_rien(relus, client_de, creer_agent, autre_departement):
    etranger = client_de(creer_agent("referent_qualite", autre_departement))
    assert etranger.get(relus[0].get_absolute_url()).status_code == 404
    page = etranger.get(reverse("enquetes:verbatim_list"))
    assert not page.context["table"].rows
    assert not page.context["filter"].form.fields["enquete"].queryset
