"""La recherche plein texte de chaque moteur : ce qu'il faut y poser, et comment on l'interroge.

Posé après chaque `migrate` : sur SQLite, une migration qui refait la table emporte les déclencheurs
sans rien dire. PostgreSQL : un index GIN. SQLite : une table FTS5, tenue par trois déclencheurs.
"""

from django.apps.registry import Apps
from django.db import connections, transaction

from documents.contenus.mots import Requete, singulier

TABLE = "documents_contenu"
DECLENCHEURS = [f"documents_contenu_{acte}" for acte in ("insert", "update", "delete")]
# Une fonction à nous, pour en dire le prix : celles de PostgreSQL passent pour gratuites, et il
# relirait alors tous les textes d'un trait plutôt que d'ouvrir l'index.
_VECTEUR = "documents_vecteur(mots)"
_FONCTION = """
CREATE OR REPLACE FUNCTION documents_vecteur(texte text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000
AS $$ BEGIN RETURN array_to_tsvector(string_to_array(texte, ' ')); END $$
"""
_AJOUTER = "INSERT INTO documents_recherche (rowid, mots) VALUES (new.id, new.mots);"
_RETIRER = (
    "INSERT INTO documents_recherche (documents_recherche, rowid, mots)"
    " VALUES ('delete', old.id, old.mots);"
)
_GIN = f"CREATE INDEX IF NOT EXISTS documents_contenu_vecteur ON {TABLE} USING gin ({_VECTEUR})"
_SANS_PRIX = "DROP INDEX IF EXISTS documents_contenu_mots"
_FTS5 = (
    "CREATE VIRTUAL TABLE documents_recherche USING fts5(mots, content='documents_contenu',"
    " content_rowid='id', tokenize='ascii', detail=none, columnsize=0)"
)
_ACTES = {"INSERT": _AJOUTER, "UPDATE OF mots": _RETIRER + _AJOUTER, "DELETE": _RETIRER}
_REFAIRE = "INSERT INTO documents_recherche (documents_recherche) VALUES ('rebuild')"
TROUVER = {
    "postgresql": f"SELECT id FROM {TABLE} WHERE {_VECTEUR} @@ %s::tsquery",
    "sqlite": "SELECT rowid FROM documents_recherche WHERE documents_recherche MATCH %s",
}


def poser(sender=None, using="default", apps: Apps | None = None, **kwargs) -> None:
    """Pose ce qui manque ; branché à `post_migrate`, donc sans effet sans sa table."""
    connexion = connections[using]
    if TABLE not in connexion.introspection.table_names():
        return
    with transaction.atomic(using=using), connexion.cursor() as curseur:
        if connexion.vendor == "postgresql":
            for pose in (_FONCTION, _SANS_PRIX, _GIN):
                curseur.execute(pose)
        elif connexion.vendor == "sqlite":
            _poser_fts5(curseur)


def _poser_fts5(curseur) -> None:
    """Ce qui s'est écrit sans déclencheur est repris : la table se refait."""
    curseur.execute("SELECT name FROM sqlite_master")
    presents = {nom for (nom,) in curseur.fetchall()}
    manquants = {"documents_recherche", *DECLENCHEURS} - presents
    if "documents_recherche" in manquants:
        curseur.execute(_FTS5)
    for nom, (acte, effet) in zip(DECLENCHEURS, _ACTES.items(), strict=True):
        if nom in manquants:
            curseur.execute(f"CREATE TRIGGER {nom} AFTER {acte} ON {TABLE} BEGIN {effet} END")
    if manquants:
        curseur.execute(_REFAIRE)


def formule(requete: Requete, moteur: str) -> str:
    """La requête dans la langue du moteur ; elle n'est faite que de lettres et de chiffres.

    Un début de mot trouve aussi le singulier qu'on a gardé : « locaux* » trouve « local ».
    """
    if moteur == "postgresql":
        debut, mot, ou, et = "'{}':*", "'{}'", " | ", " & "
    else:
        debut, mot, ou, et = '"{}"*', '"{}"', " OR ", " AND "
    termes = [mot.format(un) for un in requete.mots]
    termes += [f"({debut.format(un)}{ou}{mot.format(singulier(un))})" for un in requete.debuts]
    return et.join(termes)
