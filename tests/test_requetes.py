"""Chaque liste et chaque page font autant de requêtes pour une ligne que pour cinquante."""

import inspect

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from factory.django import DjangoModelFactory

from qualepref.socle import droits
from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.pages import ListView
from tests import factories
from tests.adresses import adresses_du_projet
from tests.test_droits import TABLE

REQUETES_MAX = 10  # dont deux pour les vues de la liste : les compter, lire les enregistrées
FABRIQUES = {
    fabrique._meta.model: fabrique
    for _, fabrique in inspect.getmembers(factories, inspect.isclass)
    if issubclass(fabrique, DjangoModelFactory) and fabrique is not DjangoModelFactory
}
LISTES = [a for a in adresses_du_projet() if issubclass(a.classe or object, ListView)]


@pytest.mark.parametrize("adresse", LISTES, ids=[adresse.nom for adresse in LISTES])
def test_une_liste_fait_autant_de_requetes_pour_1_ligne_que_pour_50(
    adresse, client_de, creer_agent, departement, service
):
    lecteur = creer_agent(role_qui_voit(adresse.classe), departement, service)
    client, url = client_de(lecteur), adresse_de(adresse)
    client.get(url)  # droits et gabarits en mémoire
    remplir(adresse.classe, departement, 1)
    une = requetes(client, url, lignes=1)
    remplir(adresse.classe, departement, 49)
    cinquante = requetes(client, url, lignes=50)
    assert len(cinquante) == len(une), "\n".join(cinquante)
    assert len(une) <= REQUETES_MAX, "\n".join(une)


def role_qui_voit(classe):
    roles = ("referent_qualite", *droits.ROLES)
    return next(role for role in roles if classe.permission_required in droits._accords[role])


def adresse_de(adresse):
    try:
        return reverse(adresse.nom)
    except NoReverseMatch:
        pytest.fail(f"{adresse.nom} : une ListView se montre sans argument ; filtrez-la plutôt.")


PAGES = sorted(
    nom
    for nom, acces in TABLE.items()
    if not acces.objet
    and (acces.methode, acces.statut) == ("get", 200)
    and nom not in {liste.nom for liste in LISTES}
)


@pytest.mark.parametrize("nom", PAGES)
def test_une_page_fait_autant_de_requetes_dans_un_grand_departement(
    nom, client_de, creer_agent, departement, service
):
    """Accueil, formulaires, pages d'ensemble : une ligne par modèle, puis quatre."""
    roles = TABLE[nom].roles
    role = "referent_qualite" if "referent_qualite" in roles else min(roles)
    client, url = client_de(creer_agent(role, departement, service)), reverse(nom)
    client.get(url)
    peupler(departement, 1)
    petit = requetes(client, url)
    peupler(departement, 3)
    grand = requetes(client, url)
    assert len(grand) == len(petit), "\n".join(grand)


def peupler(departement, nombre):
    for fabrique in FABRIQUES.values():
        fabriquer(fabrique, departement, nombre)


def remplir(classe, departement, nombre):
    """Ajoute des lignes que le lecteur voit, et dont aucune relation montrée n'est vide."""
    modele = classe.queryset.model
    assert modele in FABRIQUES, f"tests/factories n'a pas de fabrique de {modele.__name__}."
    fabrique = FABRIQUES[modele]
    lignes = fabriquer(fabrique, departement, nombre)
    for nom in relations_montrees(classe):
        assert getattr(lignes[0], nom) is not None, (
            f"{fabrique.__name__} laisse « {nom} » vide : donnez-lui un Trait `complet`."
        )


def fabriquer(fabrique, departement, nombre):
    """Des objets complets du département, ou communs à tous."""
    chemin = chemin_du_departement(fabrique._meta.model._default_manager.all())
    lieu = {chemin: departement} if chemin not in (None, "pk") else {}
    complet = {"complet": True} if "complet" in fabrique._meta.parameters else {}
    return fabrique.create_batch(nombre, **lieu, **complet)


def chemin_du_departement(perimetre):
    """Du modèle à son département ; None pour un objet commun à tous."""
    if not isinstance(perimetre, PerimetreQuerySet) or perimetre.chemin_departement:
        return getattr(perimetre, "chemin_departement", None)
    site = perimetre.chemin_site or f"{perimetre.chemin_perimetre}__site"
    return f"{site}__departement" if perimetre.chemin_perimetre else None


def relations_montrees(classe):
    """Les clés étrangères que suivent les colonnes de la liste."""
    champs = {champ.name: champ for champ in classe.queryset.model._meta.fields}
    colonnes = classe.table_class.base_columns.items()
    noms = {str(colonne.accessor or nom).split("__")[0] for nom, colonne in colonnes}
    return sorted(nom for nom in noms if nom in champs and champs[nom].is_relation)


def requetes(client, url, lignes=0):
    with CaptureQueriesContext(connection) as capture:
        reponse = client.get(url)
    assert reponse.status_code == 200
    if lignes:
        assert reponse.context["table"].paginator.count >= lignes, "lignes invisibles à ce rôle"
    return [requete["sql"] for requete in capture.captured_queries]
