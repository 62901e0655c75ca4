"""Le projet se vérifie lui-même : les règles de la maison qu'une machine peut tenir."""

import ast
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.template import TemplateSyntaxError, engines
from django.template.loader import get_template

from qualepref.socle import droits
from tests.adresses import adresses_du_projet

RACINE = settings.RACINE
APPS = [
    app
    for app in apps.get_app_configs()
    if Path(app.path).is_relative_to(RACINE) and ".venv" not in app.path
]
MODELES = [
    modele
    for app in APPS
    for modele in app.get_models()
    if not modele.__name__.startswith("Historical")
]
ADRESSES = adresses_du_projet()
CLASSES = [adresse.classe for adresse in ADRESSES if adresse.classe]

ENQUETES = {  # un usager, sans compte
    f"recueil:{nom}" for nom in ("formulaire", "merci", "tablette", "veille_fichier")
}
SANS_CONNEXION = {"socle:connexion", "documents:renvoi", "suivi:deposer", "suivi:depot_recu"} | {
    "enquetes:resultats_publics",  # un passant, devant l'affiche des résultats
    "pilotage:transparence",  # un passant, devant l'affiche du trimestre
    "pilotage:transparence_trimestre",
    "enquetes:resultats_fichier",
    "enquetes:echange",
    "enquetes:appel",
    *ENQUETES,
}
SANS_PERMISSION = {
    "accueil",  # « À faire » de chacun, selon ses rôles
    "socle:connexion",
    "socle:deconnexion",
    "socle:mot_de_passe",  # chacun change le sien
    "documents:renvoi",  # un passant, devant une affiche
    "suivi:deposer",  # un usager, sans compte
    "suivi:depot_recu",
    "enquetes:resultats_publics",  # un passant, devant l'affiche des résultats
    "pilotage:transparence",  # un passant, devant l'affiche du trimestre
    "pilotage:transparence_trimestre",
    "enquetes:resultats_fichier",
    "enquetes:echange",  # une autre préfecture, par une adresse secrète
    "enquetes:appel",
    *ENQUETES,
}


def sources(*suffixes):
    """Les fichiers du projet, sans les migrations ni ce qui est fabriqué ou installé."""
    dossiers = {Path(app.path) for app in APPS} | {RACINE / "qualepref", RACINE / "templates"}
    fichiers = {f for dossier in dossiers for f in dossier.rglob("*") if f.suffix in suffixes}
    return sorted(f for f in fichiers if "migrations" not in f.parts)


def relatif(chemin):
    return str(chemin.relative_to(RACINE))


# --- Droits ---------------------------------------------------------------------------------------


def test_chaque_vue_declare_sa_permission():
    libres = {a.nom for a in ADRESSES if not getattr(a.classe, "permission_required", None)}
    assert libres == SANS_PERMISSION


def test_seule_la_connexion_s_ouvre_sans_etre_connecte():
    ouvertes = {a.nom for a in ADRESSES if not getattr(a.vue, "login_required", True)}
    assert ouvertes == SANS_CONNEXION


def test_chaque_permission_demandee_ou_accordee_existe(db):
    lignes = Permission.objects.values_list("content_type__app_label", "codename")
    existantes = {f"{app}.{codename}" for app, codename in lignes}
    accordees = set().union(*droits._accords.values())
    demandees = {classe.permission_required for classe in CLASSES if a_une_permission(classe)}
    assert not (accordees | demandees) - existantes


def test_chaque_permission_demandee_est_accordee_a_un_role():
    accordees = set().union(*droits._accords.values())
    demandees = {classe.permission_required for classe in CLASSES if a_une_permission(classe)}
    assert not demandees - accordees, "page que seul un superutilisateur ouvrirait"


def a_une_permission(classe):
    return bool(getattr(classe, "permission_required", None))


# --- Modèles --------------------------------------------------------------------------------------


def test_les_noms_affiches_sont_en_minuscules():
    noms = [
        (f"{modele.__name__}.{getattr(objet, 'name', 'Meta')}", str(objet.verbose_name))
        for modele in MODELES
        for objet in (modele._meta, *modele._meta.fields)
        if hasattr(objet, "verbose_name")
    ]
    assert not [(ou, nom) for ou, nom in noms if commence_par_une_majuscule(nom)]


def commence_par_une_majuscule(nom):
    """Un sigle (SVI) garde ses capitales."""
    premier_mot = nom.split()[0]
    return premier_mot[0].isupper() and not premier_mot.isupper()


def test_chaque_ordre_est_total():
    """Deux lignes à égalité changeraient de place d'une page à l'autre : la clé les départage."""
    assert not [m.__name__ for m in MODELES if m._meta.ordering and not est_total(m._meta)]


def est_total(meta):
    tries = {nom.lstrip("-") for nom in meta.ordering if isinstance(nom, str)}
    champs = ["pk", *(champ.name for champ in meta.fields if champ.unique)]
    contraintes = [set(contrainte.fields) for contrainte in meta.total_unique_constraints]
    uniques = [*({champ} for champ in champs), *contraintes]
    return any(unique <= tries for unique in uniques)


def test_chaque_modele_se_dit_en_une_phrase():
    sans = [m.__name__ for m in MODELES if (m.__doc__ or "").startswith(f"{m.__name__}(")]
    assert not sans, "modèle sans docstring"


def test_chaque_modele_est_au_glossaire():
    mots = set(re.findall(r"`(\w+)`", (RACINE / "docs" / "glossaire.md").read_text()))
    assert not {modele.__name__ for modele in MODELES} - mots


# --- Fichiers -------------------------------------------------------------------------------------

NOMS_INTERDITS = {
    f"{nom}.py" for nom in "services utils helpers managers mixins constants signals enums".split()
}


def test_aucun_fichier_ne_porte_un_nom_fourre_tout():
    assert not [relatif(f) for f in sources(".py") if f.name in NOMS_INTERDITS]


def test_aucun_import_ne_se_cache_dans_une_fonction():
    coupables = [
        f"{relatif(fichier)}:{noeud.lineno}"
        for fichier in sources(".py")
        for fonction in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(fonction, ast.FunctionDef)
        for noeud in ast.walk(fonction)
        if isinstance(noeud, ast.Import | ast.ImportFrom)
    ]
    assert not coupables


EN_LIGNE = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|\shx-on\b", re.I)
SUR_PAPIER = {"rapports", "mails"}  # dessinés hors du navigateur, sans sa politique de sécurité


def test_ni_script_ni_style_dans_les_pages():
    coupables = [
        f"{relatif(fichier)} : {trouve.group().strip()}"
        for fichier in sources(".html")
        if not SUR_PAPIER & set(fichier.parts)
        for trouve in EN_LIGNE.finditer(fichier.read_text())
    ]
    assert not coupables


# Gabarits livrés avant leur première page : celle qui en inclut un le retire d'ici.
EN_ATTENTE = set()


def test_chaque_gabarit_se_compile():
    """Une étiquette ou un filtre retiré se voit ici, même si aucun test n'ouvre la page."""
    fautifs = {nom: faute for nom in gabarits_ecrits() if (faute := faute_du_gabarit(nom))}
    assert not fautifs


def test_une_cle_ou_une_page_s_ecrit_sans_separateur_de_milliers():
    """« 12 345 » dans un champ ou une adresse ne mène à rien : `stringformat:"d"`."""
    nue = re.compile(r"\{\{ ?[\w.]*\.pk ?\}\}|page=\{\{ ?[\w.]+ ?\}\}")
    ecrits = {nom: f.read_text(encoding="utf-8") for nom, f in gabarits_ecrits().items()}
    assert not {nom: nue.findall(texte) for nom, texte in ecrits.items() if nue.search(texte)}


def faute_du_gabarit(nom):
    """Le message de Django si le gabarit ne se lit pas, sinon None."""
    try:
        get_template(nom)
    except TemplateSyntaxError as faute:
        return str(faute)
    return None


INCLUSION = re.compile(r"""{% include ["']([\w./-]+)["']([^%]*) only %}""")


def test_un_formulaire_inclus_recoit_son_jeton():
    """« only » coupe le contexte : sans csrf_token=csrf_token, le navigateur serait refusé."""
    ecrits = gabarits_ecrits()
    avec_jeton = {nom for nom, f in ecrits.items() if "{% csrf_token %}" in lire(f)}
    coupables = [
        f"{nom} inclut {inclus}"
        for nom, fichier in ecrits.items()
        for inclus, arguments in INCLUSION.findall(lire(fichier))
        if inclus in avec_jeton and "csrf_token=" not in arguments
    ]
    assert not coupables


def lire(gabarit):
    return gabarit.read_text() if gabarit.suffix in {".html", ".txt"} else ""


def test_aucun_gabarit_ne_reste_inutilise():
    employes = gabarits_nommes() | gabarits_par_defaut()
    ecrits = gabarits_ecrits()
    inutiles = {n for n in ecrits if n not in employes and not remplace(n, ecrits[n])}
    assert inutiles == EN_ATTENTE


@cache
def gabarits_ecrits():
    """Nom de gabarit -> fichier, pour ceux du projet."""
    return {
        str(f.relative_to(dossier)): f
        for dossier in dossiers_de_gabarits()
        for f in dossier.rglob("*")
        if f.is_file()
    }


def dossiers_de_gabarits():
    dossiers = [RACINE / "templates", *(Path(app.path) / "templates" for app in APPS)]
    return [dossier for dossier in dossiers if dossier.is_dir()]


def gabarits_nommes():
    """Les noms écrits en toutes lettres dans le code et dans les gabarits."""
    textes = (f.read_text() for f in sources(".py", ".html", ".txt"))
    return {nom for texte in textes for nom in re.findall(r"[\"']([\w./-]+\.\w+)[\"']", texte)}


def gabarits_par_defaut():
    """Les noms que Django déduit du modèle et du genre de la vue."""
    metas = ((classe, classe.queryset.model._meta) for classe in CLASSES if a_un_modele(classe))
    return {
        f"{meta.app_label}/{meta.model_name}{getattr(classe, 'template_name_suffix', '')}.html"
        for classe, meta in metas
    }


def a_un_modele(classe):
    return getattr(classe, "queryset", None) is not None


def remplace(nom, fichier):
    """Vrai si ce gabarit prend la place de celui d'une bibliothèque."""
    chargeurs = engines["django"].engine.template_loaders
    origines = [origine.name for c in chargeurs for origine in c.get_template_sources(nom)]
    return any(Path(o).exists() and Path(o) != fichier for o in origines)
