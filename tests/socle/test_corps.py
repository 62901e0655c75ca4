"""Le rendu rapide du corps d'un tableau est, case pour case, celui de django-tables2."""

import re
from datetime import UTC, date, datetime

import django_tables2 as stock
import pytest
from django.db.models import CharField, F, Value
from django.template import engines
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_tables2 import A

from qualepref.socle.models import Designation, Production
from qualepref.socle.sorties.rangees import rangees
from qualepref.socle.tables import BooleanColumn, Column, DateColumn, MomentColumn, Table
from tests import factories

DANGER = "<script>alert(\"x\")</script> & 'co'"
CASE = (
    "<td {{ column.attrs.td.as_html }}>{% if column.localize is None %}{{ cell }}"
    "{% elif column.localize %}{{ cell|localize }}{% else %}{{ cell|unlocalize }}{% endif %}</td>"
)
D_ORIGINE = engines["django"].from_string(
    "{% load l10n %}{% for row in table.paginated_rows %}{% for column, cell in row.items %}"
    + CASE
    + "{% endfor %}{% endfor %}"
)


@pytest.fixture
def designations(service, departement):
    """Trois lignes : la première complète et piégée, la deuxième nue, la troisième ordinaire."""
    agent = factories.AgentFactory(departement=departement, service=service, last_name=DANGER)
    factories.DesignationFactory(
        agent=agent,
        fonction=Designation.Fonction.APPUI_TECHNIQUE,
        domaine=DANGER,
        site=service.site,
        service=service,
        date_debut=date(2022, 3, 1),
        date_fin=date(2023, 2, 28),
    )
    factories.DesignationFactory(agent__departement=departement, domaine="")
    factories.DesignationFactory(
        agent=agent, fonction=Designation.Fonction.MEMBRE_COPIL, domaine="SVI & téléphonie"
    )
    return Designation.objects.select_related("agent__service", "site", "service").annotate(
        note=F("pk") * 1234567, vide=Value(None, CharField())
    )


def adresse_ou_rien(record):
    return None if record.domaine else f"/x/?a=1&b={record.pk}"


COLONNES = {
    "texte": lambda: Column(accessor="domaine"),
    "texte au défaut dit": lambda: Column(accessor="domaine", default="<rien>"),
    "défaut sûr": lambda: Column(accessor="domaine", default=mark_safe("<i>rien</i>")),
    "défaut calculé": lambda: Column(accessor="domaine", default=lambda: "calculé"),
    "rien n'est vide": lambda: Column(accessor="domaine", empty_values=()),
    "autre valeur vide": lambda: Column(accessor="domaine", empty_values=("SVI & téléphonie",)),
    "clé étrangère": lambda: Column(accessor="agent"),
    "clé étrangère vide": lambda: Column(accessor="service"),
    "identifiant d'une clé": lambda: Column(accessor="service_id"),
    "chemin": lambda: Column(accessor="agent__last_name"),
    "chemin qui s'interrompt": lambda: Column(accessor="service__site__nom"),
    "choix": lambda: Column(accessor="fonction"),
    "choix au bout d'un chemin": lambda: Column(accessor="site__type"),
    "date": lambda: Column(accessor="date_fin"),
    "date du projet": lambda: DateColumn(accessor="date_fin"),
    "date d'origine": lambda: stock.DateColumn(accessor="date_debut"),
    "moment": lambda: Column(accessor="agent__date_joined"),
    "moment du projet": lambda: MomentColumn(accessor="agent__date_joined"),
    "booléen d'origine": lambda: stock.BooleanColumn(accessor="agent__is_active"),
    "booléen du projet": lambda: BooleanColumn(accessor="agent__is_active"),
    "nombre": lambda: Column(accessor="note"),
    "nombre sans séparateur": lambda: Column(accessor="note", localize=False),
    "nombre avec séparateur": lambda: Column(accessor="note", localize=True),
    "annotation vide": lambda: Column(accessor="vide"),
    "propriété": lambda: Column(accessor="portee_dite"),
    "méthode": lambda: Column(accessor="get_absolute_url"),
    "chemin d'une propriété": lambda: Column(accessor="agent__libelles_roles"),
    "attribut absent": lambda: Column(accessor="n_existe_pas"),
    "méthode qui change la base": lambda: Column(accessor="delete"),
    "lien": lambda: Column(accessor="domaine", linkify=True),
    "lien d'une clé étrangère": lambda: Column(accessor="service", linkify=True),
    "lien d'un nombre": lambda: Column(accessor="note", linkify=True),
    "lien nommé": lambda: Column("x", linkify=("socle:agent_detail", [A("agent__pk")])),
    "lien par mots": lambda: Column(
        accessor="agent", linkify={"viewname": "socle:agent_detail", "args": [A("agent__pk")]}
    ),
    "lien calculé": lambda: Column(accessor="agent", linkify=adresse_ou_rien),
    "lien avec classe": lambda: Column(
        accessor="domaine", linkify=True, attrs={"a": {"class": "fr-link"}}
    ),
    "lien à attribut calculé": lambda: Column(
        accessor="domaine", linkify=True, attrs={"a": {"data-x": lambda record: record.pk}}
    ),
    "attributs de case": lambda: Column(accessor="agent", attrs={"td": {"class": "a b"}}),
    "attributs communs": lambda: Column(accessor="agent", attrs={"cell": {"class": DANGER}}),
    "attribut calculé": lambda: Column(
        accessor="agent", attrs={"td": {"data-v": lambda value, record: f"{value} {record.pk}"}}
    ),
    "gabarit": lambda: stock.TemplateColumn("{{ value|upper }} {{ record.pk }}", accessor="agent"),
    "lien d'origine": lambda: stock.LinkColumn(
        "socle:agent_detail", args=[A("agent__pk")], text="<voir>"
    ),
    "courriel": lambda: stock.EmailColumn(accessor="agent__email"),
    "case à cocher": lambda: stock.CheckBoxColumn(accessor="pk"),
    "plusieurs à plusieurs": lambda: stock.ManyToManyColumn(accessor="agent__groups"),
    "relation inverse": lambda: Column(accessor="agent__designations__count"),
}


def table_de(donnees, colonnes, meta=None, **membres):
    Meta = type("Meta", (), {"caption": "Essai"} | (meta or {}))
    return type("TableEssai", (Table,), {"Meta": Meta} | colonnes | membres)(donnees)


def cases(html):
    """Les cases d'un corps de tableau, la première ramenée à `td`."""
    html = html.replace('<th scope="row"', "<td").replace("</th>", "</td>").replace("<td >", "<td>")
    return re.findall(r"<td.*?</td>", html, re.S)


def compare(fabriquer):
    origine = cases(D_ORIGINE.render({"table": fabriquer()}))
    obtenu = cases(fabriquer().corps())
    assert obtenu == origine
    assert origine
    return obtenu


@pytest.mark.parametrize("nom", COLONNES)
def test_chaque_forme_de_colonne_est_rendue_comme_a_l_origine(nom, designations):
    compare(lambda: table_de(designations, {"rang": Column(accessor="pk"), "x": COLONNES[nom]()}))


RENDUS = {
    "valeur": lambda self, value: f"<{value}>",
    "ligne": lambda self, record: format_html("<b>{}</b>", record.domaine),
    "valeur et ligne": lambda self, record, value: (value, record.pk),
    "colonne": lambda self, column, bound_column, table: f"{bound_column.name} {len(table.rows)}",
    "rang": lambda self, bound_row: bound_row.row_counter,
    "tout": lambda self, **tout: sorted(tout),
    "rien": lambda self: "toujours",
    "argument inconnu": lambda self, value, inconnu: "jamais",
    "date": lambda self, record: record.date_debut,
    "vide": lambda self, value: None,
}


@pytest.mark.parametrize("nom", RENDUS)
@pytest.mark.parametrize("linkify", [False, True])
def test_render_recoit_les_seuls_arguments_qu_il_attend(nom, linkify, designations):
    colonnes = {"domaine": Column(linkify=linkify)}
    compare(lambda: table_de(designations, colonnes, render_domaine=RENDUS[nom]))


def test_value_ne_change_que_l_export(designations):
    membres = {"value_domaine": lambda self, value: "exporté"}
    table = table_de(designations, {"domaine": Column()}, **membres)
    assert "exporté" not in table.corps()
    assert [ligne[0] for ligne in table.as_values()][1:].count("exporté") == 2


def test_le_html_venu_des_donnees_est_toujours_echappe(designations):
    colonnes = {nom.replace(" ", "_"): fabrique() for nom, fabrique in COLONNES.items()}
    html = "".join(compare(lambda: table_de(designations, colonnes)))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_les_colonnes_cachees_exclues_et_ordonnees_le_restent(designations):
    colonnes = {
        "a": Column(accessor="pk"),
        "b": Column(visible=False),
        "c": Column(accessor="agent"),
    }
    meta = {"sequence": ("c", "..."), "exclude": ("a",)}
    assert len(compare(lambda: table_de(designations, colonnes, meta))) == 3


@pytest.mark.parametrize(
    "attributs",
    [{"class": "fixe"}, {"data-pk": lambda record: record.pk, "class": lambda table: "x"}],
)
def test_les_lignes_portent_leurs_attributs(attributs, designations):
    table = table_de(designations, {"domaine": Column()}, {"row_attrs": attributs})
    ouvrantes = re.findall(r"<tr.*?>", table.corps())
    attendu = {"class": "fixe"} if "data-pk" not in attributs else None
    lignes = [f'<tr data-pk="{d.pk}" class="x">' for d in designations]
    assert ouvrantes == (['<tr class="fixe">'] * 3 if attendu else lignes)


@pytest.mark.parametrize(
    "donnees",
    [
        [{"domaine": DANGER, "date_debut": date(2022, 1, 2)}, {"domaine": None}],
        [Designation(domaine=DANGER), Designation()],
    ],
)
def test_une_liste_sans_requete_est_rendue_comme_a_l_origine(donnees):
    colonnes = {"domaine": Column(), "date_debut": Column()}
    compare(lambda: table_de(donnees, colonnes))


def test_des_dictionnaires_tires_de_la_base_sont_rendus_comme_a_l_origine(designations):
    donnees = designations.values("domaine", "fonction", "agent__last_name")
    noms = ("domaine", "fonction", "agent__last_name")
    compare(lambda: table_de(donnees, {nom: Column() for nom in noms}))


def test_une_ligne_epinglee_est_rendue_comme_a_l_origine(designations):
    total = {"get_bottom_pinned_data": lambda self: [{"domaine": "Total", "note": 3}]}
    colonnes = {"domaine": Column(), "note": Column()}
    assert len(compare(lambda: table_de(designations, colonnes, **total))) == 8


def test_la_page_montree_est_celle_demandee(departement):
    factories.ProductionFactory.create_batch(5, departement=departement)
    table = table_de(Production.objects.order_by("pk"), {"titre": Column(linkify=True)})
    table.paginate(page=2, per_page=2)
    assert table.corps().count("<tr>") == 2


def test_une_page_vide_n_a_pas_de_ligne(db):
    assert table_de(Production.objects.all(), {"titre": Column()}).corps() == ""


def test_les_nombres_et_les_moments_sont_a_la_francaise(departement):
    moment = datetime(2022, 7, 1, 22, 30, tzinfo=UTC)
    factories.ProductionFactory(departement=departement, tentatives=12345, cree_le=moment)
    colonnes = {"tentatives": Column(), "cree_le": MomentColumn()}
    html = table_de(Production.objects.all(), colonnes).corps()
    assert "12\xa0345" in html
    assert "02/07/2022 00:30" in html


@pytest.mark.parametrize("nom", COLONNES)
def test_l_export_rend_les_valeurs_de_django_tables2(nom, designations):
    table = table_de(designations, {"essai": COLONNES[nom]()})
    assert list(rangees(table)) == list(table.as_values())


@pytest.mark.parametrize(
    "valeur",
    [
        lambda self, value: f"<{value}>",
        lambda self, record: record.pk,
        lambda self, value, record, table, column, bound_column, bound_row: mark_safe(value),
        lambda self, **reste: sorted(reste),
        lambda self, value: None,
    ],
)
def test_l_export_donne_a_value_les_arguments_qu_elle_attend(valeur, designations):
    table = table_de(designations, {"domaine": Column()}, value_domaine=valeur)
    assert list(rangees(table)) == list(table.as_values())


def test_l_export_d_une_liste_ou_de_lignes_epinglees_est_celui_de_django_tables2(designations):
    total = {"get_bottom_pinned_data": lambda self: [{"domaine": "Total", "note": 3}]}
    colonnes = {"domaine": Column(), "note": Column(), "actions": Column(accessor="pk")}
    for donnees in (designations, list(designations), designations.values("domaine", "note", "pk")):
        table = table_de(donnees, colonnes, **total)
        assert list(rangees(table)) == list(table.as_values(exclude_columns=("actions",)))


def test_l_export_lit_au_fil_de_la_base(designations):
    table = table_de(designations, {"domaine": Column()})
    assert len(list(rangees(table))) == 4
    assert table.data.data._result_cache is None
