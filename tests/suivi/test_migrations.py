"""Les migrations qui reprennent des données : rien de perdu, dans les deux sens."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from suivi.cumul import declencheurs
from suivi.models import CumulPerime, Demande

pytestmark = pytest.mark.django_db(transaction=True)
AVANT = ("suivi", "0011_conservation")
RECEVABILITE = ("suivi", "0012_recevabilite")
SANS = ("suivi", "0014_sans_objet_recevable")
LE = [datetime(2022, 3, jour, 9, tzinfo=UTC) for jour in range(1, 6)]


@pytest.fixture
def migrer():
    """Mène la base à une migration et rend ses modèles d'alors ; à la fin, tout est remis."""

    def migrer(*cibles):
        executeur = MigrationExecutor(connection)
        executeur.migrate(list(cibles))
        return MigrationExecutor(connection).loader.project_state(list(cibles)).apps

    yield migrer
    migrer(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    declencheurs.poser()  # SQLite les a perdus en refaisant la table


@pytest.fixture
def ancienne(migrer):
    """Les modèles d'avant la reprise, et de quoi y écrire une demande et son histoire."""
    apps = migrer(RECEVABILITE)
    departement = apps.get_model("socle", "Departement").objects.create(code="38", nom="Isère")
    site = apps.get_model("socle", "Site").objects.create(
        departement=departement, code="PREF38", nom="Préfecture"
    )
    service = apps.get_model("socle", "Service").objects.create(site=site, code="AG", nom="Accueil")

    def ancienne(rang, *objets, gardee=True):
        """`objets` : celui de chaque ligne d'histoire ; le dernier est celui de la demande."""
        demandes = apps.get_model("suivi", "Demande").objects
        champs = {"departement_id": departement.pk, "site_id": site.pk, "service_id": service.pk}
        champs |= {"objet": f"Demande {rang}", "date_arrivee": LE[0].date()}
        demande = demandes.create(
            **champs, cle_doublon=f"{rang}", etat="recue", objet_recevable=objets[-1]
        )
        histoire = apps.get_model("suivi", "HistoricalDemande").objects
        for moment, objet in zip(LE, objets, strict=False):
            suite = {"history_date": moment, "history_type": "~", "objet_recevable": objet}
            histoire.create(id=demande.pk, **champs, **suite)
        cle = demande.pk
        if not gardee:
            demande.delete()
        return cle

    ancienne.apps = apps
    return ancienne


def qualifications(apps):
    champs = ("demande__objet", "objet__cle", "objet__libelle", "objet__exigence")
    return sorted(apps.get_model("suivi", "Qualification").objects.values_list(*champs))


def histoire(apps, demande):
    lignes = apps.get_model("suivi", "HistoricalQualification").objects.filter(demande_id=demande)
    champs = ("history_type", "objet__cle", "history_date")
    return list(lignes.order_by("history_id").values_list(*champs))


def test_la_recevabilite_s_ajoute_sans_toucher_aux_demandes(migrer):
    migrer(AVANT)
    tables = set(connection.introspection.table_names())
    apps = migrer(RECEVABILITE)
    neuves = set(connection.introspection.table_names()) - tables
    assert {"suivi_qualification", "suivi_objetreclamation", "suivi_categoriereclamation"} <= neuves
    objets = apps.get_model("suivi", "ObjetReclamation").objects
    objets.create(cle="attente", libelle="Attente")
    with pytest.raises(IntegrityError), transaction.atomic():
        objets.create(cle="attente", libelle="Encore")  # national : unique malgré le vide
    assert not neuves & (migrer(AVANT) and set(connection.introspection.table_names()))


def test_l_objet_de_chaque_demande_passe_a_sa_qualification(migrer, ancienne):
    connu = ancienne(1, "temps_attente")
    change = ancienne(2, "", "courtoisie", "courtoisie", "temps_attente")
    retire = ancienne(3, "rendez_vous", "")
    local = ancienne(4, "objet_local")
    ancienne(5, "")
    effacee = ancienne(6, "courtoisie", gardee=False)
    deja = ancienne(7, "courtoisie")
    propre = ancienne.apps.get_model("suivi", "ObjetReclamation").objects.create(
        cle="propre", libelle="Propre"
    )
    ancienne.apps.get_model("suivi", "Qualification").objects.create(
        demande_id=deja, objet=propre, motif="Décidée depuis"
    )
    apps = migrer(SANS)
    assert qualifications(apps) == [
        ("Demande 1", "temps_attente", "temps d'attente", "7.3"),
        ("Demande 2", "temps_attente", "temps d'attente", "7.3"),
        ("Demande 4", "objet_local", "objet_local", ""),
        ("Demande 7", "propre", "Propre", ""),
    ]
    assert histoire(apps, connu) == [("+", "temps_attente", LE[0])]
    assert histoire(apps, change) == [("+", "courtoisie", LE[1]), ("~", "temps_attente", LE[3])]
    assert histoire(apps, retire) == [("+", "rendez_vous", LE[0]), ("~", None, LE[1])]
    assert histoire(apps, local) == [("+", "objet_local", LE[0])]
    assert histoire(apps, effacee) == [("+", "courtoisie", LE[0])]
    demandes = apps.get_model("suivi", "Demande")
    assert demandes.objects.count() == 6
    assert "objet_recevable" not in {champ.name for champ in demandes._meta.fields}


def test_revenir_en_arriere_rend_son_objet_a_chaque_demande(migrer, ancienne):
    ancienne(1, "temps_attente"), ancienne(2, "", "courtoisie"), ancienne(3, "")
    migrer(SANS)
    apps = migrer(RECEVABILITE)
    lus = apps.get_model("suivi", "Demande").objects.order_by("pk")
    assert list(lus.values_list("objet_recevable", flat=True)) == [
        "temps_attente",
        "courtoisie",
        "",
    ]
    reprises = migrer(SANS)
    assert [objet for _, objet, *_ in qualifications(reprises)] == ["temps_attente", "courtoisie"]


def test_apres_les_migrations_les_demandes_periment_encore_leur_cumul(migrer, ancienne):
    """SQLite refait la table des demandes et y perd ses déclencheurs ; `migrate` les repose."""
    demande = ancienne(1, "temps_attente")
    migrer(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    declencheurs.poser()
    assert CumulPerime.objects.exists()
    CumulPerime.objects.all().delete()
    Demande.objects.filter(pk=demande).update(objet="Autre")
    assert list(CumulPerime.objects.values_list("mois", flat=True)) == [LE[0].date()]
